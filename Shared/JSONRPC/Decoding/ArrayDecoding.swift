/// The elements of an array.
struct ArrayDecoding: UnkeyedDecodingContainer {
    private let session: DecodingSession
    private let array: JSONNode
    private var element: Int
    private let end: Int
    private(set) var currentIndex = 0

    init(session: DecodingSession, array index: Int) throws {
        session.containers += 1
        let array = session.node(index)
        guard array.kind == .array else { throw session.mismatch("an array", at: index) }
        self.session = session
        self.array = array
        element = index + 1
        end = array.word.payload
    }

    var codingPath: [any CodingKey] { session.codingPath(to: array.index) }
    var count: Int? { array.count }
    var isAtEnd: Bool { element >= end }

    /// Gives `body` the next element and goes on behind it, if `body` does not throw.
    private mutating func take<Value>(_ body: (Int) throws -> Value) throws -> Value {
        guard !isAtEnd else {
            throw session.violation(.required, "must have more than \(currentIndex) elements", at: array.index)
        }
        let value = try body(element)
        element = session.node(element).next
        currentIndex += 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, session.node(element).isNull else { return false }
        return try take { _ in true }
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try take { [session] in try session.decode(type, at: $0) }
    }
    mutating func decode(_: Bool.Type) throws -> Bool { try take { [session] in try session.bool(at: $0) } }
    mutating func decode(_: String.Type) throws -> String { try take { [session] in try session.string(at: $0) } }
    mutating func decode(_: Double.Type) throws -> Double { try take { [session] in try session.double(at: $0) } }
    mutating func decode(_: Float.Type) throws -> Float { try take { [session] in Float(try session.double(at: $0)) } }
    mutating func decode(_: Int.Type) throws -> Int { try take { [session] in try session.integer(Int.self, at: $0) } }
    mutating func decode(_: Int8.Type) throws -> Int8 {
        try take { [session] in try session.integer(Int8.self, at: $0) }
    }
    mutating func decode(_: Int16.Type) throws -> Int16 {
        try take { [session] in try session.integer(Int16.self, at: $0) }
    }
    mutating func decode(_: Int32.Type) throws -> Int32 {
        try take { [session] in try session.integer(Int32.self, at: $0) }
    }
    mutating func decode(_: Int64.Type) throws -> Int64 {
        try take { [session] in try session.integer(Int64.self, at: $0) }
    }
    mutating func decode(_: UInt.Type) throws -> UInt {
        try take { [session] in try session.integer(UInt.self, at: $0) }
    }
    mutating func decode(_: UInt8.Type) throws -> UInt8 {
        try take { [session] in try session.integer(UInt8.self, at: $0) }
    }
    mutating func decode(_: UInt16.Type) throws -> UInt16 {
        try take { [session] in try session.integer(UInt16.self, at: $0) }
    }
    mutating func decode(_: UInt32.Type) throws -> UInt32 {
        try take { [session] in try session.integer(UInt32.self, at: $0) }
    }
    mutating func decode(_: UInt64.Type) throws -> UInt64 {
        try take { [session] in try session.integer(UInt64.self, at: $0) }
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try take { [session] in try NodeDecoder(session: session, index: $0).container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try take { [session] in try ArrayDecoding(session: session, array: $0) }
    }

    mutating func superDecoder() throws -> any Decoder {
        try take { [session] in NodeDecoder(session: session, index: $0) }
    }
}
