import CCurl
import Shared
import Synchronization

/// Connections to one mail server that stay open between messages: one for each message under way, and a few that wait for the
/// next. libcurl closes those that were idle for two minutes.
final class MailConnections: Sendable {
    private let open: @Sendable () -> MailConnection?
    private let idle = Mutex<[MailConnection]>([])

    /// More than this many are not kept.
    private static let mostIdle = 8

    init(_ open: @escaping @Sendable () -> MailConnection?) { self.open = open }

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

    func send(_ bytes: [UInt8], from: MailAddress, to: MailAddress, timeout: Duration) -> ccurl_mail_result {
        ccurl_mailer_send(mailer, "<\(from)>", "<\(to)>", bytes, bytes.count, Int(timeout.components.seconds))
    }
}
