package import Values

/// Working days and rest days: the published years of the State Council's calendar, make-up working days included.
///
/// A day of a year that is not published is a `CalendarMissing` for whoever computes a due date. Reminders must go out
/// all the same: they use `orPlainWeek`, and say so (`isPublished`).
package struct WorkCalendar: Sendable, Hashable {
    /// One published year. Immutable; a correction is a higher version.
    package struct Year: Sendable, Hashable {
        package let year: Int
        package let version: Int
        /// Sorted by day of the year; true: working day. 365 or 366.
        fileprivate let working: [Bool]

        /// nil unless `workdays` and `restDays` hold each day of the year exactly once.
        package init?(
            year: Int, version: Int, workdays: some Collection<CivilDate>, restDays: some Collection<CivilDate>
        ) {
            guard let first = CivilDate(year: year, month: 1, day: 1) else { return nil }
            let length = CivilDate.isLeap(year) ? 366 : 365
            guard workdays.count + restDays.count == length else { return nil }
            var working = [Bool?](repeating: nil, count: length)
            func set(_ days: some Collection<CivilDate>, _ value: Bool) -> Bool {
                for day in days {
                    let index = day.days(since: first)
                    guard working.indices.contains(index), working[index] == nil else { return false }
                    working[index] = value
                }
                return true
            }
            guard set(workdays, true), set(restDays, false) else { return nil }
            self.year = year
            self.version = version
            self.working = working.map { $0 == true }
        }
    }

    private var years: [Int: Year]
    private var plainWeek = false
    private var counted: [ClosedRange<CivilDate>] = []

    package init(_ years: [Year] = []) {
        self.years = Dictionary(years.map { ($0.year, $0) }) { $0.version >= $1.version ? $0 : $1 }
    }

    /// As this one, and Monday to Friday in years that are not published.
    package var orPlainWeek: WorkCalendar {
        var copy = self
        copy.plainWeek = true
        return copy
    }

    /// As this one, with every one of `days` a working day: a track's week is one for that track's reminders.
    package func counting(_ days: ClosedRange<CivilDate>) -> WorkCalendar {
        var copy = self
        copy.counted.append(days)
        return copy
    }

    package func isPublished(_ year: Int) -> Bool { years[year] != nil }

    /// The version of `year` in use; nil when it is not published.
    package func version(of year: Int) -> Int? { years[year]?.version }

    package func isWorkday(_ date: CivilDate) throws(CalendarMissing) -> Bool {
        if counted.contains(where: { $0.contains(date) }) { return true }
        let (year, _, _) = date.components
        guard let known = years[year] else {
            guard plainWeek else { throw CalendarMissing(year: year) }
            return !date.weekday.isWeekend
        }
        let first = CivilDate(year: year, month: 1, day: 1)!  // the year of a date that exists
        return known.working[date.days(since: first)]
    }

    /// The `count`-th working day after `date`, or before it for a negative count; `date` itself for 0, also when it is a
    /// rest day. The day counted from is not counted. Cost: the days passed over.
    package func adding(workdays count: Int, to date: CivilDate) throws(CalendarMissing) -> CivilDate {
        var (day, left) = (date, abs(count))
        while left > 0 {
            day = try neighbour(of: day, count.signum())
            if try isWorkday(day) { left -= 1 }
        }
        return day
    }

    /// `date` when it is a working day or the policy is `none`, otherwise the nearest working day that way (L5).
    package func roll(_ date: CivilDate, _ policy: RollPolicy) throws(CalendarMissing) -> CivilDate {
        let step: Int
        switch policy {
        case .none: return date
        case .forward: step = 1
        case .backward: step = -1
        }
        var day = date
        while try !isWorkday(day) { day = try neighbour(of: day, step) }
        return day
    }

    /// Working days in `days`, both ends included.
    package func workdays(in days: ClosedRange<CivilDate>) throws(CalendarMissing) -> Int {
        var (day, count) = (days.lowerBound, 0)
        while day <= days.upperBound {
            if try isWorkday(day) { count += 1 }
            guard day < .max else { break }
            day = day.adding(days: 1)
        }
        return count
    }

    /// The range of dates ends somewhere, and no calendar is published there: every search ends.
    private func neighbour(of day: CivilDate, _ step: Int) throws(CalendarMissing) -> CivilDate {
        let next = day.adding(days: step)
        guard next != day else { throw CalendarMissing(year: day.year + step) }
        return next
    }
}

/// A due date needs a calendar nobody has published yet: `CALENDAR_MISSING` on the wire.
package struct CalendarMissing: Error, Hashable, Sendable, CustomStringConvertible {
    package let year: Int

    package init(year: Int) { self.year = year }

    package var description: String { "the calendar of \(year) is not published" }
}
