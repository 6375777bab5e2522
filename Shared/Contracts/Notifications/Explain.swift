package import Values

/// Everything that was sent and everything that was not, and why, for one unit or one obligation: newest first, a page at a
/// time; what is still open on the first page. All of one page is one state of the books.
package struct ReminderHistory: Codable, Sendable, Equatable {
    /// The campaign it belongs to.
    package let campaign: CampaignKey
    /// What was planned and what became of it, newest first.
    package let intents: [Intent]
    /// The messages that carried them, newest first.
    package let messages: [Delivery]
    /// Steps that were looked at and not turned into a reminder, newest first: for each recipient and channel, with every
    /// reason it has had.
    package let nonIntents: [NonIntent]
    /// What is older is asked for with `after`; null when nothing is.
    package let next: String?
    /// What has come since the last run; null on later pages.
    package let waiting: WaitingSteps?
    /// Steps that are still to come, as things stand, earliest first, at most 500; empty on later pages.
    package let upcoming: [UpcomingStep]
    /// How many those are in all.
    package let upcomingCount: Int

    package init(
        campaign: CampaignKey, intents: [Intent], messages: [Delivery], nonIntents: [NonIntent], next: String? = nil,
        waiting: WaitingSteps?, upcoming: [UpcomingStep], upcomingCount: Int
    ) {
        self.campaign = campaign
        self.intents = intents
        self.messages = messages
        self.nonIntents = nonIntents
        self.next = next
        self.waiting = waiting
        self.upcoming = upcoming
        self.upcomingCount = upcomingCount
    }
}

/// Steps whose instant has passed and that no run has looked at yet: as a run would plan them now.
package struct WaitingSteps: Codable, Sendable, Equatable {
    /// Up to when everything is planned. Far back, the planner stands still.
    package let plannedUntil: Instant
    /// What a run would send, earliest first, at most 500.
    package let intents: [Reminder]
    /// How many those are in all.
    package let intentsCount: Int
    /// What it would not, and why, at most 500.
    package let nonIntents: [NonIntent]
    /// How many those are in all.
    package let nonIntentsCount: Int

    package init(
        plannedUntil: Instant, intents: [Reminder], intentsCount: Int, nonIntents: [NonIntent], nonIntentsCount: Int
    ) {
        self.plannedUntil = plannedUntil
        self.intents = intents
        self.intentsCount = intentsCount
        self.nonIntents = nonIntents
        self.nonIntentsCount = nonIntentsCount
    }
}

/// A step of a ladder that is still to come, for one way to reach who is to be told.
package struct UpcomingStep: Codable, Sendable, Equatable {
    /// What is owed.
    package let obligation: ID<Obligation>
    /// The rule it is owed by.
    package let rule: RuleKey
    /// Of the obligation.
    package let track: TrackCode
    /// Who owes.
    package let unit: UnitKey
    /// As in a reminder.
    package let step: String
    /// When it comes; where it is suppressed, when that ends.
    package let at: Instant
    /// When what is owed is late.
    package let dueAt: Instant
    /// Who is to be told; null: nobody stands there now.
    package let recipient: Reminder.Recipient?
    /// By which channel; null: who is to be told cannot be reached now.
    package let channel: String?
    /// What keeps it from coming, as things stand; null: nothing does.
    package let heldBack: HeldBack?

    package struct HeldBack: Codable, Sendable, Equatable {
        /// `suppressed`, `acknowledged`, `no_recipient`, `no_contact`, `no_date` or `no_hours`.
        package let reason: NonIntent.Reason
        /// When a suppression ends, at which it comes, or an acknowledgement, in which it does not come at all; null of the others.
        package let until: Instant?

        package init(reason: NonIntent.Reason, until: Instant? = nil) {
            self.reason = reason
            self.until = until
        }
    }

    package init(
        obligation: ID<Obligation>, rule: RuleKey, track: TrackCode, unit: UnitKey, step: String, at: Instant,
        dueAt: Instant, recipient: Reminder.Recipient?, channel: String?, heldBack: HeldBack? = nil
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
        self.heldBack = heldBack
    }

    package static let example = UpcomingStep(
        obligation: Obligation.example.id, rule: "annex3-city", track: "vocational", unit: "gb2260:340100/教育",
        step: "annex3/on-day", at: Instant(microseconds: 1_779_260_400_000_000), dueAt: Reminder.example.dueAt,
        recipient: Reminder.example.recipient, channel: "email",
        heldBack: HeldBack(reason: .acknowledged, until: Instant(microseconds: 1_779_411_600_000_000)))
}

extension NotificationsAPI {
    package enum Explain: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign that is asked about.
            package let campaign: CampaignKey
            /// Only this obligation; exactly one of `obligation` and `unit` is given.
            package let obligation: ID<Obligation>?
            /// The unit that owes or is told.
            package let unit: UnitKey?
            /// `next` of the page before.
            package let after: String?
            /// 1…500 of intents and non-intents together, default 500.
            package let limit: Int?

            package init(
                campaign: CampaignKey, obligation: ID<Obligation>? = nil, unit: UnitKey? = nil, after: String? = nil,
                limit: Int? = nil
            ) {
                self.campaign = campaign
                self.obligation = obligation
                self.unit = unit
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = ReminderHistory
        package static let contract = MethodContract(
            "notifications.explain", "What was sent, what was not and why, and what is still to come.", kind: .query,
            access: .scoped(.read, [.unit("unit"), .entity(.obligation, "obligation")]),
            faults: [.policyUnknownToNotifications])
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026", unit: "gb2260:340100/教育"),
                result: ReminderHistory(
                    campaign: "anhui-2026", intents: [.example], messages: [.example], nonIntents: [.example],
                    waiting: WaitingSteps(
                        plannedUntil: Run.example.to, intents: [], intentsCount: 0, nonIntents: [], nonIntentsCount: 0),
                    upcoming: [.example], upcomingCount: 1))
        ]
    }
}
