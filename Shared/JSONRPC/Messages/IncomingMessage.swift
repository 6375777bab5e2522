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
    private let document: JSONDocument
    private let methodIndex: Int
    /// 0 when they are absent or null.
    private let paramsIndex: Int
    /// The top-level `traceparent`, unchecked; `params._meta.traceparent` is read with the params.
    package let traceparent: String?

    init(id: RequestID?, document: JSONDocument, methodIndex: Int, paramsIndex: Int, traceparent: String?) {
        self.id = id
        self.document = document
        self.methodIndex = methodIndex
        self.paramsIndex = paramsIndex
        self.traceparent = traceparent
    }

    /// An object, an array, or nil when absent or null (two real clients send null).
    package var params: JSONNode? {
        paramsIndex == 0 ? nil : JSONNode(document: document, index: paramsIndex)
    }

    package var method: String {
        // What is no text was refused when the envelope was read.
        JSONNode(document: document, index: methodIndex).string ?? ""
    }

    /// Calls `body` with the method's name in UTF-8, without making a string of it.
    package func withMethodBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let word = document.word(methodIndex)
        guard word.tag == .string else {
            var name = method
            return name.withUTF8(body)
        }
        return withExtendedLifetime(document) { body(document.slice(word)) }
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
