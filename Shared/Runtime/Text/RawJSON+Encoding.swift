import JSONRPC
package import Postgres

extension RawJSON {
    /// The value as the wire's own encoder writes it.
    package init(encoding value: some Encodable) throws {
        var writer = JSONWriter()
        try writer.encode(value)
        self.init(writer.bytes)
    }

    /// The value that was encoded. Throws `DecodingViolation`, or `JSONSyntaxError` when the text is no JSON.
    package func decoded<Value: Decodable>(as _: Value.Type = Value.self) throws -> Value {
        try JSONDocument.parse(bytes).root.decode(Value.self, path: "data")
    }
}
