import Shared

/// What the database benchmark runs; its peers run the same texts (Tests/Benchmarks/database).
enum ItemStatements {
    static let get = Statement(
        """
        SELECT id, name, region_code AS "regionCode", quantity, note, updated_at AS "updatedAt"
        FROM items WHERE id = $1
        """, Int64.self)

    static let page = Statement(
        """
        SELECT id, name, region_code AS "regionCode", quantity, note, updated_at AS "updatedAt"
        FROM items WHERE id > $1 ORDER BY id LIMIT 50
        """, Int64.self)

    /// A durable write that happens once for its key.
    static let insert = Statement(
        """
        WITH gate AS (
            INSERT INTO keys (key, at) VALUES ($1, $4) ON CONFLICT ON CONSTRAINT keys_pkey DO NOTHING RETURNING key
        )
        INSERT INTO entries (id, name, quantity, at) SELECT key, $2, $3, $4 FROM gate
        """, UniqueID.self, String.self, Int32.self, Instant.self, access: .groupable)

    /// As `insert`, with the rows that a mutation of a service has as well: its change and its entry in the ledger.
    static let mutate = Statement(
        """
        WITH gate AS (
            INSERT INTO keys (key, at) VALUES ($1, $4) ON CONFLICT ON CONSTRAINT keys_pkey DO NOTHING RETURNING key
        ), effect AS (
            INSERT INTO entries (id, name, quantity, at) SELECT key, $2, $3, $4 FROM gate RETURNING id
        ), change AS (
            INSERT INTO changes (entry_id, at) SELECT id, $4 FROM effect RETURNING entry_id
        )
        INSERT INTO ledger (entry_id, principal, digest, at) SELECT entry_id, $5, $6, $4 FROM change
        """, UniqueID.self, String.self, Int32.self, Instant.self, String.self, Bytes.self, access: .groupable)
}
