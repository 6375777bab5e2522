import Deadlines
import Testing
import Values

@Suite struct CalendarBoundaryTests {
    let calendar = WorkCalendar.published2026

    @Test(arguments: ["2026-05-09", "2026-09-20", "2026-10-10", "2026-01-04", "2026-02-14", "2026-02-28"])
    func L9_makeUpDaysAreWorkingDays(_ text: String) throws {
        let date = day(text)
        #expect(date.weekday.isWeekend)
        #expect(try calendar.isWorkday(date))
        #expect(try calendar.roll(date, .forward) == date)
        #expect(try calendar.adding(workdays: 1, to: date.adding(days: -1)) == date)
        #expect(try calendar.adding(workdays: -1, to: date.adding(days: 1)) == date)
    }

    @Test func L9_workingDaysAroundTheNationalHoliday() throws {
        #expect(try calendar.adding(workdays: 1, to: day("2026-09-30")) == day("2026-10-08"))
        #expect(try calendar.adding(workdays: 3, to: day("2026-09-30")) == day("2026-10-10"))
        #expect(try calendar.adding(workdays: 4, to: day("2026-09-30")) == day("2026-10-12"))
        #expect(try calendar.adding(workdays: -1, to: day("2026-10-08")) == day("2026-09-30"))
        #expect(try calendar.adding(workdays: 0, to: day("2026-10-03")) == day("2026-10-03"))
    }

    @Test func L9_leapDaysAndMonthEndsClamp() throws {
        let scope = DeadlineScope(zone: .shanghai, calendar: calendar)
        func date(_ text: String) throws -> CivilDate {
            try #require(DateExpression(text)).evaluate(in: scope).date
        }
        #expect(try date("date(2028-01-31) + P1M") == day("2028-02-29"))
        #expect(try date("date(2026-01-31) + P1M") == day("2026-02-28"))
        #expect(try date("date(2028-02-29) + P12M") == day("2029-02-28"))
        #expect(try date("date(2028-02-28) + P1D") == day("2028-02-29"))
        #expect(try date("date(2026-12-31) + P1D") == day("2027-01-01"))
        #expect(try date("date(2026-03-31) - P1M") == day("2026-02-28"))
        #expect(DateExpression("date(2026-02-29)") == nil)
    }

    @Test(arguments: ["2026-05-09", "2026-09-20", "2026-10-10", "2026-12-31", "2028-02-29", "2026-02-28"])
    func L9_bothSidesOfEachBoundaryInstant(_ text: String) throws {
        let scope = DeadlineScope(zone: .shanghai, calendar: calendar)
        for (time, bound, boundary) in [
            ("endOfDay", "inclusive", Zone.shanghai.instant(of: day(text).adding(days: 1))),
            ("endOfDay", "exclusive", Zone.shanghai.instant(of: day(text))),
            ("17:30", "inclusive", Zone.shanghai.instant(of: day(text), at: LocalTime("17:31")!)),
            ("17:30", "exclusive", Zone.shanghai.instant(of: day(text), at: LocalTime("17:30")!)),
            ("23:59", "inclusive", Zone.shanghai.instant(of: day(text), at: .endOfDay)),
        ] {
            let due = try #require(DueExpression("until(date(\(text)), \(time), \(bound))"))
            let result = try due.evaluate(in: scope)
            #expect(result.dueAt == boundary)
            #expect(result.isInTime(boundary.adding(microseconds: -1)))
            #expect(!result.isInTime(boundary))
        }
    }

    @Test func L9_aDueDateBeyondThePublishedCalendarsNamesTheYear() throws {
        let scope = DeadlineScope(zone: .shanghai, calendar: calendar)
        let due = try #require(DateExpression("date(2026-12-30) + P5WD"))
        #expect(throws: DeadlineError.calendarMissing(year: 2027)) { try due.evaluate(in: scope) }
        let reminder = try due.evaluate(in: DeadlineScope(zone: .shanghai, calendar: calendar.orPlainWeek))
        #expect(reminder.date == day("2027-01-06"))
        #expect(reminder.dependsOn == ["calendar 2026@1", "calendar 2027=plain week"])
        #expect(!calendar.isPublished(2027))
        // Days alone need no calendar.
        #expect(throws: Never.self) { try DateExpression("date(2026-12-30) + P5D")!.evaluate(in: scope) }
    }

    @Test func aYearMustHaveEachOfItsDaysOnce() {
        let days = (0..<365).map { day("2026-01-01").adding(days: $0) }
        #expect(WorkCalendar.Year(year: 2026, version: 1, workdays: days, restDays: []) != nil)
        #expect(WorkCalendar.Year(year: 2026, version: 1, workdays: days.dropLast(), restDays: []) == nil)
        #expect(WorkCalendar.Year(year: 2026, version: 1, workdays: days.dropLast(), restDays: [days[0]]) == nil)
        #expect(WorkCalendar.Year(year: 2025, version: 1, workdays: days, restDays: []) == nil)
    }

    @Test func aHigherVersionOfAYearReplacesALower() throws {
        let days = (0..<365).map { day("2026-01-01").adding(days: $0) }
        let second = try #require(WorkCalendar.Year(year: 2026, version: 2, workdays: days, restDays: []))
        let first = try #require(WorkCalendar.Year(year: 2026, version: 1, workdays: [], restDays: days))
        #expect(WorkCalendar([first, second]).version(of: 2026) == 2)
        #expect(try WorkCalendar([second, first]).isWorkday(day("2026-10-01")))
    }

    @Test func daysOfATracksWeekCountAsWorkingDays() throws {
        let week = calendar.counting(day("2026-05-10")...day("2026-05-16"))
        #expect(try week.isWorkday(day("2026-05-10")))
        #expect(try week.isWorkday(day("2026-05-16")))
        #expect(try !week.isWorkday(day("2026-05-17")))
        #expect(try week.adding(workdays: 1, to: day("2026-05-16")) == day("2026-05-18"))
    }

    @Test func theEndOfTimeEndsEverySearch() {
        #expect(throws: CalendarMissing(year: 10_000)) { try WorkCalendar().orPlainWeek.adding(workdays: 1, to: .max) }
    }
}
