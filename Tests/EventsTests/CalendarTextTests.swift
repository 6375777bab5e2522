import Contracts
import Testing
import Values

@testable import Events

@Suite struct CalendarTextTests {
    private func entry(_ title: String, place: String? = nil) -> CalendarText.Entry {
        CalendarText.Entry(
            uid: "1@test", start: Fixture.at("2026-05-12T09:00:00+08:00"), end: Fixture.at("2026-05-12T11:30:05+08:00"),
            title: title, place: place, sequence: 4, isCancelled: false)
    }

    @Test func aSessionIsAnEntryInUTC() {
        let text = CalendarText.calendar(
            [entry("开放校园", place: "校内")], stampedAt: Fixture.at("2026-05-01T00:00:00.250Z"))
        #expect(
            text.split(separator: "\r\n", omittingEmptySubsequences: false) == [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//activity-week//events//ZH", "CALSCALE:GREGORIAN",
                "BEGIN:VEVENT", "UID:1@test", "DTSTAMP:20260501T000000Z", "DTSTART:20260512T010000Z",
                "DTEND:20260512T033005Z", "SUMMARY:开放校园", "LOCATION:校内", "SEQUENCE:4", "STATUS:CONFIRMED",
                "END:VEVENT", "END:VCALENDAR", "",
            ])
    }

    @Test func separatorsAndLineEndsAreEscaped() {
        #expect(CalendarText.escaped("a;b,c\\d\r\ne") == "a\\;b\\,c\\\\d\\ne")
    }

    @Test func noLineIsLongerThan75OctetsAndNoCharacterIsCut() {
        let title = String(repeating: "职业教育活动周a", count: 40)
        let folded = CalendarText.folded("SUMMARY:\(title)")
        let lines = folded.split(separator: "\r\n")
        #expect(lines.count > 1 && lines.allSatisfy { $0.utf8.count <= 75 })
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix(" ") })
        #expect(folded.replacing("\r\n ", with: "") == "SUMMARY:\(title)")
    }
}
