import TestSupport
import Testing

@testable import Shared

@Suite struct RuntimeMigrationTests {
    /// V0002 ties changes to entries of the ledger; those of before have none, and are read as before.
    @Test func changesOfBeforeTheLedgerStayInTheFeed() async throws {
        let change = RowsBeforeMigration(
            """
            INSERT INTO changes (at, entity, id, verb, data, principal)
            VALUES ('2026-05-01T09:00:00+08:00', 'unit', 'school:a', 'created', '{"key": "school:a"}', 'key:a')
            """,
            thenHolds: """
                SELECT count(*) = 1 AND bool_and(entry IS NULL AND data = '{"key": "school:a"}') FROM changes
                """)
        // V0004: what was sealed before keeps its nodes where they are.
        let sealed = RowsBeforeMigration(
            """
            INSERT INTO ledger_chain (suite, position, generation, tx, seq, entry, leaf, head)
            SELECT 'INT', n, 1, '1', n, gen_random_uuid(), sha256('a'), sha256('b') FROM generate_series(0, 1) n;
            INSERT INTO ledger_nodes (suite, level, place, hash) VALUES ('INT', 1, 0, sha256('c'))
            """,
            thenHolds: """
                SELECT count(*) = 2 AND bool_and(nodes = '' AND leaf = sha256('a'))
                    AND (SELECT bool_and(hash = sha256('c')) FROM ledger_nodes) FROM ledger_chain
                """)
        try await expectMigrationsKeepRows(
            RuntimeMigrations.all, schema: "runtime", set: "runtime", rows: [2: change, 4: sealed])
    }
}
