/// The elements of an array.
struct ArrayEncoding: UnkeyedEncodingContainer {
    let sink: EncodingSink
    let bracket: EncodingSink.Bracket
    let depth: Int
    private(set) var count = 0

    init(sink: EncodingSink, bracket: EncodingSink.Bracket, depth: Int) {
        self.sink = sink
        self.bracket = bracket
        self.depth = depth
    }

    var codingPath: [any CodingKey] { [] }

    private mutating func element() throws {
        try sink.enter(bracket, depth: depth)
        count += 1
    }

    mutating func encodeNil() throws {
        try element()
        sink.writer.null()
    }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        try element()
        try sink.encode(value, depth: depth)
    }

    mutating func encode(_ value: Bool) throws {
        try element()
        sink.writer.bool(value)
    }

    mutating func encode(_ value: String) throws {
        try element()
        sink.writer.string(value)
    }

    mutating func encode(_ value: Double) throws {
        try element()
        try sink.writer.finite(value)
    }

    mutating func encode(_ value: Float) throws {
        try element()
        try sink.writer.finite(Double(value))
    }

    mutating func encode(_ value: Int) throws {
        try element()
        sink.writer.integer(value)
    }

    mutating func encode(_ value: Int8) throws {
        try element()
        sink.writer.integer(value)
    }

    mutating func encode(_ value: Int16) throws {
        try element()
        sink.writer.integer(value)
    }

    mutating func encode(_ value: Int32) throws {
        try element()
        sink.writer.integer(value)
    }

    mutating func encode(_ value: Int64) throws {
        try element()
        sink.writer.integer(value)
    }

    mutating func encode(_ value: UInt) throws {
        try element()
        sink.writer.integer(value)
    }

    mutating func encode(_ value: UInt8) throws {
        try element()
        sink.writer.integer(value)
    }

    mutating func encode(_ value: UInt16) throws {
        try element()
        sink.writer.integer(value)
    }

    mutating func encode(_ value: UInt32) throws {
        try element()
        sink.writer.integer(value)
    }

    mutating func encode(_ value: UInt64) throws {
        try element()
        sink.writer.integer(value)
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy _: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        elementOrTrap()
        let bracket = sink.nested(depth: depth, opening: UInt8(ascii: "{"), closing: UInt8(ascii: "}"))
        return KeyedEncodingContainer(ObjectEncoding<NestedKey>(sink: sink, bracket: bracket, depth: depth + 1))
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        elementOrTrap()
        let bracket = sink.nested(depth: depth, opening: UInt8(ascii: "["), closing: UInt8(ascii: "]"))
        return ArrayEncoding(sink: sink, bracket: bracket, depth: depth + 1)
    }

    mutating func superEncoder() -> any Encoder {
        elementOrTrap()
        return ValueEncoder(sink: sink, depth: depth)
    }

    /// These calls cannot throw, and writing on into another container would be corrupt output.
    private mutating func elementOrTrap() {
        do {
            try element()
        } catch {
            preconditionFailure("an element is asked of a container whose parent went on")
        }
    }
}
