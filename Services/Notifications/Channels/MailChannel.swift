import Shared

/// Where messages of e-mail are handed over. One is chosen at start: a folder, or an SMTP server.
protocol MailChannel: Sendable {
    /// Whether handing the same message over twice leaves one: then a message of unknown outcome is simply sent again.
    var isIdempotent: Bool { get }

    var way: MessageChannel.Way { get }

    /// The server, `host:port`; nil: there is none.
    var server: String? { get }

    /// Hands one message over; throws when none of its addresses has it. Bounded in time.
    func send(_ message: MIMEMessage) async throws(ChannelRefusal) -> Taken
}

extension MailChannel {
    var server: String? { nil }
}

/// Where messages to robots are handed over: a folder, or their own servers.
protocol RobotChannel: Sendable {
    /// As of a channel of mail.
    var way: MessageChannel.Way { get }

    /// As of a channel of mail.
    var isIdempotent: Bool { get }

    /// Hands one message over; answers what the robot said, never its address. Bounded in time.
    func send(_ message: RobotMessage) async throws(ChannelRefusal) -> Taken
}

/// A message that was taken, for all of its addresses or for some.
struct Taken: Sendable, Hashable {
    /// What the channel said, never an address.
    let answer: String
    /// Positions of those of the addresses that were refused for themselves, and how.
    var refused: [Int: ChannelRefusal] = [:]

    /// For the books.
    var words: String {
        guard !refused.isEmpty else { return answer }
        let told = refused.sorted { $0.key < $1.key }.map(\.value.answer)
        return "\(answer); refused for \(refused.count) of its addresses: " + told.joined(separator: ", ")
    }
}

/// Why a message was not taken, or may not have been.
enum ChannelRefusal: Error, Sendable, Hashable {
    /// Not now: a 4xx answer. Tried again, a certain number of times.
    case temporary(String)
    /// The server could not be reached, or would not begin: it says nothing about the message, which waits, however long.
    case unreachable(String)
    /// Never: a 5xx answer to this message.
    case permanent(String)
    /// Not as this service is set up: TLS, AUTH, the sender's address. It says nothing about the message, which waits until
    /// somebody mends it.
    case misconfigured(String)
    /// The connection was lost after the message was handed over and before the answer came.
    case unknown(String)
}

extension ChannelRefusal {
    /// What the channel said.
    var answer: String {
        switch self {
        case .temporary(let answer), .unreachable(let answer), .permanent(let answer), .misconfigured(let answer),
            .unknown(let answer):
            answer
        }
    }
}
