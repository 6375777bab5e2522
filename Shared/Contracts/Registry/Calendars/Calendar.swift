package import Values

/// A published version of a year's calendar. It never changes (R4); a correction is a new version.
package struct Calendar: Codable, Sendable, Hashable {
    /// 1901…2200.
    package let year: Int
    /// From 1; a higher one replaces those before.
    package let version: Int
    /// The document that orders the days: 国务院办公厅 …
    package let source: String
    /// By the registry's clock.
    package let publishedAt: Instant
    /// Every day of the year, in order.
    package let days: [CalendarDay]

    package init(year: Int, version: Int, source: String, publishedAt: Instant, days: [CalendarDay]) {
        self.year = year
        self.version = version
        self.source = source
        self.publishedAt = publishedAt
        self.days = days
    }
}

/// One day of a calendar and whether it is worked.
package struct CalendarDay: Codable, Sendable, Hashable {
    /// A day of the calendar's year.
    package let date: CivilDate
    /// Whether it is a working day; a Saturday may be one (调休).
    package let working: Bool
    /// 元旦, 劳动节 …: on the days off of a holiday and on the working days that make up for it.
    package let holiday: String?

    package init(date: CivilDate, working: Bool, holiday: String? = nil) {
        self.date = date
        self.working = working
        self.holiday = holiday
    }
}

/// Which calendar an answer rests on.
package struct CalendarVersion: Codable, Sendable, Hashable {
    /// The calendar's year.
    package let year: Int
    /// Its version, from 1.
    package let version: Int

    package init(year: Int, version: Int) {
        self.year = year
        self.version = version
    }
}

extension CalendarDay {
    /// The first day of the example; its date is a constant.
    static let exampleNewYear = CalendarDay(date: CivilDate("2026-01-01")!, working: false, holiday: "元旦")
}
