/// What JSON a type is made from and written as: the part of JSON Schema that contracts need.
package indirect enum Schema: Sendable, Hashable {
    case any
    case boolean
    case integer
    case number
    /// - Parameters:
    ///   - format: `date-time`, `date`, `uuid` …
    ///   - values: all there are, of an enumeration.
    ///   - expectation: in words, what the text must be.
    case string(format: String? = nil, values: [String]? = nil, expectation: String? = nil)
    case array(Schema)
    /// An object used as a dictionary, by any text.
    case dictionary(Schema)
    case object([Member])
    /// A component of the document, by its name.
    case reference(String)

    package struct Member: Sendable, Hashable {
        package let name: String
        package let schema: Schema
        package let isRequired: Bool
        /// From the member's doc comment.
        package let description: String?
    }
}

extension Schema {
    /// As JSON Schema draft 7.
    func document(description: String? = nil) -> DocumentNode {
        var members: [(String, DocumentNode?)] = []
        switch self {
        case .any:
            break
        case .boolean:
            members = [("type", "boolean")]
        case .integer:
            members = [("type", "integer")]
        case .number:
            members = [("type", "number")]
        case .string(let format, let values, let expectation):
            members = [
                ("type", "string"), ("format", format.map { .string($0) }),
                ("enum", values.map { .array($0.map { .string($0) }) }),
            ]
            if description == nil { members.append(("description", expectation.map { .string($0) })) }
        case .array(let element):
            members = [("type", "array"), ("items", element.document())]
        case .dictionary(let value):
            members = [("type", "object"), ("additionalProperties", value.document())]
        case .object(let properties):
            let required = properties.filter(\.isRequired).map { DocumentNode.string($0.name) }
            members = [
                ("type", "object"),
                ("properties", .object(properties.map { ($0.name, $0.schema.document(description: $0.description)) })),
                ("required", required.isEmpty ? nil : .array(required)),
                ("additionalProperties", .bool(false)),
            ]
        case .reference(let name):
            // Beside $ref draft 7 ignores everything, so a description needs an object around it.
            let reference = DocumentNode.string("#/components/schemas/\(name)")
            guard let description else { return .object([("$ref", reference)]) }
            return .object([
                ("description", .string(description)), ("allOf", .array([.object([("$ref", reference)])])),
            ])
        }
        return .members([("description", description.map { .string($0) })] + members)
    }
}
