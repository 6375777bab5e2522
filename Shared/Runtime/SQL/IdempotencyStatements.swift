import Postgres
import Values

enum IdempotencyStatements {
    /// Takes the key, or waits for the transaction that holds it, at most $6 (milliseconds as text: `lock_timeout` of
    /// this transaction). Nothing is inserted when that one was committed.
    static let take = Statement(
        """
        WITH bound AS MATERIALIZED (SELECT set_config('lock_timeout', $6, true))
        INSERT INTO idempotency (principal, method, key, fingerprint, recorded_at)
        SELECT $1, $2, $3, $4, $5 FROM bound
        ON CONFLICT ON CONSTRAINT idempotency_pkey DO NOTHING
        """, String.self, String.self, String.self, Bytes.self, Instant.self, String.self, access: .write)

    /// In a statement of its own: the one that met the conflict does not see the winner's row. The lock is something to
    /// commit, see `MutationRun`.
    static let stored = Statement(
        """
        SELECT fingerprint, answer FROM idempotency WHERE principal = $1 AND method = $2 AND key = $3 FOR KEY SHARE
        """,
        String.self, String.self, String.self, access: .write
    ) { row in StoredAnswer(fingerprint: try row.next(), answer: try row.next()) }
}

struct StoredAnswer: Sendable {
    let fingerprint: Bytes
    let answer: String?
}
