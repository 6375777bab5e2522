import Postgres
import TestSupport
import Testing

@Suite struct MigrationTests {
    private static let first = Migration(version: 1, name: "units", sql: "CREATE TABLE units (id uuid PRIMARY KEY);")
    private static let second = Migration(
        version: 2, name: "names", sql: "ALTER TABLE units ADD name text; CREATE INDEX units_name ON units (name);")

    @Test func migrationsApplyOnceAndInOrder() async throws {
        try await TestPostgres.withDatabase(schema: "registry") { database in
            let first = try await database.migrate([Self.first], schema: "registry")
            #expect(first == [1])
            #expect(try await database.migrate([Self.first, Self.second], schema: "registry") == [2])
            #expect(try await database.migrate([Self.first, Self.second], schema: "registry").isEmpty)
            let count = Statement("SELECT count(name) FROM units") { row in try row.next(Int.self) }
            #expect(try await database.one(count) == 0)
        }
    }

    @Test func setsOfOneSchemaAreApart() async throws {
        try await TestPostgres.withDatabase(schema: "registry") { database in
            let runtime = Migration(version: 1, name: "runtime", sql: "CREATE TABLE idempotency (key text)")
            let applied = try await database.migrate([runtime], schema: "registry", set: "runtime")
            #expect(applied == [1])
            #expect(try await database.migrate([Self.first], schema: "registry") == [1])
        }
    }

    @Test func aChangedMigrationIsRefused() async throws {
        try await TestPostgres.withDatabase { database in
            try await database.migrate([Self.first], schema: "registry")
            let changed = Migration(version: 1, name: "units", sql: "CREATE TABLE units (id text);")
            let error = await #expect(throws: PostgresError.self) {
                try await database.migrate([changed], schema: "registry")
            }
            #expect(error?.description.contains("V0001_units.sql was changed after it was applied") ?? false)
        }
    }

    @Test func anOlderProgramRefusesANewerSchema() async throws {
        try await TestPostgres.withDatabase { database in
            try await database.migrate([Self.first, Self.second], schema: "registry")
            let error = await #expect(throws: PostgresError.self) {
                try await database.migrate([Self.first], schema: "registry")
            }
            #expect(error?.description.contains("is at version 2 (names), this program knows it up to 1") ?? false)
        }
    }

    @Test func aFailedMigrationLeavesThoseBeforeIt() async throws {
        try await TestPostgres.withDatabase { database in
            let broken = Migration(version: 2, name: "broken", sql: "CREATE TABLE half (a int); SELECT 1/0;")
            let error = await #expect(throws: PostgresError.self) {
                try await database.migrate([Self.first, broken], schema: "registry")
            }
            #expect(error?.code == .migration)
            #expect(error?.description.contains("V0002_broken.sql failed") ?? false)
            let applied = try await database.migrate([Self.first, Self.second], schema: "registry")
            #expect(applied == [2])
        }
    }

    @Test func aMigrationThatEndsItsTransactionIsRefused() async throws {
        try await TestPostgres.withDatabase { database in
            let halved = Migration(version: 1, name: "halved", sql: "CREATE TABLE half (a int); COMMIT; SELECT 1;")
            let error = await #expect(throws: PostgresError.self) {
                try await database.migrate([halved], schema: "registry")
            }
            #expect(error?.description.contains("ends its own transaction") ?? false)
            let count = Statement("SELECT count(*) FROM registry.schema_migrations") { row in
                try row.next(Int?.self) ?? -1
            }
            let recorded = try await database.one(count)
            #expect(recorded == 0)
        }
    }

    /// Who migrates while others work waits for a table no longer than `lock_timeout`, and can be started again.
    @Test func aTableInUseStopsAMigrationAndNotTheServiceBehindIt() async throws {
        try await TestPostgres.withDatabase(schema: "registry") { database in
            try await database.migrate([Self.first], schema: "registry")
            try await database.withLease { user in
                try await user.script("BEGIN; LOCK TABLE registry.units IN ACCESS SHARE MODE")
                let began = ContinuousClock.now
                let error = await #expect(throws: PostgresError.self) {
                    try await database.migrate([Self.first, Self.second], schema: "registry")
                }
                #expect(error?.detail?.contains("lock timeout") ?? false, "\(String(describing: error))")
                #expect(ContinuousClock.now - began < .seconds(20))
                try await user.script("ROLLBACK")
            }
            #expect(try await database.migrate([Self.first, Self.second], schema: "registry") == [2])
        }
    }

    @Test func processesThatStartTogetherMigrateOnce() async throws {
        try await TestPostgres.withDatabase { database in
            let others = (0..<4).map { _ in
                Database(configuration: database.configuration, logger: TestPostgres.logger)
            }
            defer { others.forEach { $0.close() } }
            let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
                for other in others {
                    group.addTask { try await other.migrate([Self.first, Self.second], schema: "registry") }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied == [1, 2])
        }
    }

    @Test func theFileNameGivesVersionAndName() {
        let migration = Migration(file: "V0012_add_switches.sql", Array("SELECT 1".utf8))
        #expect(migration.version == 12)
        #expect(migration.name == "add_switches")
        #expect(migration.file == "V0012_add_switches.sql")
        #expect(migration.checksum != Self.first.checksum)
    }
}
