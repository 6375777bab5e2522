import Foundation
import TestSupport

/// The built programs in a folder of their own, where notifications speaks SMTP to a server of the test. A rehearsal writes its
/// messages to an outbox and to nothing else, whatever its environment says: it takes another program to have it send.
struct MailingPrograms: Sendable {
    private let folder: URL

    var week: String { folder.appendingPathComponent("week").path }

    /// Runs `body` with the programs and removes them.
    ///
    /// - Parameter port: of the server, on loopback.
    static func with<Value: Sendable>(
        mailTo port: Int, _ body: (MailingPrograms) async throws -> Value
    ) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("week-programs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        // A copy: the program looks for the others beside itself.
        try FileManager.default.copyItem(
            atPath: ProgramRun.path(of: "week"), toPath: folder.appendingPathComponent("week").path)
        for service in ["registry", "events", "reporting"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.appendingPathComponent(service).path,
                withDestinationPath: ProgramRun.path(of: service))
        }
        let script = """
            #!/bin/sh
            unset WEEK_OUTBOX
            WEEK_SMTP_URL=smtp://127.0.0.1:\(port) exec '\(ProgramRun.path(of: "notifications"))'

            """
        let notifications = folder.appendingPathComponent("notifications").path
        try Data(script.utf8).write(to: URL(fileURLWithPath: notifications))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: notifications)
        return try await body(MailingPrograms(folder: folder))
    }
}
