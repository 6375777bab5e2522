import Shared

/// A digest ready to leave: who gets it was asked of the registry, what it says of reporting, just now.
struct Letter: Sendable {
    let message: Channels.Message
    let intents: [ID<Intent>]

    /// nil when nothing is left to tell, or nobody to tell it to; the intents say why.
    ///
    /// Throws a retryable `Fault` when reporting or the registry cannot be asked.
    static func compose(
        for delivery: Delivery, channels: Channels, service: ServiceDependencies, now: Instant
    ) async throws -> Letter? {
        let loaded = try await service.database.query(DeliveryStatements.load, delivery.id)
        guard !loaded.isEmpty else { return nil }
        guard let policy = try await service.database.first(PlanStatements.policy, delivery.campaign) else {
            throw Fault(.policyUnknownToNotifications)
        }
        let templates = try policy.reminders.decoded(as: CampaignDocument.Reminders.self).templates
        let suppressions = try await service.database.query(SuppressionStatements.ofCampaign, delivery.campaign)
            .filter { $0.start <= now && now < $0.end }
        let obligations = try await obligations(loaded.map(\.obligation), service)
        var entries: [DigestMessage.Entry] = []
        var kept: [ID<Intent>] = []
        var ended: [IntentEnding] = []
        for intent in loaded {
            let obligation = obligations[intent.obligation]
            let held = obligation.map { owed in suppressions.contains { $0.matcher.matches(owed) } } ?? false
            switch SendDecision.of(
                obligation, dueAt: intent.dueAt, uselessFrom: intent.uselessFrom, suppressed: held, now: now)
            {
            case .end(let state, let reason):
                ended.append(IntentEnding(intent: intent.id, state: state, reason: reason))
            case .send:
                guard let obligation, let template = templates.first(where: { $0.key == intent.template }) else {
                    ended.append(
                        IntentEnding(intent: intent.id, state: .superseded, reason: "its words are in no policy now"))
                    continue
                }
                entries.append(DigestMessage.Entry(obligation: obligation, template: template))
                kept.append(intent.id)
            }
        }
        let campaign = try policy.document.decoded(as: CampaignDocument.self)
        let message =
            entries.isEmpty
            ? nil
            : try await message(DigestMessage(entries, campaign: campaign, now: now), delivery, channels, service, now)
        if message == nil {
            ended += kept.map { IntentEnding(intent: $0, state: .noContact, reason: "no verified contact") }
        }
        try await end(ended, service)
        return message.map { Letter(message: $0, intents: kept) }
    }

    /// How many questions are under way at once: an escalation may carry a hundred obligations.
    private static let questions = 16

    /// The obligations as reporting knows them at this moment (M2); those that are no more are not there.
    private static func obligations(
        _ ids: [ID<Obligation>], _ service: ServiceDependencies
    ) async throws -> [ID<Obligation>: Obligation] {
        try await withThrowingTaskGroup(of: Obligation?.self) { group in
            var found: [ID<Obligation>: Obligation] = [:]
            for (position, id) in Set(ids).enumerated() {
                if position >= questions, let obligation = try await group.next() ?? nil {
                    found[obligation.id] = obligation
                }
                group.addTask { try await obligation(id, service) }
            }
            for try await case let obligation? in group { found[obligation.id] = obligation }
            return found
        }
    }

    /// nil when it is no more.
    private static func obligation(_ id: ID<Obligation>, _ service: ServiceDependencies) async throws -> Obligation? {
        do throws(Fault) {
            return try await service.client(of: .reporting).call(ReportingAPI.GetObligation.self, .init(id: id))
        } catch {
            if error.kind == .obligationUnknown { return nil }
            throw error
        }
    }

    /// R7: the address is asked for when a message leaves, and kept nowhere. nil when there is none any more.
    private static func message(
        _ digest: DigestMessage, _ delivery: Delivery, _ channels: Channels, _ service: ServiceDependencies,
        _ now: Instant
    ) async throws -> Channels.Message? {
        guard let channel = ContactChannel(rawValue: delivery.channel) else { return nil }
        let contacts = try await service.client(of: .registry).call(
            RegistryAPI.ListContacts.self,
            .init(units: [delivery.recipient.unit], role: delivery.recipient.role, verifiedOnly: true))
        return contacts.items.first { $0.contact.channel == channel }
            .flatMap { channels.message(digest, to: $0.address, by: channel, of: delivery, at: now) }
    }

    private static func end(_ endings: [IntentEnding], _ service: ServiceDependencies) async throws {
        guard !endings.isEmpty else { return }
        try await service.transact("sending") { effect in try await IntentChanges.end(endings, effect) }
    }
}

extension Suppression.Matcher {
    func matches(_ obligation: Obligation) -> Bool {
        (unit ?? obligation.unit.key) == obligation.unit.key && (rule ?? obligation.rule) == obligation.rule
            && (track ?? obligation.track) == obligation.track
    }
}
