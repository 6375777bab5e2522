import Values

// Printing is the inverse of parsing: parse ∘ print = id (L8).

extension DateExpression: StringCodable {
    package static let expectation =
        "a date expression such as date(2026-05-20) or anchor(window.vocational, end) + P1W"

    /// nil for anything the grammar refuses; `DateExpression.parse` says what and where.
    package init?(_ text: String) {
        guard let parsed = try? DateExpression.parse(text) else { return nil }
        self = parsed
    }

    package var description: String {
        switch self {
        case .date(let date): "date(\(date))"
        case .anchor(let name, let edge): "anchor(\(name), \(edge.rawValue))"
        case .plus(let base, let period): "\(base) + \(period)"
        case .minus(let base, let period): "\(base) - \(period)"
        case .earliest(let a, let b): "min(\(a), \(b))"
        case .latest(let a, let b): "max(\(a), \(b))"
        case .roll(let base, let policy): "roll(\(base), \(policy))"
        case .named(let name): name
        }
    }
}

extension DueExpression: StringCodable {
    package static let expectation = "none or a due expression such as until(date(2026-05-20), endOfDay, inclusive)"

    /// nil for anything the grammar refuses; `DueExpression.parse` says what and where.
    package init?(_ text: String) {
        guard let parsed = try? DueExpression.parse(text) else { return nil }
        self = parsed
    }

    package var description: String {
        switch self {
        case .none: "none"
        case .until(let date, let time, let bound): "until(\(date), \(time), \(bound))"
        case .named(let name): name
        }
    }
}

extension Operand: CustomStringConvertible {
    package var description: String {
        switch self {
        case .value(let value): value.description
        case .named(let name): name
        }
    }
}

extension TimeOfDue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .endOfDay: "endOfDay"
        case .at(let time): time.description
        }
    }
}
