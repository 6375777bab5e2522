import Values

/// How values of one type of PostgreSQL are written as JSON.
enum JSONForm {
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
        case .date: try Self.appendQuoted(to: &bytes) { Self.appendDate(try CivilDate(postgres: value), to: &$0) }
        case .instant: try Self.appendQuoted(to: &bytes) { Self.appendInstant(try Instant(postgres: value), to: &$0) }
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
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        for index in text.indices where text[index] < 0x20 || text[index] == 0x22 || text[index] == 0x5C {
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

    private static func appendQuoted(to bytes: inout [UInt8], _ body: (inout [UInt8]) throws -> Void) rethrows {
        bytes.append(UInt8(ascii: "\""))
        try body(&bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    private static func appendInteger(_ value: Int64, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = bytes.count
        repeat {
            bytes.append(0x30 + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private static func appendPadded(_ value: Int, _ width: Int, to bytes: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            bytes.append(0x30 + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }

    private static func appendUUID(_ id: UniqueID, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for nibble in 0..<32 {
            if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 { bytes.append(UInt8(ascii: "-")) }
            let word = nibble < 16 ? id.high : id.low
            bytes.append(hexadecimal[Int(word >> (60 - 4 * UInt64(nibble % 16)) & 0xF)])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func appendDate(_ date: CivilDate, to bytes: inout [UInt8]) {
        let (year, month, day) = date.components
        appendPadded(year, 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        appendPadded(month, 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        appendPadded(day, 2, to: &bytes)
    }

    /// As `Instant.description`: UTC, a fraction of no, three or six digits.
    private static func appendInstant(_ instant: Instant, to bytes: inout [UInt8]) {
        let dayLength: Int64 = 86_400_000_000
        let inDay = (instant.microseconds % dayLength + dayLength) % dayLength
        let days = (instant.microseconds - inDay) / dayLength
        let seconds = Int(inDay / 1_000_000)
        let fraction = Int(inDay % 1_000_000)
        appendDate(CivilDate(daysSinceEpoch: Int32(days)), to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        appendPadded(seconds / 3_600, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendPadded(seconds / 60 % 60, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        appendPadded(seconds % 60, 2, to: &bytes)
        if fraction > 0 {
            bytes.append(UInt8(ascii: "."))
            let isWhole = fraction.isMultiple(of: 1_000)
            appendPadded(isWhole ? fraction / 1_000 : fraction, isWhole ? 3 : 6, to: &bytes)
        }
        bytes.append(UInt8(ascii: "Z"))
    }

    private static func appendHexadecimal(_ value: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        appendQuoted(to: &bytes) { bytes in
            for byte in value {
                bytes.append(hexadecimal[Int(byte >> 4)])
                bytes.append(hexadecimal[Int(byte & 0xF)])
            }
        }
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
