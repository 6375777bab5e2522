import Shared
import TestSupport
import Testing

@testable import Events

@Suite struct HostileInputTests {
    @Test func noTextOfAnyMethodBreaksTheService() async throws {
        try await TestEvents.run { events in
            let complaints = try await HostileInput.complaints(events.harness, EventsAPI.methods)
            #expect(complaints.isEmpty, "\(complaints.joined(separator: "\n"))")
        }
    }
}
