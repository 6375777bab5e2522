import Foundation
import Shared
import TestSupport
import Testing

@testable import Notifications

@Suite struct ContractTests {
    /// Examples are true, strangers are refused, what a schema refuses is refused: for every method of the service.
    @Test func everyMethodKeepsItsContract() async throws {
        let outbox = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: outbox, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: outbox) }
        try await ServiceTestHarness.run(NotificationsMain.service, values: ["week.outbox": outbox.path]) {
            try await expectContracts(of: NotificationsAPI.methods, on: $0)
        }
    }
}
