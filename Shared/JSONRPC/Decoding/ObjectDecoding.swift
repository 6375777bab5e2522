/// The members of an object, or by-position params under their names.
struct ObjectDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let session: DecodingSession
    /// The index of the object, or of the array of by-position params.
    let object: Int
    private var isObject: Bool { session.document.word(object).tag == .object }

    var codingPath: [any CodingKey] { session.codingPath(to: object) }

    /// In the order of the message; a name that is no text, or no key of this type, is left out and so refused later.
    var allKeys: [Key] {
        let node = session.node(object)
        if !isObject { return (session.positional ?? []).prefix(node.count).compactMap(Key.init(stringValue:)) }
        return node.members.compactMap { $0.name.string.flatMap(Key.init(stringValue:)) }
    }

    /// The index of the member's value, marked as asked for; nil when there is no such member.
    private func find(_ name: String) -> Int? {
        guard isObject else { return findByPosition(name) }
        var name = name
        return name.withUTF8 { name in
            let end = session.document.word(object).payload
            let first = object + 1
            let start = session.cursor.object == object ? session.cursor.name : first
            return search(name, from: start, to: end) ?? search(name, from: first, to: start)
        }
    }

    private func search(_ name: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int? {
        let document = session.document
        var index = start
        while index < end {
            if document.isString(index, name) {
                session.mark(index)
                session.cursor = (object, index)
                return index + 1
            }
            index = document.next(index + 1)
        }
        return nil
    }

    private func findByPosition(_ name: String) -> Int? {
        guard let position = session.positional?.firstIndex(of: name) else { return nil }
        for (index, element) in session.node(object).elements.enumerated() where index == position {
            session.mark(element.index)
            return element.index
        }
        return nil
    }

    private func value(_ key: some CodingKey) throws -> Int {
        guard let index = find(key.stringValue) else {
            throw session.missing(key.stringValue, in: object)
        }
        return index
    }

    /// Nil when the member is absent or null.
    private func valueIfPresent(_ key: Key) -> Int? {
        guard let index = find(key.stringValue), session.document.word(index).tag != .null else { return nil }
        return index
    }

    func contains(_ key: Key) -> Bool { find(key.stringValue) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { session.document.word(try value(key)).tag == .null }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try decode(type, at: try value(key))
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let index = valueIfPresent(key) else { return nil }
        return try decode(type, at: index)
    }

    private func decode<Value: Decodable>(_ type: Value.Type, at index: Int) throws -> Value {
        let value = try session.decode(type, at: index)
        // What is inside has moved the cursor; without it here, an object of objects would be searched from its beginning
        // for each member.
        if isObject { session.cursor = (object, index - 1) }
        return value
    }

    func decode(_: Bool.Type, forKey key: Key) throws -> Bool { try session.bool(at: value(key)) }
    func decodeIfPresent(_: Bool.Type, forKey key: Key) throws -> Bool? {
        guard let index = valueIfPresent(key) else { return nil }
        return try session.bool(at: index)
    }
    func decode(_: String.Type, forKey key: Key) throws -> String { try session.string(at: value(key)) }
    func decodeIfPresent(_: String.Type, forKey key: Key) throws -> String? {
        guard let index = valueIfPresent(key) else { return nil }
        return try session.string(at: index)
    }
    func decode(_: Double.Type, forKey key: Key) throws -> Double { try session.double(at: value(key)) }
    func decodeIfPresent(_: Double.Type, forKey key: Key) throws -> Double? {
        guard let index = valueIfPresent(key) else { return nil }
        return try session.double(at: index)
    }
    func decode(_: Float.Type, forKey key: Key) throws -> Float { Float(try session.double(at: value(key))) }
    func decodeIfPresent(_: Float.Type, forKey key: Key) throws -> Float? {
        guard let index = valueIfPresent(key) else { return nil }
        return Float(try session.double(at: index))
    }
    func decode(_: Int.Type, forKey key: Key) throws -> Int { try session.integer(Int.self, at: value(key)) }
    func decodeIfPresent(_: Int.Type, forKey key: Key) throws -> Int? {
        guard let index = valueIfPresent(key) else { return nil }
        return try session.integer(Int.self, at: index)
    }
    func decode(_: Int8.Type, forKey key: Key) throws -> Int8 { try session.integer(Int8.self, at: value(key)) }
    func decodeIfPresent(_: Int8.Type, forKey key: Key) throws -> Int8? {
        guard let index = valueIfPresent(key) else { return nil }
        return try session.integer(Int8.self, at: index)
    }
    func decode(_: Int16.Type, forKey key: Key) throws -> Int16 { try session.integer(Int16.self, at: value(key)) }
    func decodeIfPresent(_: Int16.Type, forKey key: Key) throws -> Int16? {
        guard let index = valueIfPresent(key) else { return nil }
        return try session.integer(Int16.self, at: index)
    }
    func decode(_: Int32.Type, forKey key: Key) throws -> Int32 { try session.integer(Int32.self, at: value(key)) }
    func decodeIfPresent(_: Int32.Type, forKey key: Key) throws -> Int32? {
        guard let index = valueIfPresent(key) else { return nil }
        return try session.integer(Int32.self, at: index)
    }
    func decode(_: Int64.Type, forKey key: Key) throws -> Int64 { try session.integer(Int64.self, at: value(key)) }
    func decodeIfPresent(_: Int64.Type, forKey key: Key) throws -> Int64? {
        guard let index = valueIfPresent(key) else { return nil }
        return try session.integer(Int64.self, at: index)
    }
    func decode(_: UInt.Type, forKey key: Key) throws -> UInt { try session.integer(UInt.self, at: value(key)) }
    func decodeIfPresent(_: UInt.Type, forKey key: Key) throws -> UInt? {
        guard let index = valueIfPresent(key) else { return nil }
        return try session.integer(UInt.self, at: index)
    }
    func decode(_: UInt8.Type, forKey key: Key) throws -> UInt8 { try session.integer(UInt8.self, at: value(key)) }
    func decodeIfPresent(_: UInt8.Type, forKey key: Key) throws -> UInt8? {
        guard let index = valueIfPresent(key) else { return nil }
        return try session.integer(UInt8.self, at: index)
    }
    func decode(_: UInt16.Type, forKey key: Key) throws -> UInt16 { try session.integer(UInt16.self, at: value(key)) }
    func decodeIfPresent(_: UInt16.Type, forKey key: Key) throws -> UInt16? {
        guard let index = valueIfPresent(key) else { return nil }
        return try session.integer(UInt16.self, at: index)
    }
    func decode(_: UInt32.Type, forKey key: Key) throws -> UInt32 { try session.integer(UInt32.self, at: value(key)) }
    func decodeIfPresent(_: UInt32.Type, forKey key: Key) throws -> UInt32? {
        guard let index = valueIfPresent(key) else { return nil }
        return try session.integer(UInt32.self, at: index)
    }
    func decode(_: UInt64.Type, forKey key: Key) throws -> UInt64 { try session.integer(UInt64.self, at: value(key)) }
    func decodeIfPresent(_: UInt64.Type, forKey key: Key) throws -> UInt64? {
        guard let index = valueIfPresent(key) else { return nil }
        return try session.integer(UInt64.self, at: index)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try NodeDecoder(session: session, index: try value(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try ArrayDecoding(session: session, array: try value(key))
    }

    func superDecoder() throws -> any Decoder {
        NodeDecoder(session: session, index: try value(SuperKey()))
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        NodeDecoder(session: session, index: try value(key))
    }
}
