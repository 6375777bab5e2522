import Shared
import TestSupport
import Testing

@testable import Registry

@Suite struct RegistryMigrationTests {
    private static let unit = "01890000-0000-7000-8000-000000000001"

    /// Contacts of before robots and encryption are kept as they were; the service seals them later, with its key.
    @Test func contactsOfEarlierVersionsStayAsTheyWere() async throws {
        let contact = RowsBeforeMigration(
            """
            INSERT INTO units (id, key, recorded_at) VALUES ('\(Self.unit)', 'school:a', now());
            INSERT INTO contacts (id, unit_id, role, channel, person, address, verified_at, recorded_at)
            VALUES ('\(Self.unit)', '\(Self.unit)', 'reporter', 'email', '甲', 'a@school.invalid', now(), now())
            """,
            thenHolds: """
                SELECT count(*) = 1 AND bool_and(channel = 'email' AND address = 'a@school.invalid') FROM contacts
                """)
        let robot = RowsBeforeMigration(
            """
            INSERT INTO contacts (id, unit_id, role, channel, address, recorded_at)
            VALUES ('01890000-0000-7000-8000-000000000002', '\(Self.unit)', 'reporter', 'wecom', 'robot', now())
            """,
            thenHolds: """
                SELECT count(*) = 2 AND bool_and(sealed IS NULL AND erased_at IS NULL AND address IS NOT NULL) FROM contacts
                """)
        // Erased before erasures said why.
        let erased = RowsBeforeMigration(
            """
            UPDATE contacts SET address = NULL, person = NULL, verified_at = NULL, erased_at = now() WHERE channel = 'email'
            """,
            thenHolds: "SELECT count(*) = 2 AND count(erased_at) = 1 AND count(erase_reason) = 0 FROM contacts")
        try await expectMigrationsKeepRows(
            Migrations.all, onTopOf: RuntimeMigrations.all, schema: "registry", rows: [2: contact, 3: robot, 5: erased])
    }
}
