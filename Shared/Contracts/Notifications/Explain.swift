package import Values

/// Everything that was sent and everything that was not, and why, for one unit or one obligation.
package struct ReminderHistory: Codable, Sendable, Equatable {
    /// The campaign it belongs to.
    package let campaign: CampaignKey
    /// What was planned and what became of it, oldest first; at most 500.
    package let intents: [Intent]
    /// The messages that carried them, oldest first.
    package let messages: [Delivery]
    /// The latest reason for each step that was looked at and not turned into a reminder.
    package let nonIntents: [NonIntent]
    /// Steps that are still to come, as things stand, earliest first.
    package let upcoming: [Reminder]

    package init(
        campaign: CampaignKey, intents: [Intent], messages: [Delivery], nonIntents: [NonIntent], upcoming: [Reminder]
    ) {
        self.campaign = campaign
        self.intents = intents
        self.messages = messages
        self.nonIntents = nonIntents
        self.upcoming = upcoming
    }
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

            package init(campaign: CampaignKey, obligation: ID<Obligation>? = nil, unit: UnitKey? = nil) {
                self.campaign = campaign
                self.obligation = obligation
                self.unit = unit
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
                    campaign: "anhui-2026", intents: [.example], messages: [.example], nonIntents: [],
                    upcoming: [.example]))
        ]
    }
}
