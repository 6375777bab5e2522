package import Values

/// How something goes on after its first day: the first working day of each month, each Monday, or every so often.
package enum Cadence: Hashable, Sendable {
    case monthly
    case weekly
    case every(Period)

    /// The days there are, ascending: at most `times`, none before `start`, none after `end`. For `every` the first is
    /// `start` itself. A cadence that does not move on (`P0D`) gives one day.
    ///
    /// - Precondition: `end` is what bounds it; `times` may be absent.
    package func days(
        from start: CivilDate, through end: CivilDate, times: Int? = nil, calendar: WorkCalendar
    ) throws(CalendarMissing) -> [CivilDate] {
        var days: [CivilDate] = []
        var turn = 0
        while days.count < times ?? .max, let day = try day(turn, from: start, calendar), day <= end {
            if day >= start, days.last.map({ $0 < day }) ?? true { days.append(day) }
            turn += 1
        }
        return days
    }

    /// The `turn`-th day, counted from that of `start`'s own month or week; nil when it does not move on.
    private func day(_ turn: Int, from start: CivilDate, _ calendar: WorkCalendar) throws(CalendarMissing) -> CivilDate?
    {
        switch self {
        case .monthly:
            let (year, month, _) = start.components
            let first = CivilDate(year: year, month: month, day: 1)!  // the month of a date that exists
            let next = first.adding(months: turn)
            guard next < .max else { return nil }
            return try calendar.roll(next, .forward)
        case .weekly:
            let monday = start.adding(days: 1 - start.weekday.rawValue)
            let next = monday.adding(days: 7 * turn)
            return next < .max ? next : nil
        case .every(let period):
            guard turn > 0 else { return start }
            guard period.count > 0 else { return nil }
            let count = period.count * turn
            let next: CivilDate
            switch period.unit {
            case .days: next = start.adding(days: count)
            case .weeks: next = start.adding(days: 7 * count)
            case .months: next = start.adding(months: count)
            case .workdays: next = try calendar.adding(workdays: count, to: start)
            }
            return next < .max ? next : nil
        }
    }
}

extension Cadence: StringCodable {
    package static let expectation = "monthly, weekly or a period such as P2WD"

    package init?(_ text: String) {
        switch text {
        case "monthly": self = .monthly
        case "weekly": self = .weekly
        default:
            guard let period = Period(text), period.count > 0 else { return nil }
            self = .every(period)
        }
    }

    package var description: String {
        switch self {
        case .monthly: "monthly"
        case .weekly: "weekly"
        case .every(let period): period.description
        }
    }
}
