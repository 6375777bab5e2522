import Shared
import TestSupport
import Testing

@testable import Notifications

/// What plans are made from keeps its versions: a run is replayed from them (M2).
@Suite struct VersionTests {
    private static let change = Statement("UPDATE contacts SET usable = NOT usable", access: .write)
    private static let read = Statement(
        """
        SELECT seq_scan, idx_scan FROM pg_stat_xact_user_tables
        WHERE relname = 'versions' AND schemaname = current_schema()
        """, access: .write
    ) { row in (whole: try row.next(Int64?.self) ?? 0, byIndex: try row.next(Int64?.self) ?? 0) }
    private static let standing = Statement(
        "SELECT count(*) FROM versions WHERE entity = 'contacts' AND replaced IS NULL AND id LIKE '01890000-%'"
    ) { row in try row.next(Int64.self) }

    /// A projection applies a change in the time that its own row takes, however many versions there are of others.
    @Test func aChangeFindsTheVersionsOfItsRowByIndex() async throws {
        try await TestPostgres.withDatabase(schema: "notifications") { database in
            try await database.migrate(RuntimeMigrations.all, schema: "notifications", set: "runtime")
            try await database.migrate(Migrations.all, schema: "notifications")
            try await database.withLease { lease in
                try await lease.script(
                    """
                    INSERT INTO versions (entity, id, data, written)
                    SELECT 'contacts', n::text, '{}', pg_current_xact_id() FROM generate_series(1, 20000) n;
                    INSERT INTO contacts (id, unit, role, channel, usable)
                    VALUES ('01890000-0000-7000-8000-000000000001', 'moe:1', 'reporter', 'email', true);
                    ANALYZE versions
                    """)
            }
            try await database.transaction { transaction in
                let before = try await transaction.one(Self.read)
                try await transaction.execute(Self.change)
                let after = try await transaction.one(Self.read)
                #expect(after.whole == before.whole, "the versions were read from end to end")
                #expect(after.byIndex > before.byIndex)
            }
            #expect(try await database.one(Self.standing) == 1)
        }
    }
}
