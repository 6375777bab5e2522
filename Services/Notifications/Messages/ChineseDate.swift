import Shared

/// Due times as officials write them.
enum ChineseDate {
    /// `2026年5月20日24:00` for the first late instant 2026-05-21T00:00+08:00.
    static func due(_ instant: Instant, in zone: Zone) -> String {
        let time = zone.time(of: instant)
        guard time == .startOfDay else { return "\(day(zone.date(of: instant)))\(time)" }
        return "\(day(zone.date(of: instant).adding(days: -1)))24:00"
    }

    static func day(_ date: CivilDate) -> String {
        let (year, month, day) = date.components
        return "\(year)年\(month)月\(day)日"
    }

    /// `还有2天`, `今日截止`, `已逾期3天`: civil days between today and the last day in time.
    static func distance(to due: Instant, from now: Instant, in zone: Zone) -> String {
        guard now < due else {
            let days = zone.date(of: now).days(since: zone.date(of: due.adding(microseconds: -1)))
            return days > 0 ? "已逾期\(days)天" : "已逾期"
        }
        let days = zone.date(of: due.adding(microseconds: -1)).days(since: zone.date(of: now))
        return days == 0 ? "今日截止" : "还有\(days)天"
    }
}
