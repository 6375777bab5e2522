/// The bounds every peer is held to (design.md §2), all configurable and all shown by `rpc.discover`.
package struct WireLimits: Hashable, Sendable {
    /// Longest message in bytes, without its frame. At most 128 MiB: the tape keeps lengths in 28 bits.
    package var messageBytes: Int
    /// Deepest nesting of arrays and objects.
    package var depth: Int
    /// Longest id in bytes, as it stands in the message (quotes included).
    package var idBytes: Int
    /// Longest method name in bytes.
    package var methodBytes: Int
    /// Most members of a batch.
    package var batchMembers: Int
    /// Longest header block of a `Content-Length` frame in bytes.
    package var headerBytes: Int
    /// So many unreadable messages in a row end the connection.
    package var errorsInARow: Int

    /// The limits for requests; a client raises `messageBytes` to what it accepts as an answer.
    package init(
        messageBytes: Int = 4 << 20, depth: Int = 128, idBytes: Int = 128, methodBytes: Int = 128,
        batchMembers: Int = 100, headerBytes: Int = 4096, errorsInARow: Int = 10
    ) {
        precondition(messageBytes <= 128 << 20, "the tape keeps lengths in 28 bits")
        self.messageBytes = messageBytes
        self.depth = depth
        self.idBytes = idBytes
        self.methodBytes = methodBytes
        self.batchMembers = batchMembers
        self.headerBytes = headerBytes
        self.errorsInARow = errorsInARow
    }
}
