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
}
