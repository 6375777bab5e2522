import Shared

/// A digest ready to leave: who gets it was asked of the registry, what it says of reporting and events, just now.
struct Letter: Sendable {
    let addressed: AddressedMessage
    /// Which of the addresses have it already.
    let reached: ReachedAddresses
    let intents: [ID<Intent>]
    /// How many changes were known of what it is about, before anybody was asked.
    let noticeCount: Int

    /// nil when nothing is left to tell, or nobody to tell it to; the intents say why, unless somebody has the message already.
    ///
    /// Throws a retryable `Fault` when another service cannot be asked.
    static func compose(
        for delivery: Delivery, policies: PolicyInForce, channels: Channels, service: ServiceDependencies, now: Instant
    ) async throws -> Letter? {
        let noticeCount = try await service.database.one(DeliveryStatements.noticeCount, delivery.id)
        let loaded = try await service.database.query(DeliveryStatements.load, delivery.id)
        guard !loaded.isEmpty else { return nil }
        guard let policy = try await policies.read(delivery.campaign, service.database) else {
            throw Fault(.policyUnknownToNotifications)
        }
        let campaign = policy.campaign
        let words = try await TemplateBook.read(policy.reminders, campaign.key, service.database)
        let suppressions = try await service.database.query(SuppressionStatements.ofCampaign, delivery.campaign)
            .filter { $0.start <= now && now < $0.end }
        let owners = try await OwnersWord.about(loaded, service)
        let names = try await EventNames.of(owners.events.values.map(\.event), service.database)
        var entries: [DigestMessage.Entry] = []
        var kept: [ID<Intent>] = []
        var ended: [IntentEnding] = []
        for intent in loaded {
            let subject = subject(of: intent, owners)
            let isHeld =
                subject.map { subject in
                    suppressions.contains { $0.matcher.matches(subject, recipient: delivery.recipient) }
                } ?? false
            switch decide(intent, owners, suppressed: isHeld, now) {
            case .end(let state, let reason):
                ended.append(IntentEnding(intent: intent.id, state: state, reason: reason))
            case .send:
                guard let subject, let template = words.template(intent.template) else {
                    ended.append(
                        IntentEnding(intent: intent.id, state: .superseded, reason: "its words are in no policy now"))
                    continue
                }
                entries.append(try DigestMessage.Entry(intent, subject, template, names: names))
                kept.append(intent.id)
            }
        }
        let reached = try await service.database.first(DeliveryStatements.reached, delivery.id) ?? .none
        var addressed: AddressedMessage?
        if !entries.isEmpty {
            let digest = DigestMessage(entries, campaign: campaign, language: words.language, now: now)
            addressed = try await address(digest, delivery, except: reached, channels, service, now)
            if addressed == nil {
                ended += kept.map { IntentEnding(intent: $0, state: .noContact, reason: "no verified contact") }
            }
        }
        // What somebody has already was sent, whatever has become of it for the others.
        if !reached.hasAny { try await end(ended, service) }
        return addressed.map { Letter(addressed: $0, reached: reached, intents: kept, noticeCount: noticeCount) }
    }

    private static func subject(of intent: LoadedIntent, _ owners: OwnersWord) -> Subject? {
        if let id = intent.event { return owners.events[id].map { .event($0) } }
        return intent.obligation.flatMap { owners.obligations[$0] }.map { .obligation($0) }
    }

    private static func decide(
        _ intent: LoadedIntent, _ owners: OwnersWord, suppressed: Bool, _ now: Instant
    ) -> SendDecision {
        if let event = intent.event {
            return .of(
                owners.events[event], step: intent.step, uselessFrom: intent.uselessFrom, suppressed: suppressed,
                now: now)
        }
        let obligation = intent.obligation.flatMap { owners.obligations[$0] }
        switch (intent.family, intent.notice) {
        case (.ladder, _), (.change, .dueMoved), (.change, .extensionGranted), (.change, .eventAnnounced),
            (.change, .eventChanged), (.change, .eventPostponed), (.change, .eventCancelled), (.change, nil):
            return .of(
                obligation, dueAt: intent.dueAt, uselessFrom: intent.uselessFrom, suppressed: suppressed, now: now)
        case (.returned, _), (.change, .itemReturned):
            return .of(
                obligation, step: intent.step, returned: intent.back,
                submission: intent.back?.submission.flatMap { owners.submissions[$0] },
                uselessFrom: intent.uselessFrom, suppressed: suppressed, now: now)
        }
    }

    /// R7: addresses are asked for when a message leaves, and kept nowhere. nil when there is none any more.
    ///
    /// - Parameter reached: which are left out.
    static func address(
        _ digest: DigestMessage, _ delivery: Delivery, except reached: ReachedAddresses, _ channels: Channels,
        _ service: ServiceDependencies, _ now: Instant
    ) async throws -> AddressedMessage? {
        guard let channel = ContactChannel(rawValue: delivery.channel) else { return nil }
        let contacts = try await service.client(of: .registry).call(
            RegistryAPI.ListContacts.self,
            .init(units: [delivery.recipient.unit], role: delivery.recipient.role, verifiedOnly: true))
        return contacts.items.first { $0.contact.channel == channel }
            .flatMap { channels.message(digest, to: $0, except: reached, by: channel, of: delivery, at: now) }
    }

    private static func end(_ endings: [IntentEnding], _ service: ServiceDependencies) async throws {
        guard !endings.isEmpty else { return }
        try await service.transact("sending") { effect in try await IntentChanges.end(endings, effect) }
    }
}

extension DigestMessage.Entry {
    /// What an intent says of its subject, as its owner has it now.
    init(
        _ intent: LoadedIntent, _ subject: Subject, _ template: CampaignDocument.Template, names: EventNames
    ) throws {
        switch subject {
        case .obligation(let obligation):
            let isMoved = intent.notice == .dueMoved || intent.notice == .extensionGranted
            let before = isMoved ? try intent.change?.decoded(as: DueChange.self).from : nil
            self.init(
                obligation: obligation, template: template, before: before, dueBack: intent.back?.dueBackAt,
                reason: intent.back?.note)
        case .event(let news):
            self.init(event: news.event, names: names, template: template)
        }
    }
}
