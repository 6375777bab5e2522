import Shared
import TestSupport
import Testing

@testable import Notifications

@Suite struct HostileInputTests {
    @Test func noTextOfAnyMethodBreaksTheService() async throws {
        try await TestNotifications.runPublished { test in
            let complaints = try await HostileInput.complaints(test.harness, NotificationsAPI.methods)
            #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
        }
    }
}
