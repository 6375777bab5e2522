import Foundation
import Shared
import TestSupport

@testable import Notifications

/// A sender that is a process of its own, on the database and beside the peers of a test, at `TestNotifications.reminding`.
struct SenderPlay: Sendable {
    let test: TestNotifications
    /// Of the mail server.
    private let port: Int
    private let clock = FileManager.default.temporaryDirectory.appendingPathComponent("clock-\(UUID())").path

    init(test: TestNotifications, port: Int) throws {
        self.test = test
        self.port = port
        try "\(TestNotifications.reminding)\n".write(toFile: clock, atomically: true, encoding: .utf8)
    }

    func removeClock() { unlink(clock) }

    func withSender(_ body: (ServiceProcess) async throws -> Void) async throws {
        let conninfo = test.harness.database.configuration.parameters.map { "\($0.key)='\($0.value)'" }
        let values = test.peerAddresses.merging([
            "WEEK_CLOCK": "manual", "WEEK_CLOCK_FILE": clock, "WEEK_SMTP_URL": "smtp://127.0.0.1:\(port)",
            // Nobody listens there: mail goes past the environment's proxies, or it does not arrive.
            "ALL_PROXY": "http://127.0.0.1:1",
        ]) { $1 }
        try await ServiceProcess.run(
            .notifications, conninfo: conninfo.sorted().joined(separator: " "), values: values, body)
    }
}
