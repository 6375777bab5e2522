import Values

/// A type whose schema cannot be found by watching it decode, because it checks what it decodes.
protocol DescribedType {
    static var schema: Schema { get }
    /// Any value, for what contains it to be decoded.
    static var sample: Self { get }
}

extension Instant: DescribedType {
    static var schema: Schema { .string(format: "date-time", expectation: expectation) }
    static var sample: Instant { .min }
}

extension CivilDate: DescribedType {
    static var schema: Schema { .string(format: "date", expectation: expectation) }
    static var sample: CivilDate { .min }
}

extension LocalTime: DescribedType {
    static var schema: Schema { .string(expectation: expectation) }
    // A literal that its own parser accepts.
    static var sample: LocalTime { LocalTime("09:00")! }
}

extension Zone: DescribedType {
    static var schema: Schema { .string(expectation: expectation) }
    static var sample: Zone { .utc }
}

extension UniqueID: DescribedType {
    static var schema: Schema { .string(format: "uuid", expectation: expectation) }
    static var sample: UniqueID { UniqueID(high: 0, low: 0) }
}

extension ID: DescribedType {
    static var schema: Schema { UniqueID.schema }
    static var sample: ID { ID(.sample) }
}

extension Code: DescribedType {
    static var schema: Schema { .string() }
    static var sample: Code { Code("") }
}

extension JSONValue: DescribedType {
    static var schema: Schema { .any }
    static var sample: JSONValue { .null }
}

extension Bool: DescribedType {
    static var schema: Schema { .boolean }
    static var sample: Bool { false }
}

extension String: DescribedType {
    static var schema: Schema { .string() }
    static var sample: String { "" }
}

extension Double: DescribedType {
    static var schema: Schema { .number }
    static var sample: Double { 0 }
}

extension Int: DescribedType {
    static var schema: Schema { .integer }
    static var sample: Int { 1 }
}

extension Int64: DescribedType {
    static var schema: Schema { .integer }
    static var sample: Int64 { 1 }
}

/// A type whose schema is made of those of its parts, and which has a value without any.
protocol ComposedType {
    static func schema(in catalog: SchemaCatalog) throws -> Schema
    static var empty: Self { get }
}

extension Array: ComposedType where Element: Decodable {
    static func schema(in catalog: SchemaCatalog) throws -> Schema { .array(try catalog.schema(of: Element.self)) }
    static var empty: [Element] { [] }
}

extension Set: ComposedType where Element: Decodable {
    static func schema(in catalog: SchemaCatalog) throws -> Schema { .array(try catalog.schema(of: Element.self)) }
    static var empty: Set<Element> { [] }
}

extension Dictionary: ComposedType where Value: Decodable {
    static func schema(in catalog: SchemaCatalog) throws -> Schema { .dictionary(try catalog.schema(of: Value.self)) }
    static var empty: [Key: Value] { [:] }
}

extension Optional: ComposedType where Wrapped: Decodable {
    static func schema(in catalog: SchemaCatalog) throws -> Schema { try catalog.schema(of: Wrapped.self) }
    static var empty: Wrapped? { nil }
}
