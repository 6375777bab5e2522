/// A message as JSON-RPC 2.0 sees it, read from a document by ``Envelope/read(_:limits:)``.
package enum IncomingMessage: Sendable {
    /// A request or a notification.
    case call(IncomingCall)
    /// An answer to a request of our own.
    case response(IncomingResponse)
    /// Neither; to be answered with the fault under this id (null when the message's own could not be read).
    case invalid(id: RequestID, ProtocolFault)
}

/// A request, or a notification when it has no id.
package struct IncomingCall: Sendable {
    /// Nil for a notification, which is never answered.
    package let id: RequestID?
    let methodNode: JSONNode
    /// An object, an array, or nil when absent or null (two real clients send null).
    package let params: JSONNode?
    /// The top-level `traceparent`, unchecked; `params._meta.traceparent` is read with the params.
    package let traceparent: String?

    package var method: String {
        // What is no text was refused when the envelope was read.
        methodNode.string ?? ""
    }

    /// Calls `body` with the method's name in UTF-8, without making a string of it.
    package func withMethodBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        guard methodNode.word.tag == .string else {
            var name = method
            return name.withUTF8(body)
        }
        return withExtendedLifetime(methodNode.document) { body(methodNode.document.slice(methodNode.word)) }
    }
}

/// An answer to a request of our own.
package struct IncomingResponse: Sendable {
    package enum Outcome: Sendable {
        case result(JSONNode)
        case error(code: Int, message: String, data: JSONNode?)
    }

    /// Null when the peer could not read the id of what it answers.
    package let id: RequestID
    package let outcome: Outcome
}

/// What one document holds: one message, a batch of them, or neither.
package enum Envelope: Sendable {
    case single(IncomingMessage)
    /// One to `limits.batchMembers` members in their order, each read for itself.
    case batch([IncomingMessage])
    /// One error for the whole document, with id null: an empty batch, one too large, a bare scalar.
    case refused(ProtocolFault)
}
