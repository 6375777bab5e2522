/// How a connection's messages are told apart, and so how its answers are written.
package enum Framing: Hashable, Sendable {
    /// JSON values one after the other; an answer is one line.
    case stream(LineEnding)
    /// The header of the language server protocol: `Content-Length: n`, an empty line, n bytes.
    case contentLength
    /// `n:`, n bytes, `,`.
    case netstring

    /// What ends the lines of a stream: the client's own, a newline until it has sent one.
    package enum LineEnding: Hashable, Sendable {
        case newline, carriageReturnNewline
    }
}
