/// What is wrong with a message before any method sees it: a code and the specification's own text for it.
///
/// The RPC layer makes the wire's error object of it (`data.reason`, `traceId` and so on come from there).
package struct ProtocolFault: Error, Hashable, Sendable {
    /// The JSON-RPC error code.
    package let code: Int
    /// The message text; for the codes of the specification exactly its words.
    package let message: String
    /// What was found and where, in English; never a copy of the message's content beyond a name.
    package let detail: String
    /// The bound that was exceeded; nil when none was.
    package let limit: Int?

    private init(code: Int, message: String, detail: String, limit: Int? = nil) {
        self.code = code
        self.message = message
        self.detail = detail
        self.limit = limit
    }

    /// -32700: not JSON, or JSON deeper than the limit, or not a framing we know.
    package static func parseError(_ detail: String) -> ProtocolFault {
        ProtocolFault(code: -32700, message: "Parse error", detail: detail)
    }

    /// -32600: JSON, but not a request object.
    package static func invalidRequest(_ detail: String) -> ProtocolFault {
        ProtocolFault(code: -32600, message: "Invalid Request", detail: detail)
    }

    /// -32007: longer than the limit.
    package static func requestTooBig(limit: Int) -> ProtocolFault {
        ProtocolFault(
            code: -32007, message: "Request too big", detail: "a message has at most \(limit) bytes", limit: limit)
    }

    /// -32010: more members than the limit.
    package static func batchTooLarge(count: Int, limit: Int) -> ProtocolFault {
        ProtocolFault(
            code: -32010, message: "Batch request too large",
            detail: "the batch has \(count) members, at most \(limit) are read", limit: limit)
    }
}
