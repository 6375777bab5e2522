/// A decoder that has a value for everything, and notes what it was asked for.
final class SchemaRecording: Decoder {
    enum Outcome {
        case nothing
        case scalar(Schema)
        case object([Schema.Member])
    }

    let catalog: SchemaCatalog
    /// The type that is decoding, in the index of doc comments.
    let owner: String
    var outcome = Outcome.nothing
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    init(catalog: SchemaCatalog, owner: String) {
        self.catalog = catalog
        self.owner = owner
    }

    func container<Key: CodingKey>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> {
        if case .nothing = outcome { outcome = .object([]) }
        return KeyedDecodingContainer(MemberRecording<Key>(recording: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw SchemaCatalog.Failure(type: owner, reason: "it decodes an array itself; it needs to be a DescribedType")
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        ScalarRecording(recording: self)
    }

    func note(_ name: String, _ schema: Schema, isRequired: Bool) {
        guard case .object(var members) = outcome, !members.contains(where: { $0.name == name }) else { return }
        let description = FieldDocumentation.text["\(owner).\(name)"]
        members.append(Schema.Member(name: name, schema: schema, isRequired: isRequired, description: description))
        outcome = .object(members)
    }
}

private struct MemberRecording<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let recording: SchemaRecording
    let codingPath: [any CodingKey] = []
    let allKeys: [Key] = []

    func contains(_: Key) -> Bool { true }
    func decodeNil(forKey _: Key) throws -> Bool { false }

    func decode<Value: Decodable>(_: Value.Type, forKey key: Key) throws -> Value {
        let (schema, sample) = try recording.catalog.describe(Value.self)
        recording.note(key.stringValue, schema, isRequired: true)
        guard let sample else {
            throw SchemaCatalog.Failure(type: recording.owner, reason: "\(key.stringValue) contains its own type")
        }
        return sample
    }

    func decodeIfPresent<Value: Decodable>(_: Value.Type, forKey key: Key) throws -> Value? {
        let (schema, sample) = try recording.catalog.describe(Value.self)
        recording.note(key.stringValue, schema, isRequired: false)
        return sample
    }

    // The standard library calls these for the types it knows; all of them are described like any other.
    func decodeIfPresent(_: Bool.Type, forKey key: Key) throws -> Bool? { try optional(key) }
    func decodeIfPresent(_: String.Type, forKey key: Key) throws -> String? { try optional(key) }
    func decodeIfPresent(_: Double.Type, forKey key: Key) throws -> Double? { try optional(key) }
    func decodeIfPresent(_: Int.Type, forKey key: Key) throws -> Int? { try optional(key) }
    func decodeIfPresent(_: Int64.Type, forKey key: Key) throws -> Int64? { try optional(key) }

    private func optional<Value: Decodable>(_ key: Key) throws -> Value? {
        let (schema, sample) = try recording.catalog.describe(Value.self)
        recording.note(key.stringValue, schema, isRequired: false)
        return sample
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy _: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw nesting(key) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw nesting(key) }
    func superDecoder() throws -> any Decoder { throw nesting(nil) }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw nesting(key) }

    private func nesting(_ key: Key?) -> SchemaCatalog.Failure {
        SchemaCatalog.Failure(
            type: recording.owner, reason: "\(key?.stringValue ?? "super") is decoded by hand; it needs a type")
    }
}

private struct ScalarRecording: SingleValueDecodingContainer {
    let recording: SchemaRecording
    let codingPath: [any CodingKey] = []

    func decodeNil() -> Bool { false }

    func decode<Value: Decodable>(_: Value.Type) throws -> Value {
        let (schema, sample) = try recording.catalog.describe(Value.self)
        recording.outcome = .scalar(schema)
        guard let sample else {
            throw SchemaCatalog.Failure(type: recording.owner, reason: "it contains its own type")
        }
        return sample
    }
}
