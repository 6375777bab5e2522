import Shared

/// The words of steps and notices: versions of them, and how they look with real data.
struct Templates: Sendable {
    func set(_ params: NotificationsAPI.SetTemplate.Params, _ effect: Effect) async throws -> MessageTemplate {
        // Locked, so that two callers at once do not take the same number.
        guard try await effect.first(RunStatements.lockWatermark, params.campaign) != nil else {
            throw Fault(.policyUnknownToNotifications)
        }
        let (_, reminders) = try await policy(params.campaign, effect)
        guard reminders.templatesInUse.contains(params.key) else { throw Fault(.templateUnknown) }
        let wanted = CampaignDocument.Template(
            key: params.key, language: params.language, subject: params.subject, text: params.text)
        let violations = Self.violations(of: wanted, in: reminders)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        let newest = try await effect.query(TemplateStatements.newest, params.campaign)
            .first { $0.key == params.key && $0.language == params.language }
        try Revision.expect(params.expectVersion, found: newest?.version ?? 0)
        let stored = StoredTemplate(
            key: params.key, language: params.language, version: params.expectVersion + 1, subject: params.subject,
            text: params.text, author: effect.principal.name, at: effect.now)
        return try await Self.put(stored, params.campaign, reminders, effect)
    }

    /// A policy takes another one's place: where the campaign's own words have changed they are the next version of those that
    /// were set. Under the watermark's lock.
    static func follow(
        _ former: CampaignDocument.Reminders, by next: CampaignDocument.Reminders, _ campaign: CampaignKey,
        _ effect: Effect
    ) async throws {
        let set = try await effect.query(TemplateStatements.newest, campaign)
        for (stored, words) in TemplateBook.replaced(set, from: former, to: next) {
            let newer = StoredTemplate(
                key: stored.key, language: stored.language, version: stored.version + 1, subject: words.subject,
                text: words.text, author: effect.principal.name, at: effect.now)
            _ = try await put(newer, campaign, next, effect)
        }
    }

    private static func put(
        _ stored: StoredTemplate, _ campaign: CampaignKey, _ reminders: CampaignDocument.Reminders, _ effect: Effect
    ) async throws -> MessageTemplate {
        try await effect.execute(
            TemplateStatements.insert, campaign, stored.key, stored.language, Int64(stored.version), stored.subject,
            stored.text, stored.author, stored.at)
        let template = shown(stored, campaign, reminders)
        try await effect.record(
            .created, "template", id: "\(campaign)/\(stored.key)/\(stored.language.rawValue)/\(stored.version)",
            data: template)
        return template
    }

    func list(
        _ params: NotificationsAPI.ListTemplates.Params, _ context: QueryContext
    ) async throws -> NotificationsAPI.ListTemplates.Result {
        let (_, reminders) = try await policy(params.campaign, context.database)
        let stored = try await context.database.query(TemplateStatements.list, params.campaign, params.key)
        let own = reminders.templates.filter { params.key == nil || $0.key == params.key }.map { template in
            MessageTemplate(
                campaign: params.campaign, key: template.key, language: template.language ?? .zh, version: 0,
                subject: template.subject, text: template.text, uses: Self.uses(template.key, reminders),
                variables: reminders.variables(for: template.key).sorted(), author: nil, at: nil)
        }
        let all = own + stored.map { Self.shown($0, params.campaign, reminders) }
        return .init(
            templates: Array(
                all.sorted {
                    ($0.key, $0.language.rawValue, $0.version) < ($1.key, $1.language.rawValue, $1.version)
                }.prefix(PageLimit.most)))
    }

    func preview(
        _ params: NotificationsAPI.PreviewTemplate.Params, _ context: QueryContext
    ) async throws -> NotificationsAPI.PreviewTemplate.Result {
        let (campaign, reminders) = try await policy(params.campaign, context.database)
        let words = try await TemplateBook.read(reminders, params.campaign, context.database)
        let inForce = words.template(params.key, in: params.language)
        guard let subject = params.subject ?? inForce?.subject, let text = params.text ?? inForce?.text else {
            throw Fault(.templateUnknown)
        }
        let language = params.language ?? words.language
        let tried = CampaignDocument.Template(key: params.key, language: language, subject: subject, text: text)
        guard let entry = try await entry(for: tried, reminders, params, context) else {
            throw Fault(.nothingToPreview)
        }
        let digest = DigestMessage([entry], campaign: campaign, language: language, now: context.now)
        return .init(
            subject: digest.subject, text: digest.text, html: digest.html,
            faults: Self.violations(of: tried, in: reminders))
    }

    /// Something real to fill it with: what is named, or the first that is still owed by a rule whose steps name it, the newest
    /// return or change of a due time, or the event announced last; nil where there is none.
    private func entry(
        for template: CampaignDocument.Template, _ reminders: CampaignDocument.Reminders,
        _ params: NotificationsAPI.PreviewTemplate.Params, _ context: QueryContext
    ) async throws -> DigestMessage.Entry? {
        let database = context.database
        let uses = reminders.uses(of: template.key)
        if params.event != nil || (params.obligation == nil && uses == [.event]) {
            guard
                let event = try await database.first(
                    TemplatePreviewStatements.event, params.campaign, params.event)?.decoded(as: Event.self)
            else { return nil }
            return DigestMessage.Entry(
                event: event, names: try await EventNames.of([event], database), template: template)
        }
        // Words of several uses name only what all of these have, and every obligation has that.
        if uses == [.returned] {
            return try await database.first(TemplatePreviewStatements.returned, params.campaign, params.obligation)
                .map { found in
                    DigestMessage.Entry(
                        obligation: try found.obligation.decoded(as: Obligation.self), template: template,
                        dueBack: found.dueBack, reason: found.note)
                }
        }
        if uses == [.dueChange] {
            return try await database.first(TemplatePreviewStatements.dueChange, params.campaign, params.obligation)
                .map { found in
                    DigestMessage.Entry(
                        obligation: try found.obligation.decoded(as: Obligation.self), template: template,
                        before: try found.change.decoded(as: DueChange.self).from)
                }
        }
        let steps = reminders.ladders.filter { $0.steps.contains { $0.template == template.key } }
        let rules = params.obligation == nil && !steps.isEmpty ? steps.flatMap(\.rules) : nil
        guard
            let obligation = try await database.first(
                TemplatePreviewStatements.obligation, params.campaign, params.obligation, rules
            )?.decoded(as: Obligation.self)
        else { return nil }
        return DigestMessage.Entry(obligation: obligation, template: template)
    }

    private func policy(
        _ campaign: CampaignKey, _ database: some StatementExecutor
    ) async throws -> (CampaignDocument, CampaignDocument.Reminders) {
        guard let policy = try await database.first(PlanStatements.policy, campaign) else {
            throw Fault(.policyUnknownToNotifications)
        }
        return (
            try policy.document.decoded(as: CampaignDocument.self),
            try policy.reminders.decoded(as: CampaignDocument.Reminders.self)
        )
    }

    static func violations(
        of template: CampaignDocument.Template, in reminders: CampaignDocument.Reminders
    ) -> [Violation] {
        var violations = TemplateBook.violations(of: template, in: reminders, path: "params")
        if !(1...200).contains(template.subject.count) || template.subject.contains(where: \.isNewline) {
            violations.append(
                Violation(path: "params.subject", rule: "length", detail: "1…200 characters without line breaks"))
        }
        if !(1...4_000).contains(template.text.count) {
            violations.append(Violation(path: "params.text", rule: "length", detail: "1…4000 characters"))
        }
        return violations
    }

    private static func uses(_ key: TemplateKey, _ reminders: CampaignDocument.Reminders) -> [TemplateUse] {
        reminders.uses(of: key).sorted { $0.rawValue < $1.rawValue }
    }

    private static func shown(
        _ stored: StoredTemplate, _ campaign: CampaignKey, _ reminders: CampaignDocument.Reminders
    ) -> MessageTemplate {
        MessageTemplate(
            campaign: campaign, key: stored.key, language: stored.language, version: stored.version,
            subject: stored.subject, text: stored.text, uses: uses(stored.key, reminders),
            variables: reminders.variables(for: stored.key).sorted(), author: stored.author, at: stored.at)
    }
}
