extension JSONScanner {
    @inline(__always)
    mutating func beginString(at offset: Int, isName: Bool) {
        tokenStart = offset
        tokenIsName = isName
        tokenTag = .string
        state = .string
    }

    /// The first byte from `start` on that is neither printable ASCII text nor one of a whole three-byte character, or
    /// `end`. Eight bytes at a time where there are eight.
    @inline(__always)
    func plainText(_ bytes: UnsafePointer<UInt8>, at start: Int, end: Int) -> Int {
        var at = start
        while true {
            at = plainASCII(bytes, at: at, end: end)
            // Chinese text: the characters from U+1000 to U+CFFF need no look at which second byte is allowed.
            guard at &+ 3 <= end, bytes[at] &- 0xE1 < 12, bytes[at &+ 1] & 0xC0 == 0x80, bytes[at &+ 2] & 0xC0 == 0x80
            else { return at }
            at &+= 3
        }
    }

    @inline(__always)
    private func plainASCII(_ bytes: UnsafePointer<UInt8>, at start: Int, end: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        var at = start
        while at &+ 8 <= end {
            let word = UnsafeRawPointer(bytes + at).loadUnaligned(as: UInt64.self)
            let quotes = word ^ (ones &* 0x22)
            let backslashes = word ^ (ones &* 0x5C)
            // A top bit is set for each byte below 0x20, `"`, `\` or above 0x7F (and, by borrow, perhaps for bytes
            // behind one of these; the loop below finds the first).
            let special =
                (word &- ones &* 0x20) | (quotes &- ones) | (backslashes &- ones) | word
            guard special & tops == 0 else { break }
            at &+= 8
        }
        while at < end {
            let byte = bytes[at]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C || byte >= 0x80 { break }
            at &+= 1
        }
        return at
    }

    /// Takes the byte that ended a run of plain text.
    @inline(__always)
    mutating func endOfPlainText(_ byte: UInt8, at offset: Int) -> JSONSyntaxError.Reason? {
        switch byte {
        case UInt8(ascii: "\""):
            // The end of a name is seen to where the text was read.
            finishScalar(tokenTag, end: offset)
        case UInt8(ascii: "\\"):
            tokenTag = .escaped
            state = .escape
        case 0xC2...0xDF: expect(1, 0x80, 0xBF)
        case 0xE0: expect(2, 0xA0, 0xBF)  // no overlong forms
        case 0xE1...0xEC, 0xEE...0xEF: expect(2, 0x80, 0xBF)
        case 0xED: expect(2, 0x80, 0x9F)  // no surrogates
        case 0xF0: expect(3, 0x90, 0xBF)
        case 0xF1...0xF3: expect(3, 0x80, 0xBF)
        case 0xF4: expect(3, 0x80, 0x8F)  // nothing above U+10FFFF
        case 0..<0x20: return .controlCharacter
        default: return .invalidUTF8
        }
        return nil
    }

    /// Takes a byte of an escape or of a character of several bytes.
    @inline(__always)
    mutating func insideString(_ byte: UInt8) -> JSONSyntaxError.Reason? {
        switch state {
        case .continuation:
            guard byte >= continuation.low, byte <= continuation.high else { return .invalidUTF8 }
            continuation = (0x80, 0xBF)
            pending -= 1
            if pending == 0 { state = .string }
        case .hex:
            guard byte.isDigit || (byte | 0x20) &- 0x61 < 6 else { return .invalidEscape }
            pending -= 1
            if pending == 0 { state = .string }
        default:
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                state = .string
            case UInt8(ascii: "u"):
                pending = 4
                state = .hex
            default:
                return byte < 0x20 ? .controlCharacter : .invalidEscape
            }
        }
        return nil
    }

    private mutating func expect(_ count: Int, _ low: UInt8, _ high: UInt8) {
        pending = count
        continuation = (low, high)
        state = .continuation
    }
}
