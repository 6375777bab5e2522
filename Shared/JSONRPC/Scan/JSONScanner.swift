/// RFC 8259 to the letter as a resumable automaton: one pass over the bytes, in pieces of any size, that checks everything
/// (syntax, numbers, escapes, UTF-8, control characters, depth) and writes the tape as it goes.
///
/// Each byte is looked at once, however the input is cut: what stands open at the end of a piece (a string, a half
/// escape, two of three UTF-8 bytes) is kept as a state. Memory is the tape (8 bytes per scalar, 16 per container) and 8
/// bytes per open container; both are kept for the next message.
///
/// Accepted without judgement, because they are well-formed: duplicate names (refused by the envelope reader and the
/// decoder) and escapes of lone surrogates (refused where text is wanted, see ``JSONNode/string``).
// Not copied: it owns its tape.
struct JSONScanner: ~Copyable, Sendable {
    enum Progress: Equatable {
        case needsMore
        /// `position` is behind the value's last byte.
        case complete
        case failed(JSONSyntaxError)
    }

    enum State {
        case value, valueOrEnd, name, nameOrEnd, colon, commaOrEnd
        case string, escape, hex, continuation
        case literal
        case minus, zero, digits, point, fraction, exponentMark, exponentSign, exponent
        case done
    }

    let depthLimit: Int
    /// Offset of the next byte to look at, from the beginning of the message.
    var position = 0
    var state = State.value
    var tape = Tape()
    /// For each open container but the innermost: its index on the tape and how many children it has so far.
    var outer: [(index: Int, count: Int)] = []
    /// The innermost open container; -1 outside of all.
    var container = -1
    var childCount = 0
    var inObject = false
    /// Where the string, number or literal that stands open began.
    var tokenStart = 0
    var tokenIsName = false
    var tokenTag = TapeWord.Tag.null
    /// Hexadecimal digits, continuation bytes or letters of a literal that are still to come.
    var pending = 0
    /// What the next continuation byte may be (RFC 3629, table 3-7 of Unicode).
    var continuation: (low: UInt8, high: UInt8) = (0x80, 0xBF)

    init(depthLimit: Int) {
        self.depthLimit = depthLimit
    }

    /// Forgets the message, keeps the memory unless one huge message made it large.
    mutating func reset() {
        tape.removeAll()
        outer.removeAll(keepingCapacity: true)
        position = 0
        state = .value
        container = -1
        childCount = 0
    }

    /// Reads on at `position` in the message that begins at `bytes` and of which `end` bytes are there.
    mutating func scan(_ bytes: UnsafePointer<UInt8>, end: Int) -> Progress {
        guard end <= TapeWord.longest else { return failure(.tooLong, position) }
        var at = position
        while at < end {
            let byte = bytes[at]
            switch state {
            case .value, .valueOrEnd, .name, .nameOrEnd, .colon, .commaOrEnd:
                if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
                    at &+= 1
                    continue
                }
                guard structural(byte, at: at) else {
                    return failure(reason(for: byte, at: at), at)
                }
                at &+= 1
            case .string:
                at = plainText(bytes, at: at, end: end)
                guard at < end else { break }
                if tokenIsName, bytes[at] == UInt8(ascii: "\"") {
                    tape.append(TapeWord(tokenTag, offset: tokenStart, payload: at - tokenStart))
                    at &+= 1
                    // Mostly the colon stands right behind the name.
                    let colonFollows = at < end && bytes[at] == UInt8(ascii: ":")
                    state = colonFollows ? .value : .colon
                    if colonFollows { at &+= 1 }
                    continue
                }
                if let reason = endOfPlainText(bytes[at], at: at) { return failure(reason, at) }
                at &+= 1
            case .escape, .hex, .continuation:
                if let reason = insideString(byte) { return failure(reason, at) }
                at &+= 1
            case .literal:
                guard byte == expectedLetter else { return failure(.unexpectedByte, at) }
                at &+= 1
                pending -= 1
                if pending == 0 { finishScalar(tokenTag, end: at) }
            case .minus, .zero, .digits, .point, .fraction, .exponentMark, .exponentSign, .exponent:
                if state == .digits {
                    while at < end, bytes[at].isDigit { at &+= 1 }
                    guard at < end else { break }
                }
                switch number(bytes[at]) {
                case .goesOn:
                    at &+= 1
                case .ended:
                    guard container >= 0 || bytes[at].isWhiteSpace else { return failure(.trailingBytes, at) }
                    finishScalar(tokenTag, end: at)
                case .malformed:
                    return failure(.invalidNumber, at)
                }
            case .done:
                position = at
                return .complete
            }
        }
        position = at
        return state == .done ? .complete : .needsMore
    }

    /// No more bytes will come: a number that stands open outside of all containers is complete, all else is unfinished.
    mutating func finish() -> Progress {
        switch state {
        case .done:
            return .complete
        case .zero, .digits, .fraction, .exponent:
            guard container < 0 else { return failure(.unfinished, position) }
            finishScalar(tokenTag, end: position)
            return .complete
        default:
            return failure(.unfinished, position)
        }
    }

    private mutating func failure(_ reason: JSONSyntaxError.Reason, _ offset: Int) -> Progress {
        position = offset
        return .failed(JSONSyntaxError(reason: reason, offset: offset))
    }

    /// Scans one value that fills `bytes`, and leaves the scanner ready for the next.
    mutating func document(in bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) -> JSONDocument {
        defer { reset() }
        let text = bytes.bindMemory(to: UInt8.self)
        guard let start = text.baseAddress else { throw JSONSyntaxError(reason: .unfinished, offset: 0) }
        var progress = scan(start, end: text.count)
        if progress == .needsMore { progress = finish() }
        if case .failed(let error) = progress { throw error }
        for index in position..<text.count where !text[index].isWhiteSpace {
            throw JSONSyntaxError(reason: .trailingBytes, offset: index)
        }
        return JSONDocument(bytes: bytes, tape: tape)
    }
}

extension UInt8 {
    /// JSON's white space: space, tab, line feed, carriage return.
    @inline(__always)
    var isWhiteSpace: Bool {
        self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09
    }

    @inline(__always)
    var isDigit: Bool {
        self &- 0x30 < 10
    }
}
