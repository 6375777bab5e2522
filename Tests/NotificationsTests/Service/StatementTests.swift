import Shared
import TestSupport
import Testing

@testable import Notifications

@Suite struct StatementTests {
    private static let all: [AnyStatement] =
        ProjectionStatements.all + PlanStatements.all + PolicyStatements.all + RunStatements.all
        + IntentStatements.all + DeliveryStatements.all + SuppressionStatements.all

    @Test func everyStatementFitsTheSchema() async throws {
        try await TestPostgres.withDatabase(schema: "notifications") { database in
            try await database.migrate(Migrations.all, schema: "notifications")
            try await expectStatementsMatch(database, Self.all)
        }
    }
}
