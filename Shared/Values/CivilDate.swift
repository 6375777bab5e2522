/// A day of the proleptic Gregorian calendar, without a time and without a zone.
///
/// Stored as days since 1970-01-01, so that comparison and day arithmetic are integer operations. The range is
/// 0001-01-01…9999-12-31. Encoded as `YYYY-MM-DD`.
package struct CivilDate: Hashable, Comparable, Sendable {
    package let daysSinceEpoch: Int32

    package static let min = CivilDate(daysSinceEpoch: -719_162)
    package static let max = CivilDate(daysSinceEpoch: 2_932_896)

    /// `daysSinceEpoch` must lie in `min…max`; arithmetic on dates clamps to it.
    package init(daysSinceEpoch: Int32) {
        self.daysSinceEpoch = daysSinceEpoch
    }

    /// nil when there is no such day (month 13, 30 February, year 0 or 10000).
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilDate.days(inMonth: month, of: year)
        else { return nil }
        self.init(unchecked: year, month, day)
    }

    /// Days from civil, after H. Hinnant, "chrono-Compatible Low-Level Date Algorithms": the year begins in March.
    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSinceEpoch = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    package var components: (year: Int, month: Int, day: Int) {
        let z = Int(daysSinceEpoch) + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let mp = (5 * dayOfYear + 2) / 153
        let month = mp < 10 ? mp + 3 : mp - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
    }

    package var year: Int { components.year }
    package var month: Int { components.month }
    package var day: Int { components.day }

    package var weekday: Weekday {
        let sinceMonday = (Int(daysSinceEpoch) + 3) % 7  // 1970-01-01 was a Thursday
        return Weekday(rawValue: (sinceMonday < 0 ? sinceMonday + 7 : sinceMonday) + 1)!  // 1...7 by construction
    }

    package static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The day `days` later; clamped to `min…max`.
    package func adding(days: Int) -> CivilDate {
        let (sum, overflow) = Int(daysSinceEpoch).addingReportingOverflow(days)
        guard !overflow else { return days < 0 ? .min : .max }
        let bounded = Swift.min(Swift.max(sum, Int(CivilDate.min.daysSinceEpoch)), Int(CivilDate.max.daysSinceEpoch))
        return CivilDate(daysSinceEpoch: Int32(bounded))
    }

    /// The same day `months` later; a day that month does not have becomes its last (2026-01-31 + 1 = 2026-02-28).
    package func adding(months: Int) -> CivilDate {
        let (year, month, day) = components
        let (index, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
        guard !overflow, index >= 12 else { return months < 0 ? .min : .max }
        guard index < 120_000 else { return .max }
        let (newYear, newMonth) = (index / 12, index % 12 + 1)
        return CivilDate(
            unchecked: newYear, newMonth, Swift.min(day, CivilDate.days(inMonth: newMonth, of: newYear)))
    }

    /// How many days `self` lies after `other`; negative when before.
    package func days(since other: CivilDate) -> Int { Int(daysSinceEpoch) - Int(other.daysSinceEpoch) }

    package static func < (a: CivilDate, b: CivilDate) -> Bool { a.daysSinceEpoch < b.daysSinceEpoch }
}

/// ISO 8601: Monday is 1, Sunday is 7.
package enum Weekday: Int, Sendable, CaseIterable, Codable {
    case monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday

    package var isWeekend: Bool { self == .saturday || self == .sunday }
}

extension CivilDate: LosslessStringConvertible {
    /// Exactly `YYYY-MM-DD` (RFC 3339 full-date); nil for anything else.
    package init?(_ text: String) {
        var text = text
        let parsed = text.withUTF8 { bytes -> CivilDate? in
            guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
                let year = decimal(bytes[0..<4]), let month = decimal(bytes[5..<7]), let day = decimal(bytes[8..<10])
            else { return nil }
            return CivilDate(year: year, month: month, day: day)
        }
        guard let parsed else { return nil }
        self = parsed
    }

    package var description: String {
        let (year, month, day) = components
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

extension CivilDate: StringCodable {
    package static let expectation = "a date YYYY-MM-DD"
}
