import Values

/// How values of one type of PostgreSQL are written as JSON.
enum JSONForm: Sendable {
    case bool
    case integer
    case double
    case decimal
    case text
    case uuid
    case date
    case instant
    case json
    /// Hexadecimal digits.
    case bytes
    indirect case array(JSONForm)
    indirect case range(JSONForm, of: PostgresType)

    static let null = Array("null".utf8)

    /// nil for types without a form.
    init?(_ type: PostgresType) {
        switch type {
        case .bool: self = .bool
        case .int2, .int4, .int8: self = .integer
        case .float4, .float8: self = .double
        case .numeric: self = .decimal
        case .text, .varchar, .bpchar, .name, .unknown: self = .text
        case .uuid: self = .uuid
        case .date: self = .date
        case .timestamptz: self = .instant
        case .json, .jsonb: self = .json
        case .bytea: self = .bytes
        case .tstzrange: self = .range(.instant, of: .timestamptz)
        case .daterange: self = .range(.date, of: .date)
        default:
            if let element = type.element {
                guard let form = JSONForm(element) else { return nil }
                self = .array(form)
            } else if type.isDefinedByUser {
                // Enumerations, whose binary form is their text; others are caught as text that is not UTF-8.
                self = .text
            } else {
                return nil
            }
        }
    }

    func append(_ value: PostgresValue, to bytes: inout [UInt8]) throws {
        switch self {
        case .bool: bytes.append(contentsOf: try Bool(postgres: value) ? Self.true : Self.false)
        case .integer: Self.appendInteger(try Int64(postgres: value), to: &bytes)
        case .double:
            let number = try Double(postgres: value)
            guard number.isFinite else { throw PostgresValueError("JSON has no number that is not finite") }
            bytes.append(contentsOf: number.description.utf8)
        case .decimal: bytes.append(contentsOf: try ExactDecimal(postgres: value).text.utf8)
        case .text:
            guard !value.type.isDefinedByUser || String(validating: value.bytes, as: UTF8.self) != nil else {
                throw PostgresValueError("\(value.type) has no form in JSON")
            }
            Self.appendText(value.bytes, to: &bytes)
        case .uuid: Self.appendUUID(try UniqueID(postgres: value), to: &bytes)
        case .date: Self.appendDate(try CivilDate(postgres: value), to: &bytes)
        case .instant: Self.appendInstant(try Instant(postgres: value), to: &bytes)
        case .json: bytes.append(contentsOf: try value.jsonText())
        case .bytes: Self.appendHexadecimal(value.bytes, to: &bytes)
        case .array(let form): try Self.appendArray(value, form, to: &bytes)
        case .range(let form, let type): try Self.appendRange(value, form, of: type, to: &bytes)
        }
    }

    private static let `true` = Array("true".utf8)
    private static let `false` = Array("false".utf8)
    private static let hexadecimal = Array("0123456789abcdef".utf8)

    /// A JSON string of UTF-8. One scan: runs without escapes are copied as they are.
    static func appendText(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        // Mostly nothing in it is escaped: put where it belongs in one piece.
        guard escape(in: text, from: 0) != nil else { return appendPlain(text, to: &bytes) }
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        while let index = escape(in: text, from: start) {
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start..<index]))
            start = index + 1
            bytes.append(UInt8(ascii: "\\"))
            switch text[index] {
            case 0x08: bytes.append(UInt8(ascii: "b"))
            case 0x09: bytes.append(UInt8(ascii: "t"))
            case 0x0A: bytes.append(UInt8(ascii: "n"))
            case 0x0C: bytes.append(UInt8(ascii: "f"))
            case 0x0D: bytes.append(UInt8(ascii: "r"))
            case let other where other >= 0x20: bytes.append(other)
            case let control:
                bytes.append(contentsOf: [UInt8(ascii: "u"), 0x30, 0x30])
                bytes.append(hexadecimal[Int(control >> 4)])
                bytes.append(hexadecimal[Int(control & 0xF)])
            }
        }
        bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[start...]))
        bytes.append(UInt8(ascii: "\""))
    }

    private static func appendPlain(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: text.count + 2) { span in
            span.append(UInt8(ascii: "\""))
            span.withUnsafeMutableBufferPointer { room, initialized in
                UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[initialized...])
                    .copyMemory(from: text)
                initialized += text.count
            }
            span.append(UInt8(ascii: "\""))
        }
    }

    /// Where the next byte stands that JSON wants escaped. Eight bytes at a time as long as none is among them.
    private static func escape(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start
        while index + 8 <= text.count {
            let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            // The high bit of a byte is set when the byte is below 0x20, or 0x22, or 0x5C, and when one below it borrowed.
            let control = (word &- 0x2020_2020_2020_2020) & ~word
            let quote = word ^ 0x2222_2222_2222_2222
            let slash = word ^ 0x5C5C_5C5C_5C5C_5C5C
            let ones: UInt64 = 0x0101_0101_0101_0101
            let found = control | ((quote &- ones) & ~quote) | ((slash &- ones) & ~slash)
            if found & 0x8080_8080_8080_8080 != 0 { break }
            index += 8
        }
        return (index..<text.count).first { text[$0] < 0x20 || text[$0] == 0x22 || text[$0] == 0x5C }
    }

    private static func appendInteger(_ value: Int64, to bytes: inout [UInt8]) {
        appendShort(to: &bytes) { text in
            if value < 0 { text.put(UInt8(ascii: "-")) }
            text.put(value.magnitude, width: 1)
        }
    }

    private static func appendUUID(_ id: UniqueID, to bytes: inout [UInt8]) {
        appendShort(to: &bytes) { text in
            text.put(UInt8(ascii: "\""))
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 { text.put(UInt8(ascii: "-")) }
                let word = nibble < 16 ? id.high : id.low
                text.put(hexadecimal[Int(word >> (60 - 4 * UInt64(nibble % 16)) & 0xF)])
            }
            text.put(UInt8(ascii: "\""))
        }
    }

    private static func appendDate(_ date: CivilDate, to bytes: inout [UInt8]) {
        appendShort(to: &bytes) { text in
            text.put(UInt8(ascii: "\""))
            text.put(date)
            text.put(UInt8(ascii: "\""))
        }
    }

    /// As `Instant.description`: UTC, a fraction of no, three or six digits.
    private static func appendInstant(_ instant: Instant, to bytes: inout [UInt8]) {
        let dayLength: Int64 = 86_400_000_000
        let inDay = (instant.microseconds % dayLength + dayLength) % dayLength
        let days = (instant.microseconds - inDay) / dayLength
        let seconds = UInt64(inDay / 1_000_000)
        let fraction = UInt64(inDay % 1_000_000)
        appendShort(to: &bytes) { text in
            text.put(UInt8(ascii: "\""))
            text.put(CivilDate(daysSinceEpoch: Int32(days)))
            text.put(UInt8(ascii: "T"))
            text.put(seconds / 3_600, width: 2)
            text.put(UInt8(ascii: ":"))
            text.put(seconds / 60 % 60, width: 2)
            text.put(UInt8(ascii: ":"))
            text.put(seconds % 60, width: 2)
            if fraction > 0 {
                text.put(UInt8(ascii: "."))
                let isWhole = fraction.isMultiple(of: 1_000)
                text.put(isWhole ? fraction / 1_000 : fraction, width: isWhole ? 3 : 6)
            }
            text.put(UInt8(ascii: "Z"))
            text.put(UInt8(ascii: "\""))
        }
    }

    /// A text of at most `ShortText.capacity` bytes, put together where it belongs: the array grows once.
    private static func appendShort(to bytes: inout [UInt8], _ body: (inout ShortText) -> Void) {
        bytes.append(addingCapacity: ShortText.capacity) { span in
            span.withUnsafeMutableBufferPointer { room, initialized in
                var text = ShortText(UnsafeMutableBufferPointer(rebasing: room[initialized...]))
                body(&text)
                initialized += text.count
            }
        }
    }

    private static func appendHexadecimal(_ value: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in value {
            bytes.append(hexadecimal[Int(byte >> 4)])
            bytes.append(hexadecimal[Int(byte & 0xF)])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// As `HalfOpenRange` encodes itself.
    private static func appendRange(
        _ value: PostgresValue, _ form: JSONForm, of type: PostgresType, to bytes: inout [UInt8]
    ) throws {
        let range = try RangeReader(value, bound: type)
        guard !range.isEmpty else { return bytes.append(contentsOf: "\"empty\"".utf8) }
        for (opening, bound) in [("{\"from\":", range.lower), (",\"upTo\":", range.upper)] {
            bytes.append(contentsOf: opening.utf8)
            if let bound { try form.append(bound, to: &bytes) } else { bytes.append(contentsOf: null) }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func appendArray(_ value: PostgresValue, _ form: JSONForm, to bytes: inout [UInt8]) throws {
        var elements = try ArrayReader(value)
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        while let element = try elements.next() {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            switch element {
            case .null: bytes.append(contentsOf: null)
            case .value(let value): try form.append(value, to: &bytes)
            }
        }
        bytes.append(UInt8(ascii: "]"))
    }
}

/// A few ASCII characters on their way into an array.
private struct ShortText {
    /// Enough for an id in quotes, the longest there is.
    static let capacity = 40

    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

    mutating func put(_ byte: UInt8) {
        buffer[count] = byte
        count += 1
    }

    /// With zeros in front up to `width`; wider when the number is.
    mutating func put(_ number: UInt64, width: Int) {
        var (digits, limit): (Int, UInt64) = (1, 10)
        // No integer of 64 bits with a sign has more than 19.
        while digits < 19, number >= limit {
            digits += 1
            limit *= 10
        }
        let length = max(width, digits)
        var rest = number
        for place in (count..<count + length).reversed() {
            buffer[place] = 0x30 + UInt8(rest % 10)
            rest /= 10
        }
        count += length
    }

    mutating func put(_ date: CivilDate) {
        let (year, month, day) = date.components
        put(UInt64(year), width: 4)
        put(UInt8(ascii: "-"))
        put(UInt64(month), width: 2)
        put(UInt8(ascii: "-"))
        put(UInt64(day), width: 2)
    }
}
