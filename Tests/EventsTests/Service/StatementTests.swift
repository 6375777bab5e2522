import Shared
import TestSupport
import Testing

@testable import Events

@Suite struct StatementTests {
    private static let all: [AnyStatement] =
        ProjectionStatements.all + WeekStatements.all + EventStatements.all + VenueStatements.all
        + CoverageStatements.all + StatisticsStatements.all + ReportStatements.all + PlanStatements.all
        + CeremonyStatements.all + NominationStatements.all + CalendarStatements.all + ScopeStatements.all

    @Test func everyStatementFitsTheSchema() async throws {
        try await TestPostgres.withDatabase(schema: "events") { database in
            try await database.migrate(RuntimeMigrations.all, schema: "events", set: "runtime")
            try await database.migrate(Migrations.all, schema: "events")
            try await expectStatementsMatch(database, Self.all)
        }
    }

    @Test func noHotStatementReadsALargeTableFromEndToEnd() async throws {
        try await TestPostgres.withDatabase(schema: "events") { database in
            try await database.migrate(RuntimeMigrations.all, schema: "events", set: "runtime")
            try await database.migrate(Migrations.all, schema: "events")
            let tables = try await NationalTables(database, schema: "events")
            try await tables.expectNoWholeReads(
                database, Self.all,
                exceptions: [
                    "DELETE FROM relations":
                        "a projection is rebuilt",
                    "percentile_cont(0.5)":
                        "the median of a campaign's reports, asked once for each report that is submitted",
                ])
        }
    }
}
