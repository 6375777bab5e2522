/// The bounds a server holds every client to, all configurable; `rpc.hello` and `rpc.discover` show them.
package struct RPCLimits: Codable, Sendable, Hashable {
    /// Longest message that is read, in bytes; longer is answered -32007.
    package var requestBytes = 4 << 20
    /// Longest answer, in bytes; a longer one becomes -32008, a batch's -32011.
    package var responseBytes = 10 << 20
    /// Deepest nesting of arrays and objects.
    package var depth = 128
    /// Longest id, in bytes with its quotes.
    package var idBytes = 128
    /// Longest method name, in bytes.
    package var methodBytes = 128
    /// Longest header block of a `Content-Length` frame, in bytes.
    package var headerBytes = 4096
    /// So many unreadable messages in a row end the connection.
    package var errorsInARow = 10
    /// Most members of a batch; more is answered -32010.
    package var batchMembers = 100
    /// So many members of one batch run at a time.
    package var batchConcurrency = 8
    /// Calls in flight per connection. As many again are read and answered -32009, then reading stops.
    package var callsInFlight = 64
    /// Long polls in flight per connection, apart from the calls.
    package var longPolls = 16
    /// Calls in flight in the whole service; more are answered -32009.
    package var callsInService = 4096
    /// Connections at a time; one more is told -32009 and closed.
    package var connections = 1024
    /// Answers a client has not taken: above this, reading from it stops.
    package var outputSoftBytes = 256 << 10
    /// Answers a client has not taken: above this, the connection is cut.
    package var outputHardBytes = 16 << 20
    /// Time for the TLS handshake, where there is one, in milliseconds.
    package var handshakeMs = 10_000
    /// Time to authenticate, in milliseconds.
    package var authenticationMs = 10_000
    /// Time for an incomplete message, in milliseconds.
    package var incompleteMessageMs = 30_000
    /// Time without a message or a running call, in milliseconds.
    package var idleMs = 600_000
    /// What runs when the server shuts down may take so long, in milliseconds.
    package var drainMs = 20_000
    /// `timeoutMs` of a call that has none.
    package var defaultTimeoutMs = 30_000
    /// The highest `timeoutMs`.
    package var highestTimeoutMs = 120_000

    package init() {}
}
