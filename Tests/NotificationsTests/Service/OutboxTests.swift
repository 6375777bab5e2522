import Foundation
import Shared
import TestSupport
import Testing

@testable import Notifications

/// The service whole, as it runs in production, its senders included.
@Suite struct OutboxTests {
    @Test func aTickPutsOneFileForEachMessageIntoTheOutbox() async throws {
        let folder = NSTemporaryDirectory() + "outbox-\(UInt64.random(in: 0...(.max)))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await TestNotifications.runPublished(
            definition: NotificationsMain.service, values: ["week.outbox": folder]
        ) { test in
            try await test.tick(at: TestNotifications.reminding)
            var sent: Set<String> = []
            var after = "0"
            while sent.count < 2 {
                let page = try await test.ask(
                    NotificationsAPI.ListChanges.self, .init(after: after, limit: 500, waitMs: 20_000))
                try #require(!page.changes.isEmpty, "the senders did not send")
                for change in page.changes where change.entity == "delivery" {
                    if try change.decoded(as: Delivery.self).state == .sent { sent.insert(change.id) }
                }
                after = page.next
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(files.count == 2 && files.allSatisfy { $0.hasSuffix(".eml") })
            let text = try String(contentsOfFile: "\(folder)/\(files[0])", encoding: .utf8)
            #expect(text.contains("Auto-Submitted: auto-generated\r\n"))
        }
    }
}
