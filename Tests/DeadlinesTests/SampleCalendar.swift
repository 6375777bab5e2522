import Deadlines
import Values

extension WorkCalendar {
    /// 2026 as the State Council published it on 2025-11-04, make-up working days included.
    static let published2026 = WorkCalendar([
        sampleYear(
            2026,
            holidays: [
                ("2026-01-01", 3), ("2026-02-15", 9), ("2026-04-04", 3), ("2026-05-01", 5), ("2026-06-19", 3),
                ("2026-09-25", 3), ("2026-10-01", 7),
            ],
            makeUp: ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
    ])

    /// Many years, each with the holidays of 2026 on the same days: for laws that walk far.
    static let longRun = WorkCalendar(
        (2020...2035).map { year in
            sampleYear(
                year, holidays: [("\(year)-01-01", 3), ("\(year)-05-01", 5), ("\(year)-10-01", 7)],
                makeUp: ["\(year)-05-09", "\(year)-10-10"])
        })

    static func sampleYear(_ year: Int, holidays: [(String, Int)], makeUp: [String]) -> WorkCalendar.Year {
        let rest = Set(holidays.flatMap { start, length in (0..<length).map { day(start).adding(days: $0) } })
        let extra = Set(makeUp.map(day))
        let all = (0..<(CivilDate.isLeap(year) ? 366 : 365)).map { day("\(year)-01-01").adding(days: $0) }
        let isWork = { (date: CivilDate) in extra.contains(date) || !rest.contains(date) && !date.weekday.isWeekend }
        return WorkCalendar.Year(
            year: year, version: 1, workdays: all.filter(isWork), restDays: all.filter { !isWork($0) })!
    }
}

/// A date a test wrote down.
func day(_ text: String) -> CivilDate { CivilDate(text)! }

/// An instant a test wrote down.
func at(_ text: String) -> Instant { Instant(text)! }

/// SplitMix64: the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
