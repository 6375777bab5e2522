extension JSONScanner {
    enum NumberStep {
        case goesOn
        /// The number was complete before this byte, which belongs to what follows.
        case ended
        case malformed
    }

    mutating func beginNumber(_ first: State, at offset: Int) {
        tokenStart = offset
        tokenTag = .integer
        state = first
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`, one byte at a time.
    @inline(__always)
    mutating func number(_ byte: UInt8) -> NumberStep {
        if byte.isDigit {
            switch state {
            case .digits, .fraction, .exponent: return .goesOn
            case .minus: state = byte == UInt8(ascii: "0") ? .zero : .digits
            case .point: state = .fraction
            case .exponentMark, .exponentSign: state = .exponent
            default: return .malformed  // a digit behind a leading zero
            }
            return .goesOn
        }
        switch (state, byte) {
        case (.zero, UInt8(ascii: ".")), (.digits, UInt8(ascii: ".")):
            state = .point
        case (.zero, UInt8(ascii: "e")), (.zero, UInt8(ascii: "E")), (.digits, UInt8(ascii: "e")),
            (.digits, UInt8(ascii: "E")), (.fraction, UInt8(ascii: "e")), (.fraction, UInt8(ascii: "E")):
            state = .exponentMark
        case (.exponentMark, UInt8(ascii: "+")), (.exponentMark, UInt8(ascii: "-")):
            state = .exponentSign
        case (.zero, _), (.digits, _), (.fraction, _), (.exponent, _):
            return .ended
        default:
            return .malformed
        }
        tokenTag = .decimal
        return .goesOn
    }
}
