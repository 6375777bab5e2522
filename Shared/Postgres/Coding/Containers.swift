extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }

    package var isPostgresNull: Bool { map(\.isPostgresNull) ?? true }

    package func encode(into bytes: inout [UInt8]) { self?.encode(into: &bytes) }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }

    package static func accepts(_ type: PostgresType) -> Bool { Wrapped.accepts(type) }

    package static var postgresNull: Self? { .some(.none) }

    package static var postgresSample: Self? { .some(Wrapped.postgresSample) }

    package init(postgres value: PostgresValue) throws { self = try Wrapped(postgres: value) }
}

/// One-dimensional arrays; `[Element?]` has nulls in it.
extension Array: PostgresEncodable where Element: PostgresEncodable {
    package static var postgresType: PostgresType { Element.postgresType.array }

    package func encode(into bytes: inout [UInt8]) {
        bytes.appendBigEndian(Int32(isEmpty ? 0 : 1))
        bytes.appendBigEndian(Int32(contains(where: \.isPostgresNull) ? 1 : 0))
        bytes.appendBigEndian(Element.postgresType.rawValue)
        if isEmpty { return }
        bytes.appendBigEndian(Int32(count))
        bytes.appendBigEndian(Int32(1))
        for element in self {
            if element.isPostgresNull {
                bytes.appendBigEndian(Int32(-1))
            } else {
                bytes.appendWithLength { element.encode(into: &$0) }
            }
        }
    }
}

extension Array: PostgresDecodable where Element: PostgresDecodable {
    package static var postgresType: PostgresType { Element.postgresType.array }

    package static func accepts(_ type: PostgresType) -> Bool {
        type.element.map(Element.accepts) ?? type.isDefinedByUser
    }

    package init(postgres value: PostgresValue) throws {
        var elements = try ArrayReader(value)
        guard Element.accepts(elements.type) else {
            throw PostgresValueError("elements of \(Element.postgresType) expected, \(elements.type) came")
        }
        self = []
        while let element = try elements.next() {
            switch element {
            case .value(let value): append(try Element(postgres: value))
            case .null:
                guard let null = Element.postgresNull else { throw PostgresValueError("an element is null") }
                append(null)
            }
        }
    }
}

/// The elements of a one-dimensional array, as `array_send` writes them.
struct ArrayReader {
    enum Element {
        case null
        case value(PostgresValue)
    }

    let type: PostgresType
    private var reader: BinaryReader
    private var rest: Int32

    init(_ value: PostgresValue) throws {
        reader = BinaryReader(value.bytes)
        let dimensions = try reader.integer(Int32.self)
        _ = try reader.integer(Int32.self)
        type = PostgresType(rawValue: try reader.integer())
        guard dimensions <= 1 else { throw PostgresValueError("an array of \(dimensions) dimensions") }
        guard dimensions == 1 else {
            rest = 0
            return
        }
        rest = try reader.integer()
        _ = try reader.integer(Int32.self)
    }

    mutating func next() throws -> Element? {
        guard rest > 0 else { return nil }
        rest -= 1
        let length = try reader.integer(Int32.self)
        return length < 0 ? .null : .value(PostgresValue(bytes: try reader.take(Int(length)), type: type))
    }
}
