import CLibPQ

/// Takes the server's notices, which libpq would print on stderr, and remembers the one that matters.
final class Notices {
    /// The wait for a synchronous standby was given up after a local commit: never a success.
    private(set) var hasDoubtfulCommit = false

    /// `self` must outlive the connection.
    func install(on connection: OpaquePointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context, let result else { return }
                Unmanaged<Notices>.fromOpaque(context).takeUnretainedValue().receive(result)
            }, context)
    }

    private func receive(_ result: OpaquePointer) {
        // The text may be translated; the function that reports it is not.
        let function = PQresultErrorField(result, Int32(UInt8(ascii: "R"))).map { String(cString: $0) }
        if function == "SyncRepWaitForLSN" { hasDoubtfulCommit = true }
    }
}

extension PostgresError {
    /// nil when the result carries no SQLSTATE: then libpq made it, because the connection broke.
    init?(fields result: OpaquePointer) {
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        guard let state = field("C") else { return nil }
        self.init(.server(sqlState: state), message: field("M") ?? "")
        detail = [field("D"), field("W")].compactMap(\.self).joined(separator: "; ")
        if detail?.isEmpty ?? false { detail = nil }
        schema = field("s")
        table = field("t")
        column = field("c")
        constraint = field("n")
    }

    /// FATAL and PANIC: after this error there is no session.
    static func endsSession(_ result: OpaquePointer) -> Bool {
        let severity = PQresultErrorField(result, Int32(UInt8(ascii: "V"))).map { String(cString: $0) }
        return severity == "FATAL" || severity == "PANIC"
    }
}

extension ConnectionLoop {
    /// Hands on what came by NOTIFY.
    func notifications(_ open: OpaquePointer, _ listening: @Sendable (ListenerEvent) -> Void) {
        while let notification = PQnotifies(open) {
            defer { PQfreemem(notification) }
            listening(
                .notification(
                    channel: String(cString: notification.pointee.relname),
                    payload: String(cString: notification.pointee.extra)))
        }
    }
}
