package import Values

/// A way out of the service, and how it fares.
package struct MessageChannel: Codable, Sendable, Equatable {
    /// `email` or a robot's.
    package let channel: ContactChannel
    /// Where it goes.
    package let way: Way
    /// The mail server, `host:port`; null: mail goes to none, or each robot has a server of its own.
    package let server: String?
    /// Whether handing the same message over twice leaves one: then nothing is ever uncertain on it.
    package let isIdempotent: Bool
    /// The most messages a minute that all processes together hand to its server; null: no limit.
    package let perMinute: Int?
    /// The most messages an hour to one person; null: no limit.
    package let perPersonPerHour: Int?
    /// Why its server does not let this service send, as the process that answers knows it; messages wait until that is
    /// mended. Null: nothing is known of it.
    package let problem: String?
    /// Messages that wait for it, those that are tried again included.
    package let waiting: Int
    /// Messages whose outcome nobody knows.
    package let uncertain: Int
    /// Messages that were given up.
    package let dead: Int
    /// When it last took one; null before the first.
    package let lastSentAt: Instant?

    package enum Way: String, Codable, Sendable, Hashable, CaseIterable {
        /// A mail server.
        case smtp
        /// Robots' servers over HTTPS.
        case https
        /// A folder: nobody is reached.
        case folder
        /// The books alone: nobody is reached.
        case record
    }

    package init(
        channel: ContactChannel, way: Way, server: String? = nil, isIdempotent: Bool, perMinute: Int?,
        perPersonPerHour: Int?,
        problem: String? = nil, waiting: Int, uncertain: Int, dead: Int, lastSentAt: Instant?
    ) {
        self.channel = channel
        self.way = way
        self.server = server
        self.isIdempotent = isIdempotent
        self.perMinute = perMinute
        self.perPersonPerHour = perPersonPerHour
        self.problem = problem
        self.waiting = waiting
        self.uncertain = uncertain
        self.dead = dead
        self.lastSentAt = lastSentAt
    }

    package static let example = MessageChannel(
        channel: .email, way: .smtp, server: "mail.example.invalid:587", isIdempotent: false, perMinute: 300,
        perPersonPerHour: 20, waiting: 0,
        uncertain: 0, dead: 0, lastSentAt: Instant(microseconds: 1_779_152_401_000_000))
}

extension NotificationsAPI {
    package enum ListChannels: RPCMethod {
        package typealias Params = Empty
        package struct Result: Codable, Sendable, Equatable {
            /// One for each channel a contact can have.
            package let channels: [MessageChannel]

            package init(channels: [MessageChannel]) { self.channels = channels }
        }
        package static let contract = MethodContract(
            "notifications.channels.list", "The ways out of the service, and how they fare.", kind: .query,
            access: .roles([.provinceAdmin, .reader]))
        package static let examples = [Example(params: Empty(), result: Result(channels: [.example]))]
    }

    /// Sends a message that says it is a test to a contact of the registry, now. It is in no digest and not in the books.
    package enum TestChannel: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign in whose name it is sent.
            package let campaign: CampaignKey
            /// Whose contact.
            package let recipient: Reminder.Recipient
            /// By which of the recipient's channels.
            package let channel: ContactChannel

            package init(campaign: CampaignKey, recipient: Reminder.Recipient, channel: ContactChannel) {
                self.campaign = campaign
                self.recipient = recipient
                self.channel = channel
            }
        }
        package struct Result: Codable, Sendable, Equatable {
            /// What became of it.
            package let outcome: Outcome
            /// What the channel said; never an address.
            package let answer: String

            package enum Outcome: String, Codable, Sendable, Hashable, CaseIterable {
                /// The channel took it.
                case sent
                /// Refused for now.
                case temporary
                /// Refused for good.
                case permanent
                /// Refused because of how this service is set up: TLS, AUTH, the sender's address.
                case misconfigured
                /// Handed over without an answer.
                case unknown
            }

            package init(outcome: Outcome, answer: String) {
                self.outcome = outcome
                self.answer = answer
            }
        }
        package static let contract = MethodContract(
            "notifications.channels.test", "Sends a test message to a contact.", kind: .mutation,
            access: .roles([.provinceAdmin]), faults: [.campaignUnknownToNotifications, .channelNotConfigured])
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026", recipient: Reminder.example.recipient, channel: .email),
                result: Result(outcome: .sent, answer: "250"))
        ]
    }
}
