/// JSON that is written and read verbatim: a page already encoded, a stored answer, a part of a document that another
/// system owns. Only this module's coders know it.
package struct EncodedJSON: Hashable, Sendable, Codable {
    package let bytes: [UInt8]

    /// The caller vouches that `bytes` are one JSON value.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(_ node: JSONNode) {
        bytes = node.withRawBytes { Array($0) }
    }

    package init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? NodeDecoder else {
            let context = DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "no raw JSON here")
            throw DecodingError.typeMismatch(EncodedJSON.self, context)
        }
        self = try decoder.raw()
    }

    package func encode(to encoder: any Encoder) throws {
        guard let encoder = encoder as? ValueEncoder else {
            let context = EncodingError.Context(codingPath: encoder.codingPath, debugDescription: "no raw JSON here")
            throw EncodingError.invalidValue(self, context)
        }
        encoder.sink.writer.raw(bytes)
    }
}
