/// A document on its way to JSON, its members in the order they are to be read in.
indirect enum DocumentNode: ExpressibleByStringLiteral {
    case string(String)
    case integer(Int)
    case bool(Bool)
    case array([DocumentNode])
    case object([(String, DocumentNode)])
    /// Written by its own `encode(to:)`: examples.
    case value(any Encodable)

    init(stringLiteral value: String) { self = .string(value) }

    /// An object without the members that are nil.
    static func members(_ members: [(String, DocumentNode?)]) -> DocumentNode {
        .object(members.compactMap { name, node in node.map { (name, $0) } })
    }
}

extension DocumentNode: Encodable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .string(let text):
            var container = encoder.singleValueContainer()
            try container.encode(text)
        case .integer(let number):
            var container = encoder.singleValueContainer()
            try container.encode(number)
        case .bool(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .object(let members):
            var container = encoder.container(keyedBy: Name.self)
            for (name, node) in members { try container.encode(node, forKey: Name(stringValue: name)) }
        case .value(let value):
            try value.encode(to: encoder)
        }
    }
}
