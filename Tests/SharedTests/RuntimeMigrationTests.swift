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
        try await expectMigrationsKeepRows(
            RuntimeMigrations.all, schema: "runtime", set: "runtime", rows: [2: change])
    }
}
