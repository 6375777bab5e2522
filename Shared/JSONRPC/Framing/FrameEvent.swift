/// What a ``MessageFramer`` found in the bytes it was given.
package enum FrameEvent: Sendable {
    /// A complete, well-formed JSON value that owns its bytes; the answer goes out in `answer`.
    case message(JSONDocument, answer: Framing)
    /// Something that is to be answered with one error of id null. When `closes`, the connection is to be closed after
    /// that answer, and the framer reads nothing more.
    case refused(ProtocolFault, answer: Framing, closes: Bool)
}
