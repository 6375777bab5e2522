import Contracts
import Postgres
import Values

enum FeedStatements {
    static let insert = Statement(
        "INSERT INTO changes (at, entity, id, verb, data, principal, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        Instant.self, String.self, String.self, String.self, RawJSON.self, String.self, UniqueID.self, access: .write)

    static let insertAll = Statement(
        """
        INSERT INTO changes (at, entity, id, verb, data, principal, entry)
        SELECT $1, n.entity, n.id, n.verb, n.data, $6, $7
        FROM unnest($2::text[], $3::text[], $4::text[], $5::jsonb[]) WITH ORDINALITY
            AS n (entity, id, verb, data, place)
        ORDER BY n.place
        """, Instant.self, [String].self, [String].self, [String].self, [RawJSON].self, String.self, UniqueID.self,
        access: .write)

    /// $1 and $2 are the position behind which to go on. No transaction that may still write stands before
    /// `pg_snapshot_xmin`, so nothing can appear later in front of a row that was read. `ORDER BY tx` would be the text of
    /// the first column, in which 1000 comes before 999.
    static let page = Statement(
        """
        SELECT tx || '.' || seq AS position, at, entity, id, verb, data FROM changes
        WHERE (tx, seq) > ($1::text::xid8, $2) AND tx < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY changes.tx, changes.seq LIMIT $3
        """, String.self, Int64.self, Int64.self
    ) { row in try change(&row) }

    /// As `Change` has it, member by member.
    static func change(_ row: inout Row) throws -> Change {
        Change(
            position: try row.next(), at: try row.next(), entity: try row.next(), id: try row.next(),
            verb: try row.next(), data: try row.next(RawJSON.self).decoded())
    }

    /// The newest change that is committed, also when `page` may not show it yet.
    static let latest = Statement(
        "SELECT tx::text, seq FROM changes ORDER BY changes.tx DESC, changes.seq DESC LIMIT 1"
    ) { row in FeedPosition(transaction: try row.next(), sequence: try row.next()) }
}
