import Shared

/// A digest ready to leave: who gets it was asked of the registry, what it says of reporting and events, just now.
struct Letter: Sendable {
    let delivery: Delivery
    let addressed: AddressedMessage
    /// Which of the addresses have it already.
    let reached: ReachedAddresses
    let intents: [ID<Intent>]
    /// How many changes were known of what it is about, before anybody was asked.
    let noticeCount: Int
}

/// What all letters of a campaign are written by.
struct LetterTerms: Sendable {
    let campaign: CampaignDocument
    let words: TemplateBook
    /// Those that hold now.
    let suppressions: [Suppression]

    static func read(
        _ campaign: CampaignKey, _ policies: PolicyInForce, _ database: Database, _ now: Instant
    ) async throws -> LetterTerms {
        guard let policy = try await policies.read(campaign, database) else {
            throw Fault(.policyUnknownToNotifications)
        }
        return LetterTerms(
            campaign: policy.campaign,
            words: try await TemplateBook.read(policy.reminders, campaign, database),
            suppressions: try await database.query(SuppressionStatements.ofCampaign, campaign)
                .filter { $0.start <= now && now < $0.end })
    }

    func suppress(_ matter: OwnersWord.Matter, toldTo recipient: Reminder.Recipient) -> Bool {
        let subject = matter.subject
        return suppressions.contains { $0.matcher.matches(subject, recipient: recipient) }
    }
}

/// What of a delivery is still to be told, by what the owners say. Pure.
struct LetterDraft: Sendable {
    let delivery: Delivery
    let terms: LetterTerms
    let reached: ReachedAddresses
    let noticeCount: Int
    private(set) var entries: [DigestMessage.Entry] = []
    private(set) var kept: [ID<Intent>] = []
    private(set) var ended: [IntentEnding] = []

    init(
        _ delivery: Delivery, _ loaded: [LoadedIntent], terms: LetterTerms, owners: OwnersWord, names: EventNames,
        reached: ReachedAddresses, noticeCount: Int, now: Instant
    ) throws {
        self.delivery = delivery
        self.terms = terms
        self.reached = reached
        self.noticeCount = noticeCount
        for intent in loaded {
            let matter = owners.matter(of: intent)
            let isHeld = matter.map { terms.suppress($0, toldTo: delivery.recipient) } ?? false
            switch Self.decide(intent, owners, suppressed: isHeld, now) {
            case .end(let state, let reason):
                ended.append(IntentEnding(intent: intent.id, state: state, reason: reason))
            case .send:
                guard let matter, let template = terms.words.template(intent.template) else {
                    ended.append(
                        IntentEnding(intent: intent.id, state: .superseded, reason: "its words are in no policy now"))
                    continue
                }
                entries.append(try DigestMessage.Entry(intent, matter, template, names: names))
                kept.append(intent.id)
            }
        }
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
}

extension DigestMessage.Entry {
    /// What an intent says of its subject, as its owner has it now.
    init(
        _ intent: LoadedIntent, _ matter: OwnersWord.Matter, _ template: CampaignDocument.Template, names: EventNames
    ) throws {
        switch matter {
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
