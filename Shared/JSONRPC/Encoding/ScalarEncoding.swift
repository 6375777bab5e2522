/// A value that is one scalar, or stands for another value.
struct ScalarEncoding: SingleValueEncodingContainer {
    let sink: EncodingSink
    let depth: Int

    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() { sink.writer.null() }
    mutating func encode(_ value: Bool) { sink.writer.bool(value) }
    mutating func encode(_ value: String) { sink.writer.string(value) }
    mutating func encode(_ value: Double) throws { try sink.writer.finite(value) }
    mutating func encode(_ value: Float) throws { try sink.writer.finite(Double(value)) }
    mutating func encode(_ value: Int) { sink.writer.integer(value) }
    mutating func encode(_ value: Int8) { sink.writer.integer(value) }
    mutating func encode(_ value: Int16) { sink.writer.integer(value) }
    mutating func encode(_ value: Int32) { sink.writer.integer(value) }
    mutating func encode(_ value: Int64) { sink.writer.integer(value) }
    mutating func encode(_ value: UInt) { sink.writer.integer(value) }
    mutating func encode(_ value: UInt8) { sink.writer.integer(value) }
    mutating func encode(_ value: UInt16) { sink.writer.integer(value) }
    mutating func encode(_ value: UInt32) { sink.writer.integer(value) }
    mutating func encode(_ value: UInt64) { sink.writer.integer(value) }
    mutating func encode<Value: Encodable>(_ value: Value) throws { try sink.encode(value, depth: depth) }
}
