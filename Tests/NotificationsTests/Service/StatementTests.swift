import Shared
import TestSupport
import Testing

@testable import Notifications

@Suite struct StatementTests {
    private static let all: [AnyStatement] =
        ProjectionStatements.all + PlanStatements.all + PolicyStatements.all + RunStatements.all
        + IntentStatements.all + DeliveryStatements.all + SuppressionStatements.all
        + ScopeStatements.all + SeenStatements.all + TemplateStatements.all + TemplatePreviewStatements.all
        + ChannelStatements.all + NameStatements.all + HistoryStatements.all
        + DeadStatements.all

    @Test func everyStatementFitsTheSchema() async throws {
        try await TestPostgres.withDatabase(schema: "notifications") { database in
            try await database.migrate(RuntimeMigrations.all, schema: "notifications", set: "runtime")
            try await database.migrate(Migrations.all, schema: "notifications")
            try await expectStatementsMatch(database, Self.all)
        }
    }

    @Test func noHotStatementReadsALargeTableFromEndToEnd() async throws {
        try await TestPostgres.withDatabase(schema: "notifications") { database in
            try await database.migrate(RuntimeMigrations.all, schema: "notifications", set: "runtime")
            try await database.migrate(Migrations.all, schema: "notifications")
            let tables = try await NationalTables(database, schema: "notifications")
            try await tables.expectNoWholeReads(
                database, Self.all,
                exceptions: [
                    "DELETE FROM contacts":
                        "a projection is rebuilt",
                    "DELETE FROM obligations":
                        "a projection is rebuilt",
                    "DELETE FROM ceremonies":
                        "a projection is rebuilt",
                    "SELECT DISTINCT ON (unit, role, channel)":
                        "a run looks at everybody who can be reached, once",
                    "FROM intents WHERE state IN ('planned', 'claimed', 'retry', 'uncertain', 'dead')":
                        "an index has those that have not ended well; here they are half of all",
                    "FROM deliveries GROUP BY channel":
                        "the counts of every channel, asked by who operates it",
                ])
        }
    }
}
