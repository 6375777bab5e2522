import CCurl
import Shared
import Synchronization

/// Connections to one mail server that stay open between messages: one for each message under way, and a few that wait for the
/// next. libcurl closes those that were idle for two minutes.
final class MailConnections: Sendable {
    private let open: @Sendable () -> MailConnection?
    private let idle = Mutex<[MailConnection]>([])
    private let delivered = Atomic(false)

    /// More than this many are not kept.
    private static let mostIdle = 16

    init(_ open: @escaping @Sendable () -> MailConnection?) { self.open = open }

    /// Whether the server took a message since this process began.
    var hasDelivered: Bool { delivered.load(ordering: .relaxed) }

    func noteDelivery() { delivered.store(true, ordering: .relaxed) }

    /// Runs `body` with a connection of its own; nil when there is no memory for one.
    func with<Value>(_ body: (MailConnection) -> Value) -> Value? {
        guard let connection = idle.withLock({ $0.popLast() }) ?? open() else { return nil }
        defer {
            idle.withLock { idle in
                if idle.count < Self.mostIdle { idle.append(connection) }
            }
        }
        return body(connection)
    }
}

/// A way to a mail server as libcurl has it.
///
/// Unchecked: libcurl wants one thread at a time, and whoever has it took it out of the list of those that are idle.
final class MailConnection: @unchecked Sendable {
    private let mailer: OpaquePointer

    /// - Parameter authorities: a file; the system's if nil.
    init?(url: String, username: String?, password: String?, requireTLS: Bool, authorities: String?) {
        guard let mailer = ccurl_mailer_new(url, username, password, requireTLS ? 1 : 0, authorities) else {
            return nil
        }
        self.mailer = mailer
    }

    deinit { ccurl_mailer_free(mailer) }

    func send(_ message: MIMEMessage, timeout: Duration) -> Outcome {
        let bytes = message.bytes
        var dialogue = [UInt8](repeating: 0, count: Self.longestDialogue)
        let result = ccurl_mailer_send(
            mailer, "<\(message.from)>", message.to.map { "<\($0)>" }.joined(separator: "\n"), bytes, bytes.count,
            Int(timeout.components.seconds), &dialogue, dialogue.count)
        return Outcome(
            curl: Int(result.curl_code), handedOver: result.handed_over != 0,
            dialogue: SMTPDialogue(String(decoding: dialogue.prefix(result.dialogue_length), as: UTF8.self)))
    }

    /// A session of one message has a dozen answers of at most 512 bytes (RFC 5321 §4.5.3.1.5), and one for each recipient.
    private static let longestDialogue = 32_768

    struct Outcome: Sendable {
        /// A CURLcode; 0 is success.
        let curl: Int
        /// Whether the connection had all of the message.
        let handedOver: Bool
        let dialogue: SMTPDialogue
    }
}
