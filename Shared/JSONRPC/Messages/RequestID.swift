/// The id of a request: the JSON text as the peer wrote it, so that it is echoed byte for byte.
///
/// Two ids are equal when their texts are: `1` and `1.0`, or `"a"` and `"\u0061"`, are different ids, as they are to a
/// peer that compares what it gets back. Up to 15 bytes are held without an allocation.
package struct RequestID: Hashable, Sendable, CustomStringConvertible {
    /// The id as JSON text: a string with its quotes, a number or `null`.
    package let json: String

    /// The id of an answer to a request whose own id could not be read.
    package static let null = RequestID(json: "null")

    init(json: String) {
        self.json = json
    }

    /// An id for a request of our own.
    package init(_ number: UInt64) {
        self.json = String(number)
    }

    /// The number, when the id is an unsigned integer such as those of `init(_:)`; nil for every other id.
    package var number: UInt64? {
        UInt64(json)
    }

    package var description: String {
        json
    }

    /// Reads the id from a node, such as `params.id` of `rpc.cancel`.
    ///
    /// Nil when the node is neither string nor number nor null, or longer than the limit.
    package init?(_ node: JSONNode, limits: WireLimits = WireLimits()) {
        switch node.kind {
        case .string, .number, .null: break
        case .bool, .array, .object: return nil
        }
        guard node.rawByteCount <= limits.idBytes else { return nil }
        json = node.rawText
    }
}
