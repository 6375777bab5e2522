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
                let now = Fixture.at("2026-05-12T09:00:00+08:00")
                #expect(try await taking.query(UnitStatements.takeStale, now, now).count == 1)
                let marking = Task { try await mark(database) }
                let isWaiting = try await database.someoneWaitsForALock()
                #expect(isWaiting)
                return marking
            }
            try await marking.value
            #expect(try await database.one(UnitStatements.hasStale))
        }
    }

    /// The job would take the mark and not see the policy, and the policy's publication had not seen the unit.
    @Test func noMarkIsTakenWhileAPolicyIsPublishedQ16() async throws {
        try await TestReporting.runCampaign { reporting in
            let database = reporting.harness.dependencies.database
            try await reporting.catchUp()
            try await database.transaction { publishing in
                try await publishing.lock(Materialisation.lock)
                try await mark(database)
                #expect(try await database.someoneWaitsForALock())
                #expect(try await publishing.one(Self.free) == 1)
            }
            try await reporting.catchUp()
            #expect(try await !database.one(UnitStatements.hasStale))
        }
    }

    private func mark(_ database: Database) async throws {
        _ = try await database.transaction {
            try await $0.execute(
                UnitStatements.markStale, Fixture.college, Fixture.at("2026-05-12T09:00:00+08:00"))
        }
    }

    /// Marks that nobody is taking.
    private static let free = Statement(
        "SELECT count(*) FROM (SELECT FROM stale_units FOR UPDATE SKIP LOCKED) marks", access: .write
    ) { row in try row.next(Int.self) }
}
