/// `params._meta`: what every call may carry beside its parameters.
package struct CallMeta: Codable, Sendable, Hashable {
    /// How long the caller waits, 1…120,000 ms, default 30,000. It shrinks on the way down and reaches PostgreSQL.
    package var timeoutMs: Int?
    /// Required on a mutation: ≤ 128 bytes, scope (principal, method, key). The same key and params get the stored
    /// answer; other params get `IDEMPOTENCY_MISMATCH`.
    package var idempotencyKey: String?
    /// On a mutation: all checks and effects in a transaction that is rolled back; the answer says what would happen.
    package var dryRun: Bool?
    /// W3C Trace Context.
    package var traceparent: String?

    package init(
        timeoutMs: Int? = nil, idempotencyKey: String? = nil, dryRun: Bool? = nil, traceparent: String? = nil
    ) {
        self.timeoutMs = timeoutMs
        self.idempotencyKey = idempotencyKey
        self.dryRun = dryRun
        self.traceparent = traceparent
    }
}
