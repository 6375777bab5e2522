import Shared
import Testing

@testable import Registry

@Suite struct CalendarsTests {
    /// 2026 as a plain week with one make-up Saturday and one holiday.
    private static func year(_ year: Int = 2026, except date: CivilDate? = nil) -> RegistryAPI.PublishCalendar.Params {
        let first = CivilDate(year: year, month: 1, day: 1)!
        let days = (0..<(CivilDate.isLeap(year) ? 366 : 365)).map { offset in
            let day = first.adding(days: offset)
            return CalendarDay(date: day, working: !day.weekday.isWeekend != (day == date))
        }
        return .init(year: year, days: days, source: "test")
    }

    @Test func sameCalendarTwiceIsOneVersion() async throws {
        try await TestRegistry.run { registry in
            let first = try await registry.tell(RegistryAPI.PublishCalendar.self, Self.year())
            let again = try await registry.tell(RegistryAPI.PublishCalendar.self, Self.year())
            #expect(first.outcome == .created && first.version == 1 && first.workingDays == 261)
            #expect(again.outcome == .unchanged && again.version == 1)
        }
    }

    @Test func r4CorrectionIsANewVersionAndTheOldOneStays() async throws {
        try await TestRegistry.run { registry in
            let saturday = CivilDate("2026-05-09")!
            try await registry.tell(RegistryAPI.PublishCalendar.self, Self.year())
            let second = try await registry.tell(RegistryAPI.PublishCalendar.self, Self.year(except: saturday))
            #expect(second.version == 2)
            func works(version: Int?) async throws -> Bool? {
                try await registry.ask(RegistryAPI.GetCalendar.self, .init(year: 2026, version: version)).days
                    .first { $0.date == saturday }?.working
            }
            #expect(try await works(version: 1) == false)
            #expect(try await works(version: nil) == true)
        }
    }

    @Test(arguments: [
        "UPDATE calendar_days SET working = NOT working", "DELETE FROM calendar_days",
        "UPDATE calendars SET source = 'x'", "DELETE FROM calendars",
    ])
    func r4PublishedCalendarCannotBeChangedEvenBySQL(sql: String) async throws {
        try await TestRegistry.run { registry in
            try await registry.tell(RegistryAPI.PublishCalendar.self, Self.year())
            let error = await #expect(throws: PostgresError.self) {
                _ = try await registry.database.execute(Statement(sql, access: .write))
            }
            #expect(error?.isCheckViolation == true)
        }
    }

    @Test func incompleteCalendarIsRefused() async throws {
        try await TestRegistry.run { registry in
            let year = Self.year()
            let fault = await registry.expectFault(.calendarInvalid) {
                try await registry.tell(
                    RegistryAPI.PublishCalendar.self,
                    .init(year: 2026, days: Array(year.days.dropLast()), source: "test"))
            }
            #expect(fault?.violations.map(\.detail) == ["2026-12-31"])
        }
    }

    @Test func workdaysAreCountedAcrossYears() async throws {
        try await TestRegistry.run { registry in
            try await registry.tell(RegistryAPI.PublishCalendar.self, Self.year(2026))
            try await registry.tell(RegistryAPI.PublishCalendar.self, Self.year(2027))
            func add(_ date: String, _ days: Int) async throws -> RegistryAPI.AddWorkdays.Result {
                try await registry.ask(
                    RegistryAPI.AddWorkdays.self, .init(date: try #require(CivilDate(date)), days: days))
            }
            // Thursday to Monday; the years that were read are named.
            let over = try await add("2026-12-31", 2)
            #expect(over.date == CivilDate("2027-01-04"))
            #expect(over.calendars == [CalendarVersion(year: 2027, version: 1)])
            #expect(try await add("2026-05-20", -2).date == CivilDate("2026-05-18"))
            #expect(try await add("2026-05-16", 0).date == CivilDate("2026-05-16"))
        }
    }

    @Test func dayOutsideEveryCalendarNamesItsYear() async throws {
        try await TestRegistry.run { registry in
            let fault = await registry.expectFault(.calendarMissing) {
                try await registry.ask(RegistryAPI.IsWorkday.self, .init(date: CivilDate("2031-01-01")!))
            }
            #expect(fault?.message.contains("2031") == true)
        }
    }
}
