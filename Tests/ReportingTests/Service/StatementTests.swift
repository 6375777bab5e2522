import Shared
import TestSupport
import Testing

@testable import Reporting

@Suite struct StatementTests {
    @Test func everyStatementFitsTheSchema() async throws {
        try await TestPostgres.withDatabase(schema: "reporting") { database in
            try await database.migrate(Migrations.all, schema: "reporting")
            try await expectStatementsMatch(database, AllStatements.all)
        }
    }

    @Test func noHotStatementReadsALargeTableFromEndToEnd() async throws {
        try await TestPostgres.withDatabase(schema: "reporting") { database in
            try await database.migrate(RuntimeMigrations.all, schema: "reporting", set: "runtime")
            try await database.migrate(Migrations.all, schema: "reporting")
            let tables = try await NationalTables(database, schema: "reporting")
            try await tables.expectNoWholeReads(
                database, AllStatements.all,
                exceptions: [
                    "gone_lines AS (DELETE FROM lines)":
                        "a projection is rebuilt",
                    "DELETE FROM sent_reminders":
                        "a projection is rebuilt",
                    "s.form_version < $3":
                        "a form is published: every draft of the campaign is looked at, once a version",
                    "k.erased_at IS NULL AND k.created_at":
                        "retention: once an hour, for campaigns that are two years old",
                ])
        }
    }
}
