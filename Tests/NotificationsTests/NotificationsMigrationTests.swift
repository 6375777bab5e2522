import Shared
import TestSupport
import Testing

@testable import Notifications

@Suite struct NotificationsMigrationTests {
    /// A migration that changes what is there must come with rows to test it on; so far none does.
    @Test func migrationsKeepTheRowsThereAre() async throws {
        try await expectMigrationsKeepRows(
            Migrations.all, onTopOf: RuntimeMigrations.all, schema: "notifications", rows: [:])
    }
}
