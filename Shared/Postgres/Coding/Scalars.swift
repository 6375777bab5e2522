extension Bool: PostgresCodable {
    package static var postgresType: PostgresType { .bool }

    package init(postgres value: PostgresValue) throws { self = try value.integer(UInt8.self) != 0 }

    package func encode(into bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }
}

extension Int16: PostgresCodable {
    package static var postgresType: PostgresType { .int2 }

    package init(postgres value: PostgresValue) throws { self = try value.integer() }

    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(self) }
}

extension Int32: PostgresCodable {
    package static var postgresType: PostgresType { .int4 }

    package static func accepts(_ type: PostgresType) -> Bool { type == .int4 || type == .int2 }

    package init(postgres value: PostgresValue) throws {
        self = value.type == .int2 ? Int32(try value.integer(Int16.self)) : try value.integer()
    }

    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(self) }
}

extension Int64: PostgresCodable {
    package static var postgresType: PostgresType { .int8 }

    package static func accepts(_ type: PostgresType) -> Bool { type == .int8 || type == .int4 || type == .int2 }

    package init(postgres value: PostgresValue) throws {
        switch value.type {
        case .int2: self = Int64(try value.integer(Int16.self))
        case .int4: self = Int64(try value.integer(Int32.self))
        default: self = try value.integer()
        }
    }

    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(self) }
}

/// `Int` travels as `int8`; columns of `int4` and `int2` widen on reading.
extension Int: PostgresCodable {
    package static var postgresType: PostgresType { .int8 }

    package static func accepts(_ type: PostgresType) -> Bool { Int64.accepts(type) }

    package init(postgres value: PostgresValue) throws { self = Int(try Int64(postgres: value)) }

    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(Int64(self)) }
}

extension Double: PostgresCodable {
    package static var postgresType: PostgresType { .float8 }

    package static func accepts(_ type: PostgresType) -> Bool { type == .float8 || type == .float4 }

    package init(postgres value: PostgresValue) throws {
        self =
            value.type == .float4
            ? Double(Float(bitPattern: try value.integer())) : Double(bitPattern: try value.integer())
    }

    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(bitPattern) }
}

/// `text` and what converts to it without loss, enumerations of the schema too.
extension String: PostgresCodable {
    package static var postgresType: PostgresType { .text }

    package static func accepts(_ type: PostgresType) -> Bool {
        switch type {
        case .text, .varchar, .bpchar, .name, .unknown: true
        default: type.isDefinedByUser
        }
    }

    package init(postgres value: PostgresValue) throws {
        guard let text = String(validating: value.bytes, as: UTF8.self) else {
            throw PostgresValueError("the text is not UTF-8")
        }
        self = text
    }

    package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }
}

/// A `bytea`. A wrapper, so that `[UInt8]` cannot be taken for an array of small integers.
package struct Bytes: PostgresCodable, Hashable {
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package static var postgresType: PostgresType { .bytea }

    package init(postgres value: PostgresValue) throws { bytes = Array(value.bytes) }

    package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: self.bytes) }
}

/// Hexadecimal digits of either case, written in lower case.
extension Bytes: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let digits = Array(try container.decode(String.self).utf8)
        let pairs = stride(from: 0, to: digits.count, by: 2).map {
            String(decoding: digits[$0...].prefix(2), as: UTF8.self)
        }
        let bytes = pairs.compactMap { $0.utf8.count == 2 ? UInt8($0, radix: 16) : nil }
        guard bytes.count == pairs.count else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no hexadecimal digits")
        }
        self.init(bytes)
    }

    package func encode(to encoder: any Encoder) throws {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }
        var container = encoder.singleValueContainer()
        try container.encode(String(decoding: text, as: UTF8.self))
    }
}

/// A text that has a type of its own in Swift and is `text` in PostgreSQL: declare the conformance, nothing else.
///
///     extension Track: PostgresText {}
package protocol PostgresText: PostgresCodable, RawRepresentable where RawValue == String {}

extension PostgresText {
    package static var postgresType: PostgresType { .text }

    package static func accepts(_ type: PostgresType) -> Bool { String.accepts(type) }

    package init(postgres value: PostgresValue) throws {
        let text = try String(postgres: value)
        guard let parsed = Self(rawValue: text) else {
            throw PostgresValueError("the text is not one that \(Self.self) knows")
        }
        self = parsed
    }

    package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: rawValue.utf8) }
}

extension PostgresText where Self: CaseIterable {
    package static var postgresSample: Self? { allCases.first }
}
