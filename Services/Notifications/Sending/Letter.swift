import Shared

/// A digest ready to leave: who gets it was asked of the registry, what it says of reporting, just now.
struct Letter: Sendable {
    let message: MIMEMessage
    let intents: [ID<Intent>]

    /// nil when nothing is left to tell, or nobody to tell it to; the intents say why.
    ///
    /// Throws a retryable `Fault` when reporting or the registry cannot be asked.
    static func compose(
        for delivery: Delivery, from: MailAddress, service: ServiceDependencies, now: Instant
    ) async throws -> Letter? {
        let loaded = try await service.database.query(DeliveryStatements.load, delivery.id)
        guard let first = loaded.first else { return nil }
        let campaign = try first.document.decoded(as: CampaignDocument.self)
        let suppressions = try await service.database.query(SuppressionStatements.ofCampaign, campaign.key)
            .filter { $0.start <= now && now < $0.end }
        var entries: [DigestMessage.Entry] = []
        var kept: [ID<Intent>] = []
        for intent in loaded {
            let obligation = try await obligation(intent.obligation, service)
            let held = obligation.map { owed in suppressions.contains { $0.matcher.matches(owed) } } ?? false
            switch SendDecision.of(obligation, dueAt: intent.dueAt, suppressed: held, now: now) {
            case .end(let state, let reason): try await end([intent.id], state, reason, service)
            case .send:
                guard let obligation, let template = template(intent.template, campaign) else { continue }
                entries.append(DigestMessage.Entry(obligation: obligation, template: template))
                kept.append(intent.id)
            }
        }
        guard !entries.isEmpty else { return nil }
        guard let address = try await address(of: delivery.recipient, service) else {
            try await end(kept, .noContact, "no verified contact", service)
            return nil
        }
        let digest = DigestMessage(entries, campaign: campaign)
        let message = MIMEMessage(
            from: from, to: address, subject: digest.subject, text: digest.text, messageID: delivery.messageID,
            date: now, campaign: campaign.key)
        return Letter(message: message, intents: kept)
    }

    /// The obligation as reporting knows it at this moment; nil when it is no more.
    private static func obligation(_ id: ID<Obligation>, _ service: ServiceDependencies) async throws -> Obligation? {
        do throws(Fault) {
            return try await service.client(of: .reporting).call(ReportingAPI.GetObligation.self, .init(id: id))
        } catch {
            if error.kind.status == .notFound { return nil }
            throw error
        }
    }

    /// R7: the address is asked for when a message leaves, and kept nowhere.
    private static func address(
        of recipient: Reminder.Recipient, _ service: ServiceDependencies
    ) async throws -> MailAddress? {
        let contacts = try await service.client(of: .registry).call(
            RegistryAPI.ListContacts.self,
            .init(units: [recipient.unit], role: recipient.role, verifiedOnly: true))
        return contacts.items.first { $0.contact.channel == .email }.flatMap { MailAddress($0.address) }
    }

    private static func template(_ key: TemplateKey, _ campaign: CampaignDocument) -> CampaignDocument.Template? {
        campaign.reminders.templates.first { $0.key == key }
    }

    private static func end(
        _ intents: [ID<Intent>], _ state: Intent.State, _ reason: String, _ service: ServiceDependencies
    ) async throws {
        try await service.transact { effect in
            try await effect.execute(DeliveryStatements.intentsEnded, intents, state.rawValue, reason)
            for id in intents {
                guard let intent = try await effect.first(IntentStatements.find, id) else { continue }
                try await effect.record(.updated, "intent", id: id.description, data: intent)
            }
        }
    }
}

extension Suppression.Matcher {
    func matches(_ obligation: Obligation) -> Bool {
        (unit ?? obligation.unit.key) == obligation.unit.key && (rule ?? obligation.rule) == obligation.rule
            && (track ?? obligation.track) == obligation.track
    }
}
