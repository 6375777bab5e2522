/// Takes the params of an example apart into its members, each still a value, as OpenRPC wants them.
final class MemberSplitting: Encoder {
    private(set) var members: [(name: String, value: any Encodable)] = []
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    struct NotAnObject: Error {}

    /// Nil when the value is not written as an object.
    static func members(of value: any Encodable) -> [(name: String, value: any Encodable)]? {
        let splitting = MemberSplitting()
        do {
            try value.encode(to: splitting)
        } catch {
            return nil
        }
        return splitting.members
    }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(Container<Key>(splitting: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { Refusal() }
    func singleValueContainer() -> any SingleValueEncodingContainer { Refusal() }

    private struct Container<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let splitting: MemberSplitting
        let codingPath: [any CodingKey] = []

        func encodeNil(forKey _: Key) throws {}

        func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
            splitting.members.append((key.stringValue, value))
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy _: Nested.Type, forKey _: Key
        ) -> KeyedEncodingContainer<Nested> { KeyedEncodingContainer(Container<Nested>(splitting: MemberSplitting())) }

        func nestedUnkeyedContainer(forKey _: Key) -> any UnkeyedEncodingContainer { Refusal() }
        func superEncoder() -> any Encoder { MemberSplitting() }
        func superEncoder(forKey _: Key) -> any Encoder { MemberSplitting() }
    }

    /// What is not an object.
    private struct Refusal: UnkeyedEncodingContainer, SingleValueEncodingContainer {
        let codingPath: [any CodingKey] = []
        let count = 0

        func encodeNil() throws { throw NotAnObject() }
        func encode<Value: Encodable>(_: Value) throws { throw NotAnObject() }
        func nestedContainer<Nested: CodingKey>(keyedBy _: Nested.Type) -> KeyedEncodingContainer<Nested> {
            KeyedEncodingContainer(Container<Nested>(splitting: MemberSplitting()))
        }
        func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { Refusal() }
        func superEncoder() -> any Encoder { MemberSplitting() }
    }
}
