import Shared

/// Where messages of e-mail are handed over. One is chosen at start: a folder, or an SMTP server.
protocol MailChannel: Sendable {
    /// Whether handing the same message over twice leaves one: then a message of unknown outcome is simply sent again.
    var isIdempotent: Bool { get }

    var way: MessageChannel.Way { get }

    /// Hands one message over; answers what the channel said. Bounded in time.
    func send(_ message: MIMEMessage) async throws(ChannelRefusal) -> String
}

/// Where messages to robots are handed over: a folder, or their own servers.
protocol RobotChannel: Sendable {
    /// As of a channel of mail.
    var way: MessageChannel.Way { get }

    /// As of a channel of mail.
    var isIdempotent: Bool { get }

    /// Hands one message over; answers what the robot said, never its address. Bounded in time.
    func send(_ message: RobotMessage) async throws(ChannelRefusal) -> String
}

/// Why a message was not taken, or may not have been.
enum ChannelRefusal: Error, Sendable, Hashable {
    /// Not now: a 4xx answer, no connection. Tried again.
    case temporary(String)
    /// Never: a 5xx answer to this message.
    case permanent(String)
    /// The connection was lost after the message was handed over and before the answer came.
    case unknown(String)
}
