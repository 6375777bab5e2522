/// The members of an object.
struct ObjectEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let sink: EncodingSink
    let bracket: EncodingSink.Bracket
    let depth: Int

    var codingPath: [any CodingKey] { [] }

    private func name(_ key: some CodingKey) throws {
        try sink.enter(bracket, depth: depth)
        sink.writer.name(key.stringValue)
    }

    mutating func encodeNil(forKey key: Key) throws {
        try name(key)
        sink.writer.null()
    }

    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try name(key)
        try sink.encode(value, depth: depth)
    }

    mutating func encode(_ value: Bool, forKey key: Key) throws {
        try name(key)
        sink.writer.bool(value)
    }

    mutating func encode(_ value: String, forKey key: Key) throws {
        try name(key)
        sink.writer.string(value)
    }

    mutating func encode(_ value: Double, forKey key: Key) throws {
        try name(key)
        try sink.writer.finite(value)
    }

    mutating func encode(_ value: Float, forKey key: Key) throws {
        try name(key)
        try sink.writer.finite(Double(value))
    }

    mutating func encode(_ value: Int, forKey key: Key) throws {
        try name(key)
        sink.writer.integer(value)
    }

    mutating func encode(_ value: Int8, forKey key: Key) throws {
        try name(key)
        sink.writer.integer(value)
    }

    mutating func encode(_ value: Int16, forKey key: Key) throws {
        try name(key)
        sink.writer.integer(value)
    }

    mutating func encode(_ value: Int32, forKey key: Key) throws {
        try name(key)
        sink.writer.integer(value)
    }

    mutating func encode(_ value: Int64, forKey key: Key) throws {
        try name(key)
        sink.writer.integer(value)
    }

    mutating func encode(_ value: UInt, forKey key: Key) throws {
        try name(key)
        sink.writer.integer(value)
    }

    mutating func encode(_ value: UInt8, forKey key: Key) throws {
        try name(key)
        sink.writer.integer(value)
    }

    mutating func encode(_ value: UInt16, forKey key: Key) throws {
        try name(key)
        sink.writer.integer(value)
    }

    mutating func encode(_ value: UInt32, forKey key: Key) throws {
        try name(key)
        sink.writer.integer(value)
    }

    mutating func encode(_ value: UInt64, forKey key: Key) throws {
        try name(key)
        sink.writer.integer(value)
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy _: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        let bracket = nested(forKey: key, opening: UInt8(ascii: "{"), closing: UInt8(ascii: "}"))
        return KeyedEncodingContainer(ObjectEncoding<NestedKey>(sink: sink, bracket: bracket, depth: depth + 1))
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        let bracket = nested(forKey: key, opening: UInt8(ascii: "["), closing: UInt8(ascii: "]"))
        return ArrayEncoding(sink: sink, bracket: bracket, depth: depth + 1)
    }

    mutating func superEncoder() -> any Encoder {
        encoder(forKey: SuperKey())
    }

    mutating func superEncoder(forKey key: Key) -> any Encoder {
        encoder(forKey: key)
    }

    private func encoder(forKey key: some CodingKey) -> any Encoder {
        enterOrTrap()
        sink.writer.name(key.stringValue)
        return ValueEncoder(sink: sink, depth: depth)
    }

    private func nested(forKey key: Key, opening: UInt8, closing: UInt8) -> EncodingSink.Bracket {
        enterOrTrap()
        sink.writer.name(key.stringValue)
        return sink.nested(depth: depth, opening: opening, closing: closing)
    }

    /// These calls cannot throw, and writing on into another container would be corrupt output.
    private func enterOrTrap() {
        do {
            try sink.enter(bracket, depth: depth)
        } catch {
            preconditionFailure("a nested container is asked of a container whose parent went on")
        }
    }
}

/// The member that a superclass encodes itself under.
struct SuperKey: CodingKey {
    var stringValue: String { "super" }
    var intValue: Int? { nil }
    init() {}
    init?(stringValue: String) { nil }
    init?(intValue: Int) { nil }
}
