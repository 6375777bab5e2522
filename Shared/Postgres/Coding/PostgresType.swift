/// A type of PostgreSQL by its object id. The built-in ids never change between versions.
package struct PostgresType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    private init(_ rawValue: UInt32) { self.rawValue = rawValue }

    package static let bool = PostgresType(16)
    package static let bytea = PostgresType(17)
    package static let name = PostgresType(19)
    package static let int8 = PostgresType(20)
    package static let int2 = PostgresType(21)
    package static let int4 = PostgresType(23)
    package static let text = PostgresType(25)
    package static let oid = PostgresType(26)
    package static let json = PostgresType(114)
    package static let float4 = PostgresType(700)
    package static let float8 = PostgresType(701)
    package static let unknown = PostgresType(705)
    package static let bpchar = PostgresType(1042)
    package static let varchar = PostgresType(1043)
    package static let date = PostgresType(1082)
    package static let timestamptz = PostgresType(1184)
    package static let numeric = PostgresType(1700)
    package static let void = PostgresType(2278)
    package static let uuid = PostgresType(2950)
    package static let jsonb = PostgresType(3802)
    package static let tstzrange = PostgresType(3910)
    package static let daterange = PostgresType(3912)

    /// Built-in element types with the ids of their array types and names, as `pg_type` has them.
    private static let catalog: [(type: PostgresType, array: UInt32, name: String)] = [
        (.bool, 1000, "bool"), (.bytea, 1001, "bytea"), (.name, 1003, "name"), (.int8, 1016, "int8"),
        (.int2, 1005, "int2"), (.int4, 1007, "int4"), (.text, 1009, "text"), (.oid, 1028, "oid"),
        (.json, 199, "json"), (.float4, 1021, "float4"), (.float8, 1022, "float8"), (.unknown, 0, "unknown"),
        (.bpchar, 1014, "bpchar"), (.varchar, 1015, "varchar"), (.date, 1182, "date"),
        (.timestamptz, 1185, "timestamptz"), (.numeric, 1231, "numeric"), (.void, 0, "void"),
        (.uuid, 2951, "uuid"), (.jsonb, 3807, "jsonb"), (.tstzrange, 3911, "tstzrange"),
        (.daterange, 3913, "daterange"),
    ]

    private static let arrays = Dictionary(uniqueKeysWithValues: catalog.map { ($0.type, PostgresType($0.array)) })
    private static let elements = Dictionary(
        uniqueKeysWithValues: catalog.filter { $0.array != 0 }.map { (PostgresType($0.array), $0.type) })
    private static let names = Dictionary(uniqueKeysWithValues: catalog.map { ($0.type, $0.name) })

    /// The array type of this element type; `unknown` for types without one here.
    package var array: PostgresType { Self.arrays[self] ?? .unknown }

    /// The element type when this is an array of a built-in type.
    package var element: PostgresType? { Self.elements[self] }

    /// Enumerations, domains and types of extensions have ids from here on, different in each database.
    package var isDefinedByUser: Bool { rawValue >= 16_384 }

    package static func == (left: PostgresType, right: PostgresType) -> Bool { left.rawValue == right.rawValue }

    package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension PostgresType: CustomStringConvertible {
    /// The name PostgreSQL prints, `oid 16412` for types it does not ship.
    package var description: String {
        if let name = Self.names[self] { return name }
        if let element { return "\(element)[]" }
        return "oid \(rawValue)"
    }
}
