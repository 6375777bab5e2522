import Contracts
import Postgres
import Values

enum LedgerStatements {
    /// Appends an entry, in the transaction of its effect: one INSERT of parameters, fit for a CTE of a statement that does
    /// more. $1 id, $2 at, $3 principal, $4 method, $5 params, $6 and $7 changes, $8 clock.
    static let append = Statement(
        """
        INSERT INTO ledger_entries (id, recorded_at, principal, method, params, change_count, changes, clock)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """, UniqueID.self, Instant.self, String.self, String.self, Bytes.self, Int32.self, Bytes.self, String.self,
        access: .write)

    /// As `append`, and stores the answer of the mutation under its key in the same round trip: $9 key, $10 answer.
    static let appendAndAnswer = Statement(
        """
        WITH entry AS (
            INSERT INTO ledger_entries (id, recorded_at, principal, method, params, change_count, changes, clock)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8))
        UPDATE idempotency SET answer = $10 WHERE principal = $3 AND method = $4 AND key = $9
        """, UniqueID.self, Instant.self, String.self, String.self, Bytes.self, Int32.self, Bytes.self, String.self,
        String.self, String.self, access: .write)

    static let adoptSuite = Statement(
        "INSERT INTO ledger_suites (suite) VALUES ($1) ON CONFLICT DO NOTHING", CryptographicSuite.self, access: .write)

    /// The last sealed row of each suite; position -1 before the first.
    static let heads = Statement(
        """
        SELECT s.suite, coalesce(c.position, -1), coalesce(c.generation, 0), coalesce(c.tx, '0')::text,
            coalesce(c.seq, 0), coalesce(c.head, decode(repeat('00', 32), 'hex'))
        FROM ledger_suites s
        LEFT JOIN LATERAL (
            SELECT * FROM ledger_chain WHERE suite = s.suite ORDER BY position DESC LIMIT 1) c ON true
        ORDER BY s.suite
        """, access: .write
    ) { row in
        LedgerHead(
            suite: try row.next(), position: try row.next(),
            place: LedgerPlace(generation: try row.next(), transaction: try row.next(), sequence: try row.next()),
            head: try row.next())
    }

    /// What is to be sealed behind a place, in order, $4 at most. Of this generation only what no running transaction can
    /// come before; of a former one everything, since none of its transactions runs any more.
    static let unsealed = Statement(
        """
        SELECT \(entryColumns) FROM ledger_entries e
        WHERE (e.generation, e.tx, e.seq) > ($1, $2::text::xid8, $3)
            AND (e.tx < pg_snapshot_xmin(pg_current_snapshot()) OR e.generation < \(newestGeneration))
        ORDER BY e.generation, e.tx, e.seq LIMIT $4
        """, Int32.self, String.self, Int64.self, Int.self, access: .write, decode: entry)

    static let seal = Statement(
        """
        INSERT INTO ledger_chain (suite, position, generation, tx, seq, entry, leaf, head, nodes)
        SELECT $1, n.position, n.generation, n.tx::xid8, n.seq, n.entry, n.leaf, n.head, n.nodes
        FROM unnest($2::bigint[], $3::int[], $4::text[], $5::bigint[], $6::uuid[], $7::bytea[], $8::bytea[], $9::bytea[])
            AS n (position, generation, tx, seq, entry, leaf, head, nodes)
        """, CryptographicSuite.self, [Int64].self, [Int32].self, [String].self, [Int64].self, [UniqueID].self,
        [Bytes].self, [Bytes].self, [Bytes].self, access: .write)

    static let insertCheckpoint = Statement(
        """
        INSERT INTO ledger_checkpoints (suite, size, content, signature) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """, CryptographicSuite.self, Int64.self, String.self, Bytes.self, access: .write)

    /// The hashes of complete subtrees, in the order asked for; null where one is missing. Each stands in the row of the
    /// chain that completes it, the leaf itself at level 0; of what was sealed before that it stands by itself.
    static let nodes = Statement(
        """
        SELECT CASE WHEN w.level = 0 THEN c.leaf
            WHEN octet_length(c.nodes) >= 32 * w.level THEN substr(c.nodes, 32 * (w.level - 1) + 1, 32)
            ELSE n.hash END
        FROM unnest($2::smallint[], $3::bigint[]) WITH ORDINALITY AS w (level, place, n)
        LEFT JOIN ledger_chain c ON c.suite = $1 AND c.position = ((w.place + 1) << w.level::int) - 1
        LEFT JOIN ledger_nodes n ON w.level > 0 AND n.suite = $1 AND n.level = w.level AND n.place = w.place
        ORDER BY w.n
        """, CryptographicSuite.self, [Int16].self, [Int64].self
    ) { row in try row.next(Bytes?.self) }

    static let newestCheckpoint = Statement(
        "SELECT content, signature FROM ledger_checkpoints WHERE suite = $1 ORDER BY size DESC LIMIT 1",
        CryptographicSuite.self
    ) { row in StoredCheckpoint(content: try row.next(), signature: try row.next()) }

    /// The first one of at least so many entries.
    static let checkpoint = Statement(
        "SELECT content, signature FROM ledger_checkpoints WHERE suite = $1 AND size >= $2 ORDER BY size LIMIT 1",
        CryptographicSuite.self, Int64.self
    ) { row in StoredCheckpoint(content: try row.next(), signature: try row.next()) }

    /// Those with a size behind $2 and not behind $3.
    static let checkpoints = Statement(
        """
        SELECT content, signature FROM ledger_checkpoints WHERE suite = $1 AND size > $2 AND size <= $3 ORDER BY size
        """, CryptographicSuite.self, Int64.self, Int64.self
    ) { row in StoredCheckpoint(content: try row.next(), signature: try row.next()) }

    /// Of the last checkpoint of at most $2 entries; 0 before the first.
    static let signedSize = Statement(
        "SELECT coalesce(max(size), 0) FROM ledger_checkpoints WHERE suite = $1 AND size <= $2",
        CryptographicSuite.self,
        Int64.self
    ) { row in try row.next(Int64?.self) ?? 0 }

    static let position = Statement(
        "SELECT position, leaf FROM ledger_chain WHERE suite = $1 AND entry = $2 ORDER BY position LIMIT 1",
        CryptographicSuite.self, UniqueID.self
    ) { row in (position: try row.next(Int64.self), leaf: try row.next(Bytes.self)) }

    /// Whether an entry waits behind the last sealed place, where there is never more than two seconds' worth.
    static let isUnsealed = Statement(
        """
        SELECT EXISTS (SELECT FROM ledger_entries e
            WHERE e.id = $1 AND (e.generation, e.tx, e.seq) > ($2, $3::text::xid8, $4))
        """, UniqueID.self, Int32.self, String.self, Int64.self
    ) { row in try row.next(Bool.self) }

    /// A stretch of the chain with the entry that stands at each row's place.
    static let stretch = Statement(
        """
        SELECT c.position, c.generation, c.tx::text, c.seq, c.entry, c.leaf, c.head, e.id, e.recorded_at, e.principal,
            e.method, e.params, e.change_count, e.changes, e.clock
        FROM ledger_chain c
        LEFT JOIN ledger_entries e ON e.generation = c.generation AND e.tx = c.tx AND e.seq = c.seq
        WHERE c.suite = $1 AND c.position >= $2 AND c.position < $3 ORDER BY c.position
        """, CryptographicSuite.self, Int64.self, Int64.self, decode: chained)

    /// Entries that stand between two places of the chain, the first left out.
    static let between = Statement(
        """
        SELECT \(entryColumns) FROM ledger_entries e
        WHERE (e.generation, e.tx, e.seq) > ($1, $2::text::xid8, $3)
            AND (e.generation, e.tx, e.seq) <= ($4, $5::text::xid8, $6)
        ORDER BY e.generation, e.tx, e.seq LIMIT $7
        """, Int32.self, String.self, Int64.self, Int32.self, String.self, Int64.self, Int.self, decode: entry)

    /// The change rows of entries, in their order: transactions at the same place of $1 and $2.
    static let changes = Statement(
        """
        SELECT c.entry, c.at, c.entity, c.id, c.verb, c.principal, c.data
        FROM unnest($1::text[], $2::uuid[]) AS n (tx, entry)
        JOIN changes c ON c.tx = n.tx::xid8 AND c.entry = n.entry
        ORDER BY c.tx, c.seq
        """, [String].self, [UniqueID].self
    ) { row in
        LedgerChangeRow(
            entry: try row.next(UniqueID?.self), at: try row.next(), entity: try row.next(), id: try row.next(),
            verb: try row.next(), principal: try row.next(), data: try row.next())
    }

    /// The generation that is written, and whether this cluster's transaction ids have not yet reached those that stand
    /// in it: then the rows come from another cluster.
    static let generation = Statement(
        """
        SELECT \(newestGeneration), pg_current_xact_id() <= coalesce(
            (SELECT tx FROM ledger_entries ORDER BY generation DESC, tx DESC, seq DESC LIMIT 1), '0')
        """, access: .write
    ) { row in (newest: try row.next(Int32?.self) ?? 1, isForeign: try row.next(Bool?.self) ?? false) }

    /// What is appended from now on belongs to generation $1. The default is a constant, so appending stays as cheap.
    static let setGeneration = Statement(
        "SELECT ledger_set_generation($1)", Int64.self, access: .write)

    /// The first entry of a new generation.
    static let appendOfGeneration = Statement(
        """
        INSERT INTO ledger_entries (
            generation, id, recorded_at, principal, method, params, change_count, changes, clock)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """, Int32.self, UniqueID.self, Instant.self, String.self, String.self, Bytes.self, Int32.self, Bytes.self,
        String.self, access: .write)

    private static let newestGeneration =
        "coalesce((SELECT generation FROM ledger_entries ORDER BY generation DESC LIMIT 1), 1)"

    private static let entryColumns = """
        e.generation, e.tx::text, e.seq, e.id, e.recorded_at, e.principal, e.method, e.params, e.change_count, e.changes,
        e.clock
        """

    @Sendable private static func entry(_ row: inout Row) throws -> StoredEntry {
        StoredEntry(
            place: LedgerPlace(generation: try row.next(), transaction: try row.next(), sequence: try row.next()),
            id: try row.next(), at: try row.next(), principal: try row.next(), method: try row.next(),
            params: try row.next(), changeCount: try row.next(), changes: try row.next(), clock: try row.next())
    }

    @Sendable private static func chained(_ row: inout Row) throws -> ChainRow {
        let position = try row.next(Int64.self)
        let place = LedgerPlace(
            generation: try row.next(), transaction: try row.next(), sequence: try row.next())
        let (entry, leaf, head) = (
            try row.next(UniqueID.self), try row.next(Bytes.self), try row.next(Bytes.self)
        )
        let (id, at) = (try row.next(UniqueID?.self), try row.next(Instant?.self))
        let (principal, method) = (try row.next(String?.self), try row.next(String?.self))
        let (params, count) = (try row.next(Bytes?.self), try row.next(Int32?.self))
        let (changes, clock) = (try row.next(Bytes?.self), try row.next(String?.self))
        var stored: StoredEntry?
        if let id, let at, let principal, let method, let params, let count, let changes, let clock {
            stored = StoredEntry(
                place: place, id: id, at: at, principal: principal, method: method, params: params, changeCount: count,
                changes: changes, clock: clock)
        }
        return ChainRow(position: position, place: place, entry: entry, leaf: leaf, head: head, stored: stored)
    }

    /// For the test that holds them against the schema.
    static let all: [AnyStatement] = [
        AnyStatement(append), AnyStatement(appendAndAnswer), AnyStatement(adoptSuite),
        AnyStatement(heads), AnyStatement(unsealed), AnyStatement(seal),
        AnyStatement(insertCheckpoint), AnyStatement(nodes), AnyStatement(newestCheckpoint), AnyStatement(checkpoint),
        AnyStatement(checkpoints),
        AnyStatement(signedSize), AnyStatement(position), AnyStatement(isUnsealed), AnyStatement(stretch),
        AnyStatement(between),
        AnyStatement(changes), AnyStatement(generation), AnyStatement(setGeneration),
        AnyStatement(appendOfGeneration),
    ]
}

extension CryptographicSuite: PostgresText {}
