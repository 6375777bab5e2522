package import Values

/// One reminder that the policy calls for: a step of a ladder, for one obligation, to one recipient on one channel (M1).
package struct Intent: Codable, Sendable, Equatable {
    package let id: ID<Intent>
    /// SHA-256 over (obligation, step, dueAt, recipient, channel), in hex: unique as long as the campaign.
    package let key: String
    package let campaign: CampaignKey
    package let reminder: Reminder
    package let state: State
    /// Why it ended without being sent, or what is uncertain about it.
    package let reason: String?
    package let attempts: Int
    /// The run that planned it.
    package let run: ID<Run>
    package let sentAt: Instant?
    /// The message it went out in, together with others to the same recipient (M7).
    package let delivery: ID<Delivery>?

    package enum State: String, Codable, Sendable, Hashable, CaseIterable {
        /// Written by a run; not yet handed to a worker.
        case planned
        case claimed
        /// A channel refused it for now; tried again.
        case retry
        case sent
        /// Handed over, outcome unknown after a crash: shown, and resolved by a person or an idempotent channel.
        case uncertain
        case dead
        case satisfied, superseded, suppressed, expired, cancelled
        case noContact = "no_contact"
    }

    package init(
        id: ID<Intent>, key: String, campaign: CampaignKey, reminder: Reminder, state: State, reason: String?,
        attempts: Int, run: ID<Run>, sentAt: Instant?, delivery: ID<Delivery>?
    ) {
        self.id = id
        self.key = key
        self.campaign = campaign
        self.reminder = reminder
        self.state = state
        self.reason = reason
        self.attempts = attempts
        self.run = run
        self.sentAt = sentAt
        self.delivery = delivery
    }

    package static let example = Intent(
        id: ID(UniqueID(high: 0x019d_e0f0_0000_7000, low: 0x8000_0000_0000_0005)),
        key: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", campaign: "anhui-2026",
        reminder: .example, state: .sent, reason: nil, attempts: 1, run: Run.example.id,
        sentAt: Instant(microseconds: 1_779_152_401_000_000), delivery: Delivery.example.id)
}

/// What the planner says is to be told: pure data, the same for dry run, live run and replay (M6).
package struct Reminder: Codable, Sendable, Hashable {
    /// Reporting's id of the obligation.
    package let obligation: ID<Obligation>
    package let rule: RuleKey
    package let track: TrackCode
    /// Who owes.
    package let unit: UnitKey
    /// The step of the ladder: `annex3.before.2`.
    package let step: String
    /// When the step is meant for: after working hours, rest days and quiet hours were minded (M4).
    package let at: Instant
    /// The due time it was computed from.
    package let dueAt: Instant
    /// Who is told: the unit that owes, or one above it (M9).
    package let recipient: Recipient
    package let channel: String
    /// Missed steps of the same obligation and recipient that this one stands for (M3).
    package let collapsed: [String]

    package struct Recipient: Codable, Sendable, Hashable {
        package let unit: UnitKey
        /// The role of the contact: `reporter`, `approver` …
        package let role: ContactRole

        package init(unit: UnitKey, role: ContactRole) {
            self.unit = unit
            self.role = role
        }
    }

    package init(
        obligation: ID<Obligation>, rule: RuleKey, track: TrackCode, unit: UnitKey, step: String, at: Instant,
        dueAt: Instant, recipient: Recipient, channel: String, collapsed: [String] = []
    ) {
        self.obligation = obligation
        self.rule = rule
        self.track = track
        self.unit = unit
        self.step = step
        self.at = at
        self.dueAt = dueAt
        self.recipient = recipient
        self.channel = channel
        self.collapsed = collapsed
    }

    package static let example = Reminder(
        obligation: Obligation.example.id, rule: "annex3-city",
        track: "vocational", unit: "gb2260:340100/教育", step: "annex3.before.1",
        at: Instant(microseconds: 1_779_152_400_000_000), dueAt: Instant(microseconds: 1_779_292_800_000_000),
        recipient: Recipient(unit: "gb2260:340100/教育", role: "reporter"), channel: "email")
}

/// A step that the planner looked at and did not turn into a reminder, and why (M6).
package struct NonIntent: Codable, Sendable, Hashable {
    package let obligation: ID<Obligation>
    package let rule: RuleKey
    package let unit: UnitKey
    package let step: String
    package let reason: Reason

    package enum Reason: String, Codable, Sendable, Hashable, CaseIterable {
        case satisfied, waived, suppressed, expired
        case alreadySent = "already_sent"
        /// A later step of the same window stands for it (M3).
        case collapsed
        /// The obligation was born after the step's instant (M8).
        case bornAfterStep = "born_after_step"
        case noContact = "no_contact"
        /// Nobody above to escalate to.
        case noRecipient = "no_recipient"
        case overCap = "over_cap"
    }

    package init(obligation: ID<Obligation>, rule: RuleKey, unit: UnitKey, step: String, reason: Reason) {
        self.obligation = obligation
        self.rule = rule
        self.unit = unit
        self.step = step
        self.reason = reason
    }
}

extension NotificationsAPI {
    package enum GetIntent: RPCMethod {
        package struct Params: Codable, Sendable {
            package let id: ID<Intent>

            package init(id: ID<Intent>) { self.id = id }
        }
        package typealias Result = Intent
        package static let contract = MethodContract(
            "notifications.intents.get", "One intent.", kind: .query, faults: [.intentUnknown])
        package static let examples = [Example(params: Params(id: Intent.example.id), result: Intent.example)]
    }

    /// Intents, oldest first; every filter narrows.
    package enum ListIntents: RPCMethod {
        package struct Params: Codable, Sendable {
            package let campaign: CampaignKey
            package let state: Intent.State?
            package let unit: UnitKey?
            package let obligation: ID<Obligation>?
            package let run: ID<Run>?
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey, state: Intent.State? = nil, unit: UnitKey? = nil,
                obligation: ID<Obligation>? = nil,
                run: ID<Run>? = nil, after: String? = nil, limit: Int? = nil
            ) {
                self.campaign = campaign
                self.state = state
                self.unit = unit
                self.obligation = obligation
                self.run = run
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<Intent>
        package static let contract = MethodContract(
            "notifications.intents.list", "Intents, oldest first.", kind: .query)
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Page(items: [Intent.example], next: nil))
        ]
    }

    /// A person says what became of an uncertain intent: it arrived, or it is to be sent again.
    package enum ResolveIntent: RPCMethod {
        package struct Params: Codable, Sendable {
            package let id: ID<Intent>
            package let outcome: Outcome
            /// How that is known; 1…500 characters.
            package let note: String

            package enum Outcome: String, Codable, Sendable, Hashable, CaseIterable {
                case sent
                case sendAgain = "send_again"
            }

            package init(id: ID<Intent>, outcome: Outcome, note: String) {
                self.id = id
                self.outcome = outcome
                self.note = note
            }
        }
        package typealias Result = Intent
        package static let contract = MethodContract(
            "notifications.intents.resolve", "Says what became of an uncertain intent.", kind: .mutation,
            faults: [.intentUnknown, .intentStateWrong])
        package static let examples = [
            Example(
                params: Params(id: Intent.example.id, outcome: .sent, note: "收件人已确认收到"), result: Intent.example)
        ]
    }
}
