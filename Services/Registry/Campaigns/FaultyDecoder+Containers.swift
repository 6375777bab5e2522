import Yams

/// The members of a mapping. A name that is missing is reported; null counts as missing.
struct FaultyMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: FaultyDecoder
    let isMapping: Bool
    let members: [String: Node]

    var codingPath: [any CodingKey] { [] }
    /// Whoever asks for all keys takes every name.
    var allKeys: [Key] {
        decoder.asked.all.formUnion(members.keys)
        return members.keys.sorted().compactMap { Key(stringValue: $0) }
    }

    func contains(_ key: Key) -> Bool {
        decoder.asked.all.insert(key.stringValue)
        return members[key.stringValue] != nil
    }

    func decodeNil(forKey key: Key) -> Bool { isNull(members[key.stringValue]) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        decoder.asked.all.insert(key.stringValue)
        let path = decoder.path[key.stringValue]
        let node = members[key.stringValue]
        if isNull(node), isMapping {
            decoder.findings.reportStandIn(path, "required", "\(key.stringValue) is missing")
        }
        return try FaultyDecoder(node: isNull(node) ? nil : node, path: path, findings: decoder.findings).value(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedDecodingContainer<Nested> {
        nested(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer { nested(key).unkeyedContainer() }
    func superDecoder() -> any Decoder { decoder }
    func superDecoder(forKey key: Key) -> any Decoder { nested(key) }

    private func nested(_ key: Key) -> FaultyDecoder {
        decoder.asked.all.insert(key.stringValue)
        return FaultyDecoder(
            node: members[key.stringValue], path: decoder.path[key.stringValue], findings: decoder.findings)
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try generic(key) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try generic(key) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try generic(key) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try generic(key) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try generic(key) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try generic(key) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try generic(key) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try generic(key) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try generic(key) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try generic(key) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try generic(key) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try generic(key) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try generic(key) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try generic(key) }

    private func generic<Value: Decodable>(_ key: Key) throws -> Value { try decode(Value.self, forKey: key) }
}

/// The elements of a list.
struct FaultyElements: UnkeyedDecodingContainer {
    let decoder: FaultyDecoder
    let nodes: [Node]
    private(set) var currentIndex = 0

    init(decoder: FaultyDecoder, nodes: [Node]) {
        self.decoder = decoder
        self.nodes = nodes
    }

    var codingPath: [any CodingKey] { [] }
    var count: Int? { nodes.count }
    var isAtEnd: Bool { currentIndex == nodes.count }

    mutating func decodeNil() -> Bool {
        guard isNull(nodes[currentIndex]) else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().value(type) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedDecodingContainer<Nested> {
        next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { next().unkeyedContainer() }
    mutating func superDecoder() -> any Decoder { next() }

    private mutating func next() -> FaultyDecoder {
        defer { currentIndex += 1 }
        return FaultyDecoder(
            node: nodes[currentIndex], path: decoder.path[currentIndex], findings: decoder.findings)
    }
}

/// A value that is no mapping and no list. YAML's own guesses of types are not asked: `no` is a text where a text is
/// meant, and `08:30` is no number.
struct FaultyScalar: SingleValueDecodingContainer {
    let decoder: FaultyDecoder

    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { isNull(decoder.node) }
    func decode(_ type: String.Type) throws -> String { try decoder.text() }
    func decode(_ type: Bool.Type) throws -> Bool { try decoder.literal(type, "true or false") }
    func decode(_ type: Double.Type) throws -> Double { try decoder.literal(type, "a number") }
    func decode(_ type: Float.Type) throws -> Float { try decoder.literal(type, "a number") }
    func decode(_ type: Int.Type) throws -> Int { try integer() }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
    func decode(_ type: UInt.Type) throws -> UInt { try integer() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.value(type) }

    private func integer<Value: FixedWidthInteger>() throws -> Value {
        try decoder.literal(Value.self, "a whole number")
    }
}

/// A name without a value, `~` or `null`, unless it is quoted.
private func isNull(_ node: Node?) -> Bool {
    guard let node else { return true }
    guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
    return ["", "~", "null"].contains(scalar.string)
}
