import Values

/// A length of civil time: `P7D`, `P1W`, `P2M`, `P2WD`. Never negative; the sign stands before it in an expression.
package struct Period: Hashable, Sendable {
    package let count: Int
    package let unit: PeriodUnit

    /// Longer periods than this are refused: a campaign is a matter of a year or two.
    package static let most = 9999

    /// nil outside 0…`most`.
    package init?(_ count: Int, _ unit: PeriodUnit) {
        guard (0...Period.most).contains(count) else { return nil }
        self.count = count
        self.unit = unit
    }
}

/// What a period counts.
package enum PeriodUnit: String, Hashable, Sendable, CaseIterable {
    case days = "D"
    /// Seven days: the same weekday (L2).
    case weeks = "W"
    /// A day that month does not have becomes its last.
    case months = "M"
    /// Working days of the calendar; the day counted from is not counted.
    case workdays = "WD"
}

extension Period: StringCodable {
    package static let expectation = "a period such as P7D, P1W, P2M or P2WD"

    package init?(_ text: String) {
        guard text.first == "P", let unit = PeriodUnit(rawValue: String(text.drop { !$0.isLetter || $0 == "P" })) else {
            return nil
        }
        let digits = text.dropFirst().dropLast(unit.rawValue.count)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(digits),
            String(count) == digits
        else { return nil }
        self.init(count, unit)
    }

    package var description: String { "P\(count)\(unit.rawValue)" }
}
