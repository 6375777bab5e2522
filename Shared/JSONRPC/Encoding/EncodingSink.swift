import Values

/// What the containers of one `encode` share: the buffer and the brackets that are open in it.
///
/// `Encodable` never says when a container is finished. So a container is closed when somebody writes to one outside of
/// it, or when the value that made it returns; each container remembers its bracket and refuses writes after that.
final class EncodingSink {
    struct Bracket {
        let closing: UInt8
        /// Unique in this sink, to tell a bracket from a later one at the same depth.
        let serial: Int
    }

    // One encode runs on one task, and no access to these spans a call to code that could reach them again: the check at
    // run time, a tenth of a small encode, would find nothing.
    @exclusivity(unchecked) var writer = JSONWriter()
    @exclusivity(unchecked) private var open: [Bracket] = []
    @exclusivity(unchecked) private var lastSerial = 0

    /// Ready for another encode; one that failed has left brackets open.
    func reset() {
        open.removeAll(keepingCapacity: open.capacity <= 64)
    }

    /// Encodes a value inside of `depth` open brackets.
    func encode<Value: Encodable>(_ value: Value, depth: Int) throws {
        if Value.self == JSONValue.self, let value = value as? JSONValue {
            return try writer.value(value)
        }
        let start = writer.bytes.count
        try value.encode(to: ValueEncoder(sink: self, depth: depth))
        close(to: depth)
        // A type without members asks for no container.
        if writer.bytes.count == start {
            writer.beginObject()
            writer.endObject()
        }
    }

    /// The container of the value inside of `depth` brackets: opened at the first call, the same at every other.
    func container(depth: Int, opening: UInt8, closing: UInt8) -> Bracket {
        if open.count > depth, open[depth].closing == closing {
            return open[depth]
        }
        return nested(depth: depth, opening: opening, closing: closing)
    }

    /// A new container inside of `depth` brackets.
    func nested(depth: Int, opening: UInt8, closing: UInt8) -> Bracket {
        close(to: depth)
        writer.separate()
        writer.bytes.append(opening)
        lastSerial += 1
        let bracket = Bracket(closing: closing, serial: lastSerial)
        open.append(bracket)
        return bracket
    }

    /// Makes the container with this bracket the innermost one, so that it can be written to.
    func enter(_ bracket: Bracket, depth: Int) throws {
        guard open.count >= depth, open[depth - 1].serial == bracket.serial else {
            let context = EncodingError.Context(
                codingPath: [], debugDescription: "written to a container after its parent went on")
            throw EncodingError.invalidValue(bracket, context)
        }
        close(to: depth)
    }

    private func close(to depth: Int) {
        while open.count > depth {
            writer.bytes.append(open.removeLast().closing)
        }
    }
}

/// The `Encoder` of one value; two words, so it needs no allocation as an existential.
struct ValueEncoder: Encoder {
    let sink: EncodingSink
    let depth: Int

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
        let bracket = sink.container(depth: depth, opening: UInt8(ascii: "{"), closing: UInt8(ascii: "}"))
        return KeyedEncodingContainer(ObjectEncoding<Key>(sink: sink, bracket: bracket, depth: depth + 1))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        let bracket = sink.container(depth: depth, opening: UInt8(ascii: "["), closing: UInt8(ascii: "]"))
        return ArrayEncoding(sink: sink, bracket: bracket, depth: depth + 1)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        ScalarEncoding(sink: sink, depth: depth)
    }
}
