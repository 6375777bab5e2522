import Shared
import Testing

@testable import Events

@Suite struct CalendarExportTests {
    @Test func whatWasAnnouncedStandsInTheCalendarAndWhatWasCalledOffAsCancelled() async throws {
        try await TestEvents.run { events in
            _ = try await events.create(Fixture.content(title: "草稿", host: TestEvents.school))
            let event = try await events.published(Fixture.content(title: "公开课, 第一场"))
            func exported() async throws -> CalendarExport {
                try await events.ask(EventsAPI.ExportCalendar.self, .init(campaign: Fixture.campaign.key))
            }
            let before = try await exported()
            #expect(before.sessions == 1 && before.next == nil)
            #expect(before.text.contains("SUMMARY:公开课\\, 第一场\r\nLOCATION:校内\r\n"))
            #expect(before.text.contains("STATUS:CONFIRMED"))
            try await events.tell(
                EventsAPI.CancelEvent.self, .init(id: event.id, expectRevision: event.revision, reason: "雨"))
            let after = try await exported()
            #expect(after.text.contains("SEQUENCE:\(event.revision + 1)\r\nSTATUS:CANCELLED"))
        }
    }
}
