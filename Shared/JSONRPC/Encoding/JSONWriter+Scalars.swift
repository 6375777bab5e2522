extension JSONWriter {
    /// A string with the fewest escapes: `"`, `\` and control characters.
    package mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { quoted($0, colon: false) }
    }

    /// A string from UTF-8 that the caller vouches for, such as a column of a database whose encoding is UTF-8.
    package mutating func string(utf8 text: UnsafeBufferPointer<UInt8>) {
        quoted(text, colon: false)
    }

    mutating func quoted(_ text: UnsafeBufferPointer<UInt8>, colon: Bool) {
        // Mostly nothing in it is escaped: put where it belongs in one piece.
        if firstToEscape(text, from: 0) == text.count { return appendPlain(text, colon: colon) }
        separate()
        bytes.append(UInt8(ascii: "\""))
        escape(text)
        bytes.append(UInt8(ascii: "\""))
        if colon { bytes.append(UInt8(ascii: ":")) }
    }

    private mutating func appendPlain(_ text: UnsafeBufferPointer<UInt8>, colon: Bool) {
        let comma = needsComma
        append(atMost: text.count + 4) { piece in
            var end = 0
            if comma {
                piece[0] = UInt8(ascii: ",")
                end = 1
            }
            piece[end] = UInt8(ascii: "\"")
            end &+= 1
            if let start = text.baseAddress { (piece + end).update(from: start, count: text.count) }
            end &+= text.count
            piece[end] = UInt8(ascii: "\"")
            end &+= 1
            if colon {
                piece[end] = UInt8(ascii: ":")
                end &+= 1
            }
            return end
        }
    }

    mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        while true {
            let end = firstToEscape(text, from: start)
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end]))
            guard end < text.count else { return }
            escape(text[end])
            start = end + 1
        }
    }

    /// The index of the first `"`, `\` or control character, or the count. Eight bytes at a time where there are eight.
    private func firstToEscape(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let bytes = UnsafeRawBufferPointer(text)
        var at = start
        while at &+ 8 <= text.count {
            let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            let quotes = word ^ (ones &* 0x22)
            let backslashes = word ^ (ones &* 0x5C)
            // As in the scanner, but a byte above 0x7F is none to escape.
            let special = ((word &- ones &* 0x20) | (quotes &- ones) | (backslashes &- ones)) & ~word
            guard special & tops == 0 else { break }
            at &+= 8
        }
        while at < text.count {
            let byte = text[at]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            at &+= 1
        }
        return at
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default: bytes.append(contentsOf: [0x75, 0x30, 0x30, hexDigit(byte >> 4), hexDigit(byte & 0xF)])
        }
    }

    /// An integer of any width, exactly.
    package mutating func integer(_ value: some FixedWidthInteger) {
        let comma = needsComma
        let magnitude = UInt64(value.magnitude)
        let isNegative = value < 0
        // A comma, a sign, and the 20 digits that hold every UInt64.
        append(atMost: 22) { piece in
            var end = 0
            if comma {
                piece[0] = UInt8(ascii: ",")
                end = 1
            }
            if isNegative {
                piece[end] = UInt8(ascii: "-")
                end &+= 1
            }
            end &+= decimalDigits(magnitude)
            var (rest, place) = (magnitude, end)
            repeat {
                place &-= 1
                piece[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            return end
        }
    }

    /// Makes room for so many bytes and appends those that `body` says it has written.
    @inline(__always)
    mutating func append(atMost count: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
        bytes.append(addingCapacity: count) { span in
            span.withUnsafeMutableBufferPointer { room, initialized in
                // There is room for at least one byte, so there is a base address.
                initialized += body(room.baseAddress.unsafelyUnwrapped + initialized)
            }
        }
    }

    /// A number by the fewest digits that read back as the same `Double`, in ECMAScript's form (so 100 for 100.0); false,
    /// and nothing is written, for the values that JSON has no number for.
    package mutating func double(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        var text = value.description
        let number = text.withUTF8 { DecimalNumber($0) }
        separate()
        // Without an exponent of its own a double is far inside what DecimalNumber holds.
        number?.write(to: &bytes)
        return number != nil
    }
}

/// How many decimal digits the number has; one for 0.
private func decimalDigits(_ number: UInt64) -> Int {
    var (count, bound): (Int, UInt64) = (1, 10)
    while number >= bound {
        count &+= 1
        let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
        if overflow { break }
        bound = next
    }
    return count
}

private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x57 + value
}
