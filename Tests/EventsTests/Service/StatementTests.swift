import Shared
import TestSupport
import Testing

@testable import Events

@Suite struct StatementTests {
    private static let all: [AnyStatement] =
        ProjectionStatements.all + WeekStatements.all + EventStatements.all + VenueStatements.all
        + CoverageStatements.all + StatisticsStatements.all + ReportStatements.all + PlanStatements.all
        + CeremonyStatements.all + NominationStatements.all + CalendarStatements.all

    @Test func everyStatementFitsTheSchema() async throws {
        try await TestPostgres.withDatabase(schema: "events") { database in
            try await database.migrate(Migrations.all, schema: "events")
            try await expectStatementsMatch(database, Self.all)
        }
    }
}
