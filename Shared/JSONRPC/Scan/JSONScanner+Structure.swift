extension JSONScanner {
    /// Takes a byte between tokens that is not white space; false when it cannot stand there.
    @inline(__always)
    mutating func structural(_ byte: UInt8, at offset: Int) -> Bool {
        switch state {
        case .colon:
            guard byte == UInt8(ascii: ":") else { return false }
            state = .value
            return true
        case .commaOrEnd:
            if byte == UInt8(ascii: ",") {
                state = inObject ? .name : .value
                return true
            }
            return byte == (inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) && close(end: offset + 1)
        case .name, .nameOrEnd:
            if byte == UInt8(ascii: "\"") {
                beginString(at: offset + 1, isName: true)
                return true
            }
            return byte == UInt8(ascii: "}") && state == .nameOrEnd && close(end: offset + 1)
        case .valueOrEnd where byte == UInt8(ascii: "]"):
            return close(end: offset + 1)
        default:
            return beginValue(byte, at: offset)
        }
    }

    @inline(__always)
    private mutating func beginValue(_ byte: UInt8, at offset: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "\""): beginString(at: offset + 1, isName: false)
        case UInt8(ascii: "{"): return open(.object, at: offset)
        case UInt8(ascii: "["): return open(.array, at: offset)
        case UInt8(ascii: "0"): beginNumber(.zero, at: offset)
        case UInt8(ascii: "1")...UInt8(ascii: "9"): beginNumber(.digits, at: offset)
        case UInt8(ascii: "-"): beginNumber(.minus, at: offset)
        case UInt8(ascii: "t"): beginLiteral(.true, at: offset, rest: 3)
        case UInt8(ascii: "f"): beginLiteral(.false, at: offset, rest: 4)
        case UInt8(ascii: "n"): beginLiteral(.null, at: offset, rest: 3)
        default: return false
        }
        return true
    }

    private mutating func open(_ tag: TapeWord.Tag, at offset: Int) -> Bool {
        guard depth < depthLimit else { return false }
        if container >= 0 { outer.append((container, childCount)) }
        container = tape.count
        childCount = 0
        inObject = tag == .object
        tape.append(TapeWord(tag, offset: offset, payload: 0))
        state = inObject ? .nameOrEnd : .valueOrEnd
        return true
    }

    private mutating func close(end: Int) -> Bool {
        let opening = tape[container]
        tape[container] = TapeWord(opening.tag, offset: opening.offset, payload: tape.count)
        tape.append(TapeWord(.close, offset: end, payload: childCount))
        if let parent = outer.popLast() {
            container = parent.index
            childCount = parent.count + 1
            inObject = tape[container].tag == .object
            state = .commaOrEnd
        } else {
            container = -1
            state = .done
        }
        return true
    }

    private var depth: Int {
        container < 0 ? 0 : outer.count + 1
    }

    /// Why `structural` refused a byte.
    func reason(for byte: UInt8, at offset: Int) -> JSONSyntaxError.Reason {
        let opens = byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{")
        if opens, state == .value || state == .valueOrEnd { return .tooDeep }
        if byte == 0xEF, offset == 0 { return .byteOrderMark }
        return .unexpectedByte
    }

    /// Writes a scalar that began at `tokenStart` and goes on with what follows a value, or a name.
    @inline(__always)
    mutating func finishScalar(_ tag: TapeWord.Tag, end: Int) {
        tape.append(TapeWord(tag, offset: tokenStart, payload: end - tokenStart))
        if container < 0 {
            state = .done
        } else {
            childCount += 1
            state = .commaOrEnd
        }
    }

    private mutating func beginLiteral(_ tag: TapeWord.Tag, at offset: Int, rest: Int) {
        tokenStart = offset
        tokenTag = tag
        pending = rest
        state = .literal
    }

    /// The letter that comes when `pending` letters of the literal are missing.
    var expectedLetter: UInt8 {
        let word: StaticString =
            switch tokenTag {
            case .true: "true"
            case .false: "false"
            default: "null"
            }
        return word.utf8Start[word.utf8CodeUnitCount - pending]
    }
}
