import Shared

/// The words that messages are written with now: those that were set last, or the campaign's own.
struct TemplateBook: Sendable {
    let language: CampaignDocument.Language
    private let words: [Place: CampaignDocument.Template]

    private struct Place: Hashable {
        let key: TemplateKey
        let language: CampaignDocument.Language
    }

    /// - Parameter set: oldest version first.
    init(_ reminders: CampaignDocument.Reminders, set: [StoredTemplate]) {
        language = reminders.language ?? .zh
        var words: [Place: CampaignDocument.Template] = [:]
        for template in reminders.templates {
            words[Place(key: template.key, language: template.language ?? .zh)] = template
        }
        for stored in set {
            words[Place(key: stored.key, language: stored.language)] = CampaignDocument.Template(
                key: stored.key, language: stored.language, subject: stored.subject, text: stored.text)
        }
        self.words = words
    }

    static func read(
        _ reminders: CampaignDocument.Reminders, _ campaign: CampaignKey, _ database: some StatementExecutor
    ) async throws -> TemplateBook {
        TemplateBook(reminders, set: try await database.query(TemplateStatements.newest, campaign))
    }

    /// In the policy's language, or in Chinese where there is none in it; nil: nowhere.
    func template(_ key: TemplateKey, in other: CampaignDocument.Language? = nil) -> CampaignDocument.Template? {
        words[Place(key: key, language: other ?? language)] ?? words[Place(key: key, language: .zh)]
    }

    /// Exactly this one; nil: there is none.
    func own(_ key: TemplateKey, _ language: CampaignDocument.Language) -> CampaignDocument.Template? {
        words[Place(key: key, language: language)]
    }

    /// What keeps a policy from being put in force: a step or notice without words, or with a variable that nothing fills.
    func violations(of reminders: CampaignDocument.Reminders) -> [Violation] {
        reminders.templatesInUse.sorted().flatMap { key -> [Violation] in
            guard template(key, in: .zh) != nil else {
                return [Violation(path: "templates.\(key)", rule: "required", detail: "there are no words for it")]
            }
            return CampaignDocument.Language.allCases.flatMap { language in
                own(key, language).map { Self.violations(of: $0, in: reminders, path: "templates.\(key)") } ?? []
            }
        }
    }

    static func violations(
        of template: CampaignDocument.Template, in reminders: CampaignDocument.Reminders, path: String
    ) -> [Violation] {
        let variables = reminders.variables(for: template.key)
        return [("subject", template.subject), ("text", template.text)].compactMap { member, text in
            CampaignDocument.Template.fault(in: text, variables: variables).map {
                Violation(path: "\(path).\(member)", rule: "placeholder", detail: $0)
            }
        }
    }
}
