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
        // Mostly it is short and nothing in it is escaped: put together on the stack, appended in one piece.
        if text.count <= 256, appendPlain(text, colon: colon) { return }
        separate()
        bytes.append(UInt8(ascii: "\""))
        escape(text)
        bytes.append(UInt8(ascii: "\""))
        if colon { bytes.append(UInt8(ascii: ":")) }
    }

    /// False, and nothing is appended, when something in the text has to be escaped.
    private mutating func appendPlain(_ text: UnsafeBufferPointer<UInt8>, colon: Bool) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256 + 4) { piece in
            var end = 0
            if needsComma {
                piece[0] = UInt8(ascii: ",")
                end = 1
            }
            piece[end] = UInt8(ascii: "\"")
            end &+= 1
            for byte in text {
                if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return false }
                piece[end] = byte
                end &+= 1
            }
            piece[end] = UInt8(ascii: "\"")
            end &+= 1
            if colon {
                piece[end] = UInt8(ascii: ":")
                end &+= 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: piece[..<end]))
            return true
        }
    }

    mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in 0..<text.count {
            let byte = text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            escape(byte)
            start = index + 1
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
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
        separate()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = UInt64(value.magnitude)
        // 20 digits hold every UInt64.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var first = 20
            repeat {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                first -= 1
                digits[first] = UInt8(ascii: "0") + UInt8(digit)
                rest = quotient
            } while rest > 0
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[first...]))
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

private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x57 + value
}
