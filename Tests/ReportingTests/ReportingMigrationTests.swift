import Shared
import TestSupport
import Testing

@testable import Reporting

@Suite struct ReportingMigrationTests {
    private static let id = "01890000-0000-7000-8000-000000000001"

    /// What was filed before a column came has its default, and everything else as it was: filings are append-only, also
    /// for migrations.
    @Test func filingsOfEarlierVersionsStayAsTheyWere() async throws {
        let filings = RowsBeforeMigration(
            """
            INSERT INTO obligations (id, campaign, rule, unit, track, recorded_at)
            VALUES ('\(Self.id)', 'anhui-2026', 'annex3.school', 'school:a', 'vocational', now());
            INSERT INTO submissions (id, obligation, form, form_version, state, revision, opened_at, updated_at)
            VALUES ('\(Self.id)', '\(Self.id)', 'annex3', 1, 'accepted', 3, now(), now());
            INSERT INTO submission_versions (submission, n, form_version, payload, digest, received_at, recorded_at,
                filed_by, warnings)
            VALUES ('\(Self.id)', 1, 1, '{"teachers":7}', decode(repeat('ab', 32), 'hex'), now(), now(), 'key:a', '[]');
            INSERT INTO reviews (submission, n, decision, decided_by, decided_at, reasons, fields)
            VALUES ('\(Self.id)', 1, 'accepted', 'key:b', now(), '{}', '{}');
            INSERT INTO materials (id, campaign, obligation, unit, kind, title, body, attachments, content_digest, state,
                received_at, recorded_at, filed_by)
            VALUES ('\(Self.id)', 'anhui-2026', '\(Self.id)', 'school:a', 'case', '案例', '做法', '[]',
                decode(repeat('cd', 32), 'hex'), 'accepted', now(), now(), 'key:a')
            """,
            thenHolds: """
                SELECT (SELECT bool_and(origins = '[]' AND payload = '{"teachers":7}') FROM submission_versions)
                    AND (SELECT bool_and(proceed_without = '[]') FROM reviews)
                """)
        func stays(_ condition: String) -> RowsBeforeMigration {
            RowsBeforeMigration("SELECT", thenHolds: "SELECT \(condition)")
        }
        try await expectMigrationsKeepRows(
            Migrations.all, onTopOf: RuntimeMigrations.all, schema: "reporting",
            rows: [
                4: filings,
                5: stays(
                    """
                    (SELECT bool_and(manifest = '[]') FROM submission_versions)
                        AND (SELECT bool_and(draft_manifest = '[]' AND revision = 3) FROM submissions)
                    """),
                6: stays("(SELECT count(*) = 1 AND bool_and(state = 'accepted') FROM materials)"),
                7: stays(
                    """
                    (SELECT bool_and(justifications = '[]') FROM submission_versions)
                        AND (SELECT bool_and(suggestions = '[]') FROM submissions)
                    """),
                // Q13 holds for what was filed before hands were written down.
                9: stays("(SELECT count(*) = 1 AND bool_and(principal = 'key:a') FROM submission_hands)"),
                13: RowsBeforeMigration(
                    """
                    INSERT INTO reliefs (id, obligation, kind, basis, granted_by, principal, granted_at)
                    VALUES ('\(Self.id)', '\(Self.id)', 'waiver', '停电', 'gb2260:340100/教育', 'key:b', now())
                    """,
                    thenHolds: "SELECT count(*) = 1 AND bool_and(act = id AND outage IS NULL) FROM reliefs"),
                15: stays("(SELECT count(*) = 1 AND bool_and(on_behalf_of IS NULL) FROM materials)"),
                17: RowsBeforeMigration(
                    """
                    INSERT INTO credits (obligation, kind, source, n, content, title, received_at, recorded_at)
                    VALUES ('\(Self.id)', 'material', '\(Self.id)', 1, decode(repeat('cd', 32), 'hex'), '案例', now(), now())
                    """,
                    thenHolds: """
                        SELECT count(*) = 1 AND bool_and(carried_from IS NULL AND carried_at IS NULL AND title = '案例')
                        FROM credits
                        """),
                19: RowsBeforeMigration(
                    """
                    INSERT INTO obligation_terms (obligation, revision, valid, recorded_at, born_at, name, items, receiver,
                        quota, late, counts_on, deadline)
                    VALUES ('\(Self.id)', 1, '[2026-04-29,)', now(), '2026-04-29', '案例', '{case}', 'issuer:AH-EDU', 1,
                        'accepted_late', 'submitted', '{}')
                    """,
                    thenHolds: """
                        SELECT count(*) = 1 AND bool_and(campaign = 'anhui-2026' AND receiver = 'issuer:AH-EDU')
                        FROM obligation_terms
                        """),
                21: stays("(SELECT count(*) = 1 AND bool_and(due_back_at IS NULL) FROM materials)"),
            ])
    }
}
