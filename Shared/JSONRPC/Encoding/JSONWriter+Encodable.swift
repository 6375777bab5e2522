package import Values

extension JSONWriter {
    /// Any `Encodable` value, straight into the buffer: members in the order they are encoded (for synthesised
    /// conformances the order of declaration), nil members left out, integers exact.
    ///
    /// Throws `EncodingError` for a double that is not finite, and what the value's own `encode(to:)` throws. The buffer
    /// then holds half a value: cut it back to where it began.
    package mutating func encode(_ value: some Encodable) throws {
        try withSink { try $0.encode(value, depth: 0) }
    }

    /// As `encode`, with one more member at the end of the object that the value is: `_meta` in a call's params.
    package mutating func encode(_ value: some Encodable, adding name: StaticString, _ member: some Encodable) throws {
        let start = bytes.count
        try encode(value)
        guard bytes.count > start, bytes.last == UInt8(ascii: "}") else {
            let context = EncodingError.Context(codingPath: [], debugDescription: "must be an object")
            throw EncodingError.invalidValue(value, context)
        }
        bytes.removeLast()
        self.name(name)
        try encode(member)
        endObject()
    }

    /// Data of any shape; names sorted, so that equal values have equal bytes. Throws as `encode` does.
    package mutating func value(_ value: JSONValue) throws {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .int(let value): integer(value)
        case .double(let value): try finite(value)
        case .string(let value): string(value)
        case .array(let elements):
            beginArray()
            for element in elements { try self.value(element) }
            endArray()
        case .object(let members):
            beginObject()
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                self.name(name)
                try self.value(member)
            }
            endObject()
        }
    }

    mutating func finite(_ value: Double) throws {
        guard double(value) else {
            let context = EncodingError.Context(codingPath: [], debugDescription: "JSON has no number for \(value)")
            throw EncodingError.invalidValue(value, context)
        }
    }
}
