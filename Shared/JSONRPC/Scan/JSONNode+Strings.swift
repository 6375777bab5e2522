extension JSONNode {
    /// The text of a string, escapes resolved.
    ///
    /// Nil for every other kind, and for a string with an escaped surrogate that has no partner: RFC 8259 lets it stand in
    /// a message, but it is no text. So such a message is well-formed, and whoever wants text from it refuses it by path.
    package var string: String? {
        let word = word
        switch word.tag {
        case .string:
            return withExtendedLifetime(document) {
                String(
                    decoding: UnsafeBufferPointer(start: document.bytes + word.offset, count: word.payload),
                    as: UTF8.self)
            }
        case .escaped:
            return unescaped().map { String(decoding: $0, as: UTF8.self) }
        case .null, .false, .true, .integer, .decimal, .array, .object, .close:
            return nil
        }
    }

    /// Whether the node is a string with this text, however it is escaped.
    package func isString(_ text: StaticString) -> Bool {
        isString(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Whether the node is a string with this text, however it is escaped.
    package func isString(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { isString($0) }
    }

    private func isString(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        withExtendedLifetime(document) { document.isString(index, text) }
    }

    /// The bytes of an escaped string's text; nil when a surrogate stands alone.
    func unescaped() -> [UInt8]? {
        let word = word
        return withExtendedLifetime(document) {
            let source = UnsafeBufferPointer(start: document.bytes + word.offset, count: word.payload)
            return unescape(source) { _, _ in false }
        }
    }
}

/// Resolves the escapes of a string that the scanner has accepted.
///
/// `loneSurrogate` decides about a surrogate without its partner: it may append what stands for it and return true, or
/// return false to give up, and then the result is nil.
func unescape(
    _ source: UnsafeBufferPointer<UInt8>, loneSurrogate: (inout [UInt8], UInt32) -> Bool
) -> [UInt8]? {
    var text: [UInt8] = []
    text.reserveCapacity(source.count)
    var index = 0
    while index < source.count {
        let byte = source[index]
        guard byte == UInt8(ascii: "\\") else {
            text.append(byte)
            index += 1
            continue
        }
        let letter = source[index + 1]
        index += 2
        switch letter {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let unit = hexUnit(source, at: index)
            index += 4
            if unit & 0xFC00 == 0xD800, index + 6 <= source.count, source[index] == UInt8(ascii: "\\"),
                source[index + 1] == UInt8(ascii: "u"), case let low = hexUnit(source, at: index + 2),
                low & 0xFC00 == 0xDC00
            {
                index += 6
                text.append(scalar: 0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF)
            } else if unit & 0xF800 == 0xD800 {
                guard loneSurrogate(&text, unit) else { return nil }
            } else {
                text.append(scalar: unit)
            }
        default: text.append(letter)  // `"`, `\`, `/`: the scanner lets no other letter pass.
        }
    }
    return text
}

private func hexUnit(_ source: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt32 {
    var unit: UInt32 = 0
    for digit in source[index..<index + 4] {
        // ASCII: digits are 0x30 + n, letters of either case 0x40 or 0x60 + n - 9.
        unit = unit << 4 | UInt32(digit & 0xF) + (digit > 0x39 ? 9 : 0)
    }
    return unit
}

extension [UInt8] {
    fileprivate mutating func append(scalar value: UInt32) {
        if value < 0x80 {
            append(UInt8(value))
        } else if value < 0x800 {
            append(UInt8(0xC0 | value >> 6))
            append(UInt8(0x80 | value & 0x3F))
        } else if value < 0x10000 {
            append(UInt8(0xE0 | value >> 12))
            append(UInt8(0x80 | value >> 6 & 0x3F))
            append(UInt8(0x80 | value & 0x3F))
        } else {
            append(UInt8(0xF0 | value >> 18))
            append(UInt8(0x80 | value >> 12 & 0x3F))
            append(UInt8(0x80 | value >> 6 & 0x3F))
            append(UInt8(0x80 | value & 0x3F))
        }
    }
}

/// Whether the bytes at `start` are those of `text`; `start` has at least as many.
@inline(__always)
func sameBytes(_ start: UnsafePointer<UInt8>, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    for index in 0..<text.count where start[index] != text[index] { return false }
    return true
}
