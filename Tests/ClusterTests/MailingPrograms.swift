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
        for service in ["registry", "events", "reporting"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.appendingPathComponent(service).path,
                withDestinationPath: ProgramRun.path(of: service))
        }
        let mailing = """
            #!/bin/sh
            unset WEEK_OUTBOX
            WEEK_SMTP_URL=smtp://127.0.0.1:\(port) exec '\(ProgramRun.path(of: "notifications"))'

            """
        // A copy of `week`: it looks for the others beside itself. Both are written by a process of its own: a file that this one
        // had open could not be run while any child begun meanwhile has it open, too.
        let written = try await ProgramRun.run(
            "/bin/sh",
            [
                "-ec", #"cp "$1" "$2/week"; printf %s "$3" > "$2/notifications"; chmod 755 "$2/notifications""#, "sh",
                ProgramRun.path(of: "week"), folder.path, mailing,
            ], environment: [:], within: .seconds(60))
        guard written.status == 0 else { throw ClusterFailure(description: written.errors) }
        return try await body(MailingPrograms(folder: folder))
    }
}
