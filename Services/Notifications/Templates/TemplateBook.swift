import Shared

/// The words that messages are written with now: those that were set last, or the campaign's own. What was set holds until a
/// policy is published in which the campaign itself says something else in its place.
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

    /// Words that were set and do not outlive the change from one policy to the next, and the campaign's own that take their
    /// place: the campaign corrected what they had replaced.
    static func replaced(
        _ set: [StoredTemplate], from former: CampaignDocument.Reminders, to next: CampaignDocument.Reminders
    ) -> [(stored: StoredTemplate, words: CampaignDocument.Template)] {
        let (before, after) = (TemplateBook(former, set: []), TemplateBook(next, set: []))
        return set.compactMap { stored in
            guard let words = after.own(stored.key, stored.language),
                !words.saysTheSame(as: before.own(stored.key, stored.language)),
                (words.subject, words.text) != (stored.subject, stored.text)
            else { return nil }
            return (stored, words)
        }
    }

    /// The words as they are when one policy has followed another.
    init(
        _ next: CampaignDocument.Reminders, following former: CampaignDocument.Reminders, set: [StoredTemplate]
    ) {
        let replaced = Self.replaced(set, from: former, to: next).map {
            Place(key: $0.stored.key, language: $0.stored.language)
        }
        self.init(next, set: set.filter { !replaced.contains(Place(key: $0.key, language: $0.language)) })
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

    /// Those of two books' keys whose words differ in some language; what only one of them has is not among them.
    func reworded(in other: TemplateBook) -> Set<TemplateKey> {
        let keys = Set(words.keys.map(\.key)).intersection(other.words.keys.map(\.key))
        return keys.filter { key in
            CampaignDocument.Language.allCases.contains { language in
                let (old, new) = (own(key, language), other.own(key, language))
                return old.map { !$0.saysTheSame(as: new) } ?? (new != nil)
            }
        }
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

extension CampaignDocument.Template {
    fileprivate func saysTheSame(as other: CampaignDocument.Template?) -> Bool {
        other.map { (subject, text) == ($0.subject, $0.text) } ?? false
    }
}
