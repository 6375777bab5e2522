import Testing
import Values

@Suite struct CivilDateTests {
    /// Counts every day of the range with a plain calendar of its own, beside the arithmetic under test.
    @Test func everyDayFromTheYear1To9999HasItsOwnNumberAndBack() {
        var (number, weekday) = (CivilDate.min.daysSinceEpoch, 1)  // 0001-01-01 was a Monday
        var mistakes = 0
        for year in 1...9999 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (index, length) in [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for day in 1...length {
                    let date = CivilDate(year: year, month: index + 1, day: day)
                    let back = CivilDate(daysSinceEpoch: number).components
                    if date?.daysSinceEpoch != number || back != (year, index + 1, day)
                        || date?.weekday.rawValue != weekday
                    {
                        mistakes += 1
                    }
                    number += 1
                    weekday = weekday % 7 + 1
                }
            }
        }
        #expect(mistakes == 0)
        #expect(number - 1 == CivilDate.max.daysSinceEpoch)
    }

    @Test func textAndBackOverTheWholeRange() {
        var generator = SeededGenerator(state: 1)
        for _ in 0..<20_000 {
            let number = Int32.random(
                in: CivilDate.min.daysSinceEpoch...CivilDate.max.daysSinceEpoch, using: &generator)
            let date = CivilDate(daysSinceEpoch: number)
            #expect(CivilDate(date.description) == date)
        }
        #expect(CivilDate.min.description == "0001-01-01")
        #expect(CivilDate.max.description == "9999-12-31")
        #expect(CivilDate(daysSinceEpoch: 0).description == "1970-01-01")
    }

    @Test(arguments: [
        "", "2026-5-20", "2026-05-2", "2026-05-200", "26-05-20", "2026/05/20", "2026-05-20 ", " 2026-05-20",
        "2026-13-01",
        "2026-00-01", "2026-01-00", "2026-04-31", "2026-02-29", "1900-02-29", "0000-01-01", "-001-01-01", "+026-05-20",
        "２０２６-05-20", "2026-05-20T00:00:00Z", "2026-05-2\u{0660}",
    ])
    func whatIsNoFullDateIsRefused(_ text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test func leapYearsFollowTheGregorianRule() {
        #expect(CivilDate("2000-02-29") != nil && CivilDate("2028-02-29") != nil)
        #expect(CivilDate("1900-02-29") == nil && CivilDate("2100-02-29") == nil && CivilDate("2026-02-29") == nil)
    }

    @Test func monthsClampToTheMonthsEndAndTheRange() {
        #expect(CivilDate("2026-01-31")!.adding(months: 1) == CivilDate("2026-02-28"))
        #expect(CivilDate("2026-03-31")!.adding(months: -1) == CivilDate("2026-02-28"))
        #expect(CivilDate("2026-01-31")!.adding(months: -1) == CivilDate("2025-12-31"))
        #expect(CivilDate("2024-02-29")!.adding(months: 12) == CivilDate("2025-02-28"))
        #expect(CivilDate.max.adding(months: 1) == .max && CivilDate.min.adding(months: -1) == .min)
        #expect(CivilDate.max.adding(months: .max) == .max && CivilDate.min.adding(months: .min) == .min)
    }

    @Test func daysClampToTheRangeWithoutOverflow() {
        #expect(CivilDate.max.adding(days: 1) == .max && CivilDate.min.adding(days: -1) == .min)
        #expect(CivilDate.min.adding(days: .max) == .max && CivilDate.max.adding(days: .min) == .min)
        #expect(CivilDate("2026-12-31")!.adding(days: 1) == CivilDate("2027-01-01"))
        #expect(CivilDate.max.days(since: .min) == 3_652_058)
    }
}
