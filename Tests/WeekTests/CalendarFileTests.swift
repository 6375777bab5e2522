import Shared
import Testing

@testable import Week

@Suite struct CalendarFileTests {
    @Test func daysAreReadWithTheirHolidays() throws {
        let csv = "date,working,holiday,source\n2026-01-01,false,元旦,国务院\n2026-01-04,true,元旦,国务院\r\n"
        let file = try CalendarFile(csv: csv, path: "calendar.csv")
        #expect(file.year == 2026)
        #expect(file.source == "国务院")
        #expect(file.days.map(\.working) == [false, true])
        #expect(file.days.first?.holiday == "元旦")
    }

    @Test(arguments: [
        ("date,working\n", "holiday"), ("date,working,holiday,source\n2026-01-32,true,,x\n", "line 2"),
        ("date,working,holiday,source\n2026-01-01,maybe,,x\n", "line 2"),
        ("date,working,holiday,source\n2026-01-01,true,,x\n2026-01-02,true\n", "line 3"), ("", "empty"),
    ])
    func aWrongFileNamesTheLine(csv: String, mention: String) {
        #expect {
            try CalendarFile(csv: csv, path: "calendar.csv")
        } throws: { "\($0)".contains(mention) }
    }
}
