import Values

/// What a text of the calculus should have had, and where.
package struct ExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Characters before the fault, from 1 as editors count columns.
    package let column: Int
    package let expected: String
    /// What stands there instead; "the end" at the end.
    package let found: String

    package var description: String { "column \(column): expected \(expected), found \(found)" }
}

extension DateExpression {
    package static func parse(_ text: String) throws(ExpressionError) -> DateExpression {
        try ExpressionParser.whole(text) { parser throws(ExpressionError) in try parser.dateExpression() }
    }
}

extension DueExpression {
    package static func parse(_ text: String) throws(ExpressionError) -> DueExpression {
        try ExpressionParser.whole(text) { parser throws(ExpressionError) in try parser.dueExpression() }
    }
}

/// Recursive descent over the characters. Nesting is bounded, so that no text can exhaust the stack.
private struct ExpressionParser {
    private let characters: [Character]
    private var index = 0
    private var depth = 0

    private static let deepest = 32

    static func whole<Expression>(
        _ text: String, _ rule: (inout ExpressionParser) throws(ExpressionError) -> Expression
    ) throws(ExpressionError) -> Expression {
        var parser = ExpressionParser(characters: Array(text))
        let expression = try rule(&parser)
        parser.skipSpace()
        guard parser.index == parser.characters.count else { throw parser.fault("the end") }
        return expression
    }

    private init(characters: [Character]) { self.characters = characters }

    // due := none | until( date , time , bound ) | switch
    mutating func dueExpression() throws(ExpressionError) -> DueExpression {
        let start = here()
        let name = word()
        switch name {
        case "none": return .none
        case "until":
            try expect("(")
            let date = try dateExpression()
            try expect(",")
            let time = try timeOfDue()
            try expect(",")
            let bound: Operand<Bound> = try operand()
            try expect(")")
            return .until(date, time, bound)
        default:
            guard isSwitch(name) else { throw fault("until(…), none or a switch", at: start) }
            return .named(name)
        }
    }

    // date := primary (("+" | "-") period)*
    mutating func dateExpression() throws(ExpressionError) -> DateExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw fault("at most \(Self.deepest) levels of nesting") }
        var expression = try primary()
        // Bounded as well: printing and evaluating a sum recurse once for each of its terms.
        for _ in 0...Self.deepest {
            skipSpace()
            switch peek {
            case "+":
                index += 1
                expression = .plus(expression, try operand())
            case "-":
                index += 1
                expression = .minus(expression, try operand())
            default: return expression
            }
        }
        throw fault("at most \(Self.deepest) periods in a sum")
    }

    private mutating func primary() throws(ExpressionError) -> DateExpression {
        let start = here()
        let name = word()
        switch name {
        case "date":
            try expect("(")
            let place = here()
            guard let date = CivilDate(word()) else { throw fault(CivilDate.expectation, at: place) }
            try expect(")")
            return .date(date)
        case "anchor":
            try expect("(")
            let place = here()
            let anchor = word()
            guard anchor.first?.isASCIILetter == true else { throw fault("an anchor's name", at: place) }
            try expect(",")
            let edgePlace = here()
            guard let edge = AnchorEdge(rawValue: word()) else { throw fault("start or end", at: edgePlace) }
            try expect(")")
            return .anchor(anchor, edge)
        case "min", "max":
            try expect("(")
            let first = try dateExpression()
            try expect(",")
            let second = try dateExpression()
            try expect(")")
            return name == "min" ? .earliest(first, second) : .latest(first, second)
        case "roll":
            try expect("(")
            let base = try dateExpression()
            try expect(",")
            let policy: Operand<RollPolicy> = try operand()
            try expect(")")
            return .roll(base, policy)
        default:
            guard isSwitch(name) else {
                throw fault("date(…), anchor(…), min(…), max(…), roll(…) or a switch", at: start)
            }
            return .named(name)
        }
    }

    private mutating func timeOfDue() throws(ExpressionError) -> TimeOfDue {
        let start = here()
        let text = word()
        if text == "endOfDay" { return .endOfDay }
        guard let time = LocalTime(text), time < .endOfDay else {
            throw fault("endOfDay or a time from 00:00 to 23:59", at: start)
        }
        return .at(time)
    }

    private mutating func operand<Value: StringCodable>() throws(ExpressionError) -> Operand<Value> {
        let start = here()
        let text = word()
        if let value = Value(text) { return .value(value) }
        guard isSwitch(text) else { throw fault("\(Value.expectation), or a switch", at: start) }
        return .named(text)
    }

    /// A capital letter, then letters and digits. `P1…` is a period or a mistake in one.
    private func isSwitch(_ text: String) -> Bool {
        guard let first = text.first, first.isASCIILetter, first.isUppercase else { return false }
        let looksLikePeriod = first == "P" && text.dropFirst().first?.isASCIIDigit == true
        return !looksLikePeriod && text.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit }
    }

    // Characters.

    private var peek: Character? { index < characters.count ? characters[index] : nil }

    private mutating func skipSpace() {
        while let character = peek, character.isWhitespace { index += 1 }
    }

    private mutating func here() -> Int {
        skipSpace()
        return index
    }

    /// The longest run of characters that names, dates, times and periods are made of; empty when there is none.
    private mutating func word() -> String {
        skipSpace()
        let start = index
        while let character = peek, character.isASCIILetter || character.isASCIIDigit || ".:_-".contains(character) {
            index += 1
        }
        return String(characters[start..<index])
    }

    private mutating func expect(_ character: Character) throws(ExpressionError) {
        skipSpace()
        guard peek == character else { throw fault("“\(character)”") }
        index += 1
    }

    private func fault(_ expected: String, at place: Int? = nil) -> ExpressionError {
        let place = place ?? index
        let rest = characters[place...].prefix(24)
        return ExpressionError(
            column: place + 1, expected: expected, found: rest.isEmpty ? "the end" : "“\(String(rest))”")
    }
}

extension Character {
    fileprivate var isASCIILetter: Bool { isASCII && isLetter }
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
