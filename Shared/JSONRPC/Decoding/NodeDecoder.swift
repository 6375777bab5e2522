import Values

/// The `Decoder` of one node; two words, so it needs no allocation as an existential.
struct NodeDecoder: Decoder {
    let session: DecodingSession
    let index: Int

    var codingPath: [any CodingKey] { session.codingPath(to: index) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try session.object(at: index)
        return KeyedDecodingContainer(ObjectDecoding<Key>(session: session, object: index))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try ArrayDecoding(session: session, array: index)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        session.containers += 1
        return ScalarDecoding(session: session, index: index)
    }

    func raw() throws -> EncodedJSON {
        session.containers += 1
        return EncodedJSON(session.node(index))
    }
}

extension DecodingSession {
    func codingPath(to index: Int) -> [any CodingKey] {
        names(to: index).map { step in
            switch step {
            case .member(let name): AnyKey(stringValue: name)
            case .element(let index): AnyKey(stringValue: "[\(index)]")
            }
        }
    }
}
