package import Values

/// A civil date as a rule states it. The grammar is in `docs/decisions/deadlines.md`.
///
/// ```
/// roll(anchor(localWeek.lifelong, end) + P1W, S2)
/// ```
package indirect enum DateExpression: Hashable, Sendable {
    case date(CivilDate)
    /// An edge of something with a first and last day, known now or later.
    case anchor(AnchorName, AnchorEdge)
    case plus(DateExpression, Operand<Period>)
    case minus(DateExpression, Operand<Period>)
    /// The earlier one. An unknown side leaves the other, provisionally: this is how a rule is capped (L6).
    case earliest(DateExpression, DateExpression)
    /// The later one; unknown when a side is.
    case latest(DateExpression, DateExpression)
    case roll(DateExpression, Operand<RollPolicy>)
    /// A switch whose value is a date expression.
    case named(SwitchName)
}

/// When something is due.
///
/// ```
/// until(min(roll(anchor(localWeek.lifelong, end) + P1W, S2), date(2026-12-01)), endOfDay, inclusive)
/// ```
package enum DueExpression: Hashable, Sendable {
    /// Owed without a due time.
    case none
    case until(DateExpression, TimeOfDue, Operand<Bound>)
    /// A switch whose value is a due expression.
    case named(SwitchName)
}

/// A value that stands in the expression, or the switch that holds it.
package enum Operand<Value: StringCodable & Hashable & Sendable>: Hashable, Sendable {
    case value(Value)
    case named(SwitchName)
}

/// `localWeek.lifelong`, `window.vocational`: a letter, then letters, digits, `.`, `-`, `_`.
package typealias AnchorName = String

/// `S1`: a capital letter, then letters and digits; not `P` and a digit, which begins a period.
package typealias SwitchName = String

/// Which day of an anchor.
package enum AnchorEdge: String, Hashable, Sendable, CaseIterable {
    case start
    case end
}

/// Where a date that is a rest day goes.
package enum RollPolicy: String, Hashable, Sendable, CaseIterable {
    /// It stays.
    case none
    /// To the next working day.
    case forward
    /// To the working day before.
    case backward
}

/// At what time of the day.
package enum TimeOfDue: Hashable, Sendable {
    case endOfDay
    /// 00:00…23:59.
    case at(LocalTime)
}

/// Whether the day or minute named is itself in time.
package enum Bound: String, Hashable, Sendable, CaseIterable {
    /// `endOfDay`: late from 00:00 of the next day. `17:30`: late from 17:31:00.
    case inclusive
    /// `endOfDay`: late from 00:00 of the day. `17:30`: late from 17:30:00.
    case exclusive
}

extension RollPolicy: StringCodable {
    package static let expectation = "none, forward or backward"
    package init?(_ text: String) { self.init(rawValue: text) }
    package var description: String { rawValue }
}

extension Bound: StringCodable {
    package static let expectation = "inclusive or exclusive"
    package init?(_ text: String) { self.init(rawValue: text) }
    package var description: String { rawValue }
}
