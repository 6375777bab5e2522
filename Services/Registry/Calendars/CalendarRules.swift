import Shared

enum CalendarRules {
    /// Every day of the year exactly once.
    static func violations(of days: [CalendarDay], year: Int) -> [Violation] {
        guard (1901...2200).contains(year), let first = CivilDate(year: year, month: 1, day: 1) else {
            return [Violation(path: "params.year", rule: "out_of_range", detail: "must be 1901…2200")]
        }
        var violations: [Violation] = []
        var seen: Set<CivilDate> = []
        for (index, day) in days.enumerated() {
            if day.date.year != year {
                violations.append(
                    Violation(path: "params.days[\(index)].date", rule: "other_year", detail: "\(day.date)"))
            } else if !seen.insert(day.date).inserted {
                violations.append(
                    Violation(path: "params.days[\(index)].date", rule: "duplicate", detail: "\(day.date)"))
            }
        }
        for offset in 0..<(CivilDate.isLeap(year) ? 366 : 365) {
            let date = first.adding(days: offset)
            if !seen.contains(date) {
                violations.append(Violation(path: "params.days", rule: "missing_day", detail: "\(date)"))
            }
        }
        return violations
    }
}
