import Shared

/// Due times in English.
enum EnglishDate {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// `the end of 20 May 2026` for the first late instant 2026-05-21T00:00+08:00.
    static func due(_ instant: Instant, in zone: Zone) -> String {
        let time = zone.time(of: instant)
        guard time == .startOfDay else { return "\(time) on \(day(zone.date(of: instant)))" }
        return "the end of \(day(zone.date(of: instant).adding(days: -1)))"
    }

    static func day(_ date: CivilDate) -> String {
        let (year, month, day) = date.components
        return "\(day) \(months[month - 1]) \(year)"
    }

    /// `2 days left`, `due today`, `3 days overdue`: civil days between today and the last day in time.
    static func distance(to due: Instant, from now: Instant, in zone: Zone) -> String {
        let last = zone.date(of: due.adding(microseconds: -1))
        let days = last.days(since: zone.date(of: now))
        if now >= due { return days == 0 ? "overdue" : "\(count(-days)) overdue" }
        return days == 0 ? "due today" : "\(count(days)) left"
    }

    private static func count(_ days: Int) -> String { days == 1 ? "1 day" : "\(days) days" }
}
