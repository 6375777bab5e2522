/// What a caller may say about one call. Inside a method the deadline and the trace of the method's own call hold too.
package struct CallOptions: Sendable {
    /// How long the caller waits at most; nil is 30 s.
    package var timeout: Duration?
    /// Required for mutations, 1…128 bytes. With it a mutation whose answer was lost is sent again.
    package var idempotencyKey: String?
    /// For a mutation: say what would happen, and change nothing.
    package var dryRun: Bool

    package init(timeout: Duration? = nil, idempotencyKey: String? = nil, dryRun: Bool = false) {
        self.timeout = timeout
        self.idempotencyKey = idempotencyKey
        self.dryRun = dryRun
    }
}
