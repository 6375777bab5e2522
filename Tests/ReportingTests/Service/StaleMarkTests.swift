import Shared
import TestSupport
import Testing

@testable import Reporting

/// Q16: what the registry says reaches obligations, whoever derives them at the same moment.
@Suite struct StaleMarkTests {
    @Test func aMarkSetWhileItIsTakenIsNotLostQ16() async throws {
        try await TestPostgres.withDatabase(schema: "reporting") { database in
            try await database.migrate(RuntimeMigrations.all, schema: "reporting", set: "runtime")
            try await database.migrate(Migrations.all, schema: "reporting")
            try await mark(database)
            let marking = try await database.transaction { taking in
                #expect(try await taking.query(UnitStatements.takeStale).count == 1)
                let marking = Task { try await mark(database) }
                try await awaitOneWaiting(database)
                return marking
            }
            try await marking.value
            #expect(try await database.one(UnitStatements.hasStale))
        }
    }

    private func mark(_ database: Database) async throws {
        _ = try await database.transaction {
            try await $0.execute(
                UnitStatements.markStale, Fixture.college, Fixture.at("2026-05-12T09:00:00+08:00"))
        }
    }

    private func awaitOneWaiting(_ database: Database) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while try await database.one(Self.waiting) != 1 {
            guard ContinuousClock.now < end else {
                Issue.record("who marks does not wait for who takes")
                return
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private static let waiting = Statement(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    ) { row in try row.next(Int.self) }
}
