/// A value that can stand for `$1…` of a statement, sent in binary.
package protocol PostgresEncodable: Sendable {
    /// The type the parameter is declared with when the statement is prepared.
    static var postgresType: PostgresType { get }

    /// Whether SQL NULL is sent in place of bytes. Only optionals are.
    var isPostgresNull: Bool { get }

    /// Appends the value in PostgreSQL's binary format, without a length. Not called for null.
    func encode(into bytes: inout [UInt8])
}

extension PostgresEncodable {
    package var isPostgresNull: Bool { false }
}

/// A value that can be read from a column of a result, received in binary.
package protocol PostgresDecodable: Sendable {
    /// The type this value asks for; the one named in errors.
    static var postgresType: PostgresType { get }

    /// Whether a column of `type` loses nothing in this value: `Int64` takes an `int4`, not the other way round.
    static func accepts(_ type: PostgresType) -> Bool

    /// Reads the binary format; throws `PostgresValueError` when the bytes are not a value of this type.
    init(postgres value: PostgresValue) throws

    /// What SQL NULL becomes; nil refuses it. Only optionals take it.
    static var postgresNull: Self? { get }

    /// Any value, to try decoders without rows in the statement test; nil when none can be made.
    static var postgresSample: Self? { get }
}

extension PostgresDecodable {
    package static func accepts(_ type: PostgresType) -> Bool { type == postgresType }

    package static var postgresNull: Self? { nil }

    package static var postgresSample: Self? {
        guard let bytes = PostgresValue.sampleBytes(of: postgresType) else { return nil }
        return bytes.withUnsafeBytes { try? Self(postgres: PostgresValue(bytes: $0, type: postgresType)) }
    }
}

package typealias PostgresCodable = PostgresDecodable & PostgresEncodable

/// One not-null value of a result: bytes that live as long as the result, and their type.
package struct PostgresValue {
    package let bytes: UnsafeRawBufferPointer
    package let type: PostgresType

    package init(bytes: UnsafeRawBufferPointer, type: PostgresType) {
        self.bytes = bytes
        self.type = type
    }

    /// The whole value as one big-endian integer of exactly its width.
    package func integer<T: FixedWidthInteger>(_: T.Type = T.self) throws -> T {
        guard bytes.count == MemoryLayout<T>.size else {
            throw PostgresValueError("\(MemoryLayout<T>.size) bytes expected, \(bytes.count) came")
        }
        return T(bigEndian: bytes.loadUnaligned(as: T.self))
    }

    /// The smallest correct bytes of a type: zero, empty text, `null` as JSON.
    static func sampleBytes(of type: PostgresType) -> [UInt8]? {
        switch type {
        case .bool: [0]
        case .int2: [0, 0]
        case .int4, .float4, .date, .oid: [0, 0, 0, 0]
        case .int8, .float8, .timestamptz, .numeric: [UInt8](repeating: 0, count: 8)
        case .uuid: [UInt8](repeating: 0, count: 16)
        case .text, .bytea, .varchar, .bpchar, .name: []
        case .json: Array("null".utf8)
        case .jsonb: [1] + Array("null".utf8)
        case .tstzrange, .daterange: [1]
        default: type.element.map { [0, 0, 0, 0, 0, 0, 0, 0] + $0.rawValue.bigEndianBytes }
        }
    }
}

/// Why bytes are no value of a type. The row adds statement, column and types.
package struct PostgresValueError: Error, Sendable {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}

/// Reads big-endian integers and slices off the front of a composite value.
struct BinaryReader {
    private(set) var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func integer<T: FixedWidthInteger>(_: T.Type = T.self) throws -> T {
        let slice = try take(MemoryLayout<T>.size)
        return T(bigEndian: slice.loadUnaligned(as: T.self))
    }

    mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
        guard count >= 0, count <= rest.count else { throw PostgresValueError("the value ends too early") }
        defer { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count)) }
        return UnsafeRawBufferPointer(rebasing: rest.prefix(count))
    }
}

extension FixedWidthInteger {
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}

extension [UInt8] {
    mutating func appendBigEndian(_ value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    /// Writes `body` behind its length in four bytes, as elements of arrays and bounds of ranges have it.
    mutating func appendWithLength(_ body: (inout [UInt8]) -> Void) {
        let start = count
        appendBigEndian(Int32(0))
        body(&self)
        let length = Int32(count - start - 4).bigEndianBytes
        replaceSubrange(start..<start + 4, with: length)
    }
}
