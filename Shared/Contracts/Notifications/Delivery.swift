package import Values

/// One message that left, or tried to: one per recipient, channel and window, whatever the number of obligations (M7).
package struct Delivery: Codable, Sendable, Equatable {
    /// Made by the service.
    package let id: ID<Delivery>
    /// The campaign whose policy called for it.
    package let campaign: CampaignKey
    /// Who is told.
    package let recipient: Reminder.Recipient
    /// `email`.
    package let channel: String
    /// How far it has come.
    package let state: State
    /// The reminders it carries.
    package let intents: [ID<Intent>]
    /// How often it was handed to the channel, or was about to be.
    package let attempts: Int
    /// The `Message-ID`, the same on every attempt.
    package let messageID: String
    /// What the channel answered last, or why it was not handed over; null before the first attempt. Never an address.
    package let lastAnswer: String?
    /// When it was planned; from the first attempt on, when it was handed over last.
    package let at: Instant

    package enum State: String, Codable, Sendable, Hashable, CaseIterable {
        /// Waits for a worker.
        case planned
        /// Being handed over, or was when its worker died.
        case sending
        /// The channel took it.
        case sent
        /// Written down and delivered to nobody: the service is set up to record only.
        case recorded
        /// The channel refused it for now, or some of its addresses; tried again.
        case retry
        /// Handed over, outcome unknown.
        case uncertain
        /// The channel refuses it for good, or has refused it too often.
        case dead
        /// Nothing of it was left to tell when it was to leave; its intents say why.
        case empty
    }

    package init(
        id: ID<Delivery>, campaign: CampaignKey, recipient: Reminder.Recipient, channel: String, state: State,
        intents: [ID<Intent>], attempts: Int, messageID: String, lastAnswer: String?, at: Instant
    ) {
        self.id = id
        self.campaign = campaign
        self.recipient = recipient
        self.channel = channel
        self.state = state
        self.intents = intents
        self.attempts = attempts
        self.messageID = messageID
        self.lastAnswer = lastAnswer
        self.at = at
    }

    package static let example = Delivery(
        id: ID(UniqueID(high: 0x019d_e0f0_0000_7000, low: 0x8000_0000_0000_0008)), campaign: "anhui-2026",
        recipient: Reminder.example.recipient, channel: "email", state: .sent,
        intents: [ID(UniqueID(high: 0x019d_e0f0_0000_7000, low: 0x8000_0000_0000_0005))], attempts: 1,
        messageID: "<019de0f0-0000-7000-8000-000000000008@activity-week.invalid>", lastAnswer: "written",
        at: Instant(microseconds: 1_779_152_401_000_000))
}

extension NotificationsAPI {
    package enum GetDelivery: RPCMethod {
        package struct Params: Codable, Sendable {
            /// Its id.
            package let id: ID<Delivery>

            package init(id: ID<Delivery>) { self.id = id }
        }
        package typealias Result = Delivery
        package static let contract = MethodContract(
            "notifications.deliveries.get", "One message that left or tried to.", kind: .query,
            access: .scoped(.read, [.entity(.delivery, "id")]), faults: [.deliveryUnknown])
        package static let examples = [Example(params: Params(id: Delivery.example.id), result: Delivery.example)]
    }

    package enum ListDeliveries: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign that is asked about.
            package let campaign: CampaignKey
            /// Only those to this unit.
            package let unit: UnitKey?
            /// Only those in this state.
            package let state: Delivery.State?
            /// `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey, unit: UnitKey? = nil, state: Delivery.State? = nil, after: String? = nil,
                limit: Int? = nil
            ) {
                self.campaign = campaign
                self.unit = unit
                self.state = state
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<Delivery>
        package static let contract = MethodContract(
            "notifications.deliveries.list", "Messages that left or tried to, oldest first.", kind: .query,
            access: .scoped(.read, [.list]))
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Page(items: [Delivery.example], next: nil))
        ]
    }
}
