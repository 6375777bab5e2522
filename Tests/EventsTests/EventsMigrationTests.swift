import Shared
import TestSupport
import Testing

@testable import Events

@Suite struct EventsMigrationTests {
    /// V0003 gives events more columns and a reference to planned items; those written before have none of either.
    @Test func eventsOfEarlierVersionsStayAsTheyWere() async throws {
        let event = RowsBeforeMigration(
            """
            INSERT INTO events (id, campaign, host, tracks, strand, tags, groups, mode, content, state, revision,
                announcement, created_at)
            VALUES ('01890000-0000-7000-8000-000000000001', 'anhui-2026', 'school:a', '{vocational}', 'reading', '{}',
                '{youth}', 'on-site', '{"title": "阅读"}', 'published', 3, 1, '2026-05-01T09:00:00+08:00')
            """,
            thenHolds: """
                SELECT count(*) = 1 AND bool_and(places = '{}' AND series = '{}' AND platforms = '{}' AND resources = '{}'
                    AND activity_form IS NULL AND planned_item IS NULL AND content = '{"title": "阅读"}' AND revision = 3)
                FROM events
                """)
        // E4 holds for what was submitted before hands were written down: of events and of reports.
        let submitted = RowsBeforeMigration(
            """
            UPDATE events SET submitted_by = 'key:host';
            INSERT INTO event_reports (event, id, content, state, revision, findings, saved_at, submitted_by)
            SELECT id, id, '{}', 'submitted', 1, '[]', '2026-05-20T09:00:00+08:00', 'key:reporter' FROM events
            """,
            thenHolds: """
                SELECT array_agg(what || ' ' || principal ORDER BY what) = '{event key:host,report key:reporter}'
                FROM event_hands
                """)
        // And of nominations: who proposed one, and who has decided about it so far.
        let nominated = RowsBeforeMigration(
            """
            INSERT INTO nominations (id, campaign, kind, subject_key, nominated_by, level, state, content, revision,
                proposed_at, proposed_by, decided_by, reason)
            VALUES ('01890000-0000-7000-8000-000000000002', 'anhui-2026', 'learning-star', 'school:a/甲', 'school:a', 'city',
                'shortlisted', '{}', 2, '2026-05-20T09:00:00+08:00', 'key:host', 'key:county', '同意')
            """,
            thenHolds: """
                SELECT array_agg(principal ORDER BY principal) = '{key:county,key:host}' FROM nomination_hands
                """)
        try await expectMigrationsKeepRows(
            Migrations.all, onTopOf: RuntimeMigrations.all, schema: "events",
            rows: [3: event, 5: submitted, 6: nominated])
    }
}
