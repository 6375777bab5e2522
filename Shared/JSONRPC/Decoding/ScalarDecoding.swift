/// A value that is one scalar, or stands for another value.
struct ScalarDecoding: SingleValueDecodingContainer {
    let session: DecodingSession
    let index: Int

    var codingPath: [any CodingKey] { session.codingPath(to: index) }

    func decodeNil() -> Bool { session.node(index).isNull }
    func decode(_: Bool.Type) throws -> Bool { try session.bool(at: index) }
    func decode(_: String.Type) throws -> String { try session.string(at: index) }
    func decode(_: Double.Type) throws -> Double { try session.double(at: index) }
    func decode(_: Float.Type) throws -> Float { Float(try session.double(at: index)) }
    func decode(_: Int.Type) throws -> Int { try session.integer(Int.self, at: index) }
    func decode(_: Int8.Type) throws -> Int8 { try session.integer(Int8.self, at: index) }
    func decode(_: Int16.Type) throws -> Int16 { try session.integer(Int16.self, at: index) }
    func decode(_: Int32.Type) throws -> Int32 { try session.integer(Int32.self, at: index) }
    func decode(_: Int64.Type) throws -> Int64 { try session.integer(Int64.self, at: index) }
    func decode(_: UInt.Type) throws -> UInt { try session.integer(UInt.self, at: index) }
    func decode(_: UInt8.Type) throws -> UInt8 { try session.integer(UInt8.self, at: index) }
    func decode(_: UInt16.Type) throws -> UInt16 { try session.integer(UInt16.self, at: index) }
    func decode(_: UInt32.Type) throws -> UInt32 { try session.integer(UInt32.self, at: index) }
    func decode(_: UInt64.Type) throws -> UInt64 { try session.integer(UInt64.self, at: index) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try session.decode(type, at: index) }
}
