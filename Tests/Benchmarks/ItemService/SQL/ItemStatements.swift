import Shared

/// What the benchmark runs; its peers run the same texts (`Tests/Benchmarks/database`, `peers/rust/database`).
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

    /// A durable write that happens once for its key, and nothing beside it: what the peer does.
    static let insert = Statement(
        """
        WITH gate AS (
            INSERT INTO keys (key, at) VALUES ($1, $4) ON CONFLICT ON CONSTRAINT keys_pkey DO NOTHING RETURNING key
        )
        INSERT INTO entries (id, name, quantity, at) SELECT key, $2, $3, $4 FROM gate
        """, UniqueID.self, String.self, Int32.self, Instant.self, access: .groupable)

    /// The effect of a mutation, with the key, the change, the ledger's entry and the answer that every mutation has.
    static let put = GroupedEffect(
        "INSERT INTO entries (id, name, quantity, at) SELECT $1, $2, $3, $4 FROM gate", UniqueID.self, String.self,
        Int32.self, Instant.self)

    /// The tables of `Tests/Benchmarks/database/schema.sql` lie in the schema of the service.
    static let migration = Migration(version: 1, name: "nothing", sql: "SELECT 1")
}
