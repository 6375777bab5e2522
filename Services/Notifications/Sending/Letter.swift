import Shared

/// A digest ready to leave: who gets it was asked of the registry, what it says of reporting and events, just now.
struct Letter: Sendable {
    var delivery: Delivery
    let addressed: AddressedMessage
    /// Which of the addresses have it already.
    let reached: ReachedAddresses
    let intents: [ID<Intent>]
    /// How many changes were known of what it is about, before anybody was asked.
    let noticeCount: Int
    /// What was held back of its campaign when it was put together.
    let suppressions: [Suppression]
}

/// What all letters of a campaign are written by.
struct LetterTerms: Sendable {
    let campaign: CampaignDocument
    let words: TemplateBook
    let hours: LetterHours
    /// All of the campaign, in their order.
    let suppressions: [Suppression]
    private let now: Instant

    static func read(
        _ campaign: CampaignKey, _ policies: PolicyInForce, _ database: Database, _ now: Instant
    ) async throws -> LetterTerms {
        guard let policy = try await policies.read(campaign, database) else {
            throw Fault(.policyUnknownToNotifications)
        }
        let calendar = try PlanningRows.calendar(try await database.query(PlanStatements.calendars))
        return LetterTerms(
            campaign: policy.campaign,
            words: try await TemplateBook.read(policy.reminders, campaign, database),
            hours: LetterHours(campaign: policy.campaign, reminders: policy.reminders, calendar: calendar),
            suppressions: try await database.query(SuppressionStatements.ofCampaign, campaign), now: now)
    }

    /// Until when what is about the matter is held back from now on; nil: it is not.
    func hold(_ matter: OwnersWord.Matter, toldTo recipient: Reminder.Recipient) -> Instant? {
        let subject = matter.subject
        let held = suppressions.filter { $0.end > now && $0.matcher.matches(subject, recipient: recipient) }
        let end = Planner.released(now, by: held)
        return end > now ? end : nil
    }
}

/// When messages of a campaign may leave (M4): minded when they are planned, and again when they leave, however long they
/// waited for a server, for their turn or for another service.
struct LetterHours: Sendable {
    let campaign: CampaignDocument
    let reminders: CampaignDocument.Reminders
    let calendar: WorkCalendar

    /// `now`, or when the hours for the most urgent of what is told begin.
    ///
    /// - Parameter quiet: the recipient's.
    func departure(of told: [LoadedIntent], quiet: QuietHours?, now: Instant) -> Instant {
        let steps = StepCalendar(campaign: campaign, reminders: reminders, calendar: calendar)
        return told.map { steps.departure(of: $0.track, quiet: quiet, dueAt: $0.dueAt, now: now) }.min() ?? now
    }
}

/// What of a delivery is still to be told, by what the owners say. Pure.
struct LetterDraft: Sendable {
    let delivery: Delivery
    let terms: LetterTerms
    let reached: ReachedAddresses
    let noticeCount: Int
    private(set) var entries: [DigestMessage.Entry] = []
    /// What the entries tell, in the same order.
    private(set) var kept: [LoadedIntent] = []
    private(set) var ended: [IntentEnding] = []
    /// What a suppression holds back, and until when.
    private(set) var held: [(intent: ID<Intent>, until: Instant)] = []

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
            let heldUntil = matter.flatMap { terms.hold($0, toldTo: delivery.recipient) }
            switch Self.decide(intent, owners, heldUntil: heldUntil, now) {
            case .end(let state, let reason):
                ended.append(IntentEnding(intent: intent.id, state: state, reason: reason))
            case .send where intent.isOvertaken, .hold where intent.isOvertaken:
                ended.append(
                    IntentEnding(intent: intent.id, state: .superseded, reason: "a later step takes its place"))
            case .hold(let until): held.append((intent.id, until))
            case .send:
                guard let matter, let template = terms.words.template(intent.template) else {
                    ended.append(
                        IntentEnding(intent: intent.id, state: .superseded, reason: "its words are in no policy now"))
                    continue
                }
                entries.append(try DigestMessage.Entry(intent, matter, template, names: names))
                kept.append(intent)
            }
        }
    }

    private static func decide(
        _ intent: LoadedIntent, _ owners: OwnersWord, heldUntil: Instant?, _ now: Instant
    ) -> SendDecision {
        if let event = intent.event {
            return .of(
                owners.events[event], step: intent.step, uselessFrom: intent.uselessFrom, heldUntil: heldUntil,
                now: now)
        }
        let obligation = intent.obligation.flatMap { owners.obligations[$0] }
        switch (intent.family, intent.notice) {
        case (.ladder, _), (.change, .dueMoved), (.change, .extensionGranted), (.change, .eventAnnounced),
            (.change, .eventChanged), (.change, .eventPostponed), (.change, .eventCancelled), (.change, nil):
            return .of(
                obligation, dueAt: intent.dueAt, uselessFrom: intent.uselessFrom, heldUntil: heldUntil, now: now)
        case (.returned, _), (.change, .itemReturned):
            return .of(
                obligation, step: intent.step, returned: intent.back,
                submission: intent.back?.submission.flatMap { owners.submissions[$0] },
                uselessFrom: intent.uselessFrom, heldUntil: heldUntil, now: now)
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
            let change = isMoved ? try intent.change?.decoded(as: DueChange.self) : nil
            let before = change.flatMap { intent.toldBefore ?? $0.formerDue(of: obligation) }
            self.init(
                obligation: obligation, template: template, before: before, dueBack: intent.back?.dueBackAt,
                reason: intent.back?.note)
        case .event(let news):
            self.init(event: news.event, names: names, template: template)
        }
    }
}
