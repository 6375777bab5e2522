import Shared
import TestSupport
import Testing

@testable import Notifications

@Suite struct NotificationsMigrationTests {
    private static let id = "01890000-0000-7000-8000-000000000001"

    /// V0003 lets intents be about events, and keeps versions of what plans are made from: what was sent before counts as
    /// told, and what was there before has a version to begin with.
    @Test func whatWasPlannedAndOwedBeforeStaysAndCountsAsTold() async throws {
        let rows = RowsBeforeMigration(
            """
            INSERT INTO contacts (id, unit, role, channel, usable) VALUES ('\(Self.id)', 'moe:1', 'reporter', 'email', true);
            INSERT INTO obligations (id, campaign, unit, ended, data)
            VALUES ('\(Self.id)', 'anhui-2026', 'moe:1', false,
                '{"rule": "annex3", "track": "vocational", "opensAt": "2026-05-10T00:00:00+08:00"}');
            INSERT INTO runs (id, campaign, from_at, to_at, intents, non_intents, digests, digest, at)
            VALUES ('\(Self.id)', 'anhui-2026', '2026-05-18T09:00:00+08:00', '2026-05-19T09:00:00+08:00', 1, 1, 1, 'd',
                '2026-05-19T09:00:00+08:00');
            INSERT INTO deliveries (id, campaign, run, recipient_unit, recipient_role, channel, escalation, state, attempts,
                message_id, not_before, at)
            VALUES ('\(Self.id)', 'anhui-2026', '\(Self.id)', 'moe:1', 'reporter', 'email', false, 'sent', 1, 'm', now(),
                now());
            INSERT INTO intents (id, key, campaign, obligation, rule, track, unit, step, template, at, due_at,
                recipient_unit, recipient_role, channel, collapsed, state, run, delivery, sent_at)
            VALUES ('\(Self.id)', 'k', 'anhui-2026', '\(Self.id)', 'annex3', 'vocational', 'moe:1', 'a/b', 'due', now(),
                now(), 'moe:1', 'reporter', 'email', '{}', 'sent', '\(Self.id)', '\(Self.id)', now());
            INSERT INTO non_intents (campaign, obligation, rule, unit, step, reason, run)
            VALUES ('anhui-2026', '\(Self.id)', 'annex3', 'moe:1', 'a/c', 'satisfied', '\(Self.id)')
            """,
            thenHolds: """
                SELECT (SELECT count(*) = 1 AND bool_and(family = 'ladder' AND event IS NULL AND told_by IS NOT NULL)
                        FROM intents)
                    AND (SELECT count(*) = 1 AND bool_and(obligation IS NOT NULL AND event IS NULL) FROM non_intents)
                    AND (SELECT array_agg(entity ORDER BY entity) = '{contacts,obligations}' FROM versions
                        WHERE replaced IS NULL)
                """)
        // V0004 puts the dates that obligations hang on beside them, and makes no new state of them: a run of before is replayed as
        // it was. The registry is read anew for what was not kept of it.
        let owed = RowsBeforeMigration(
            """
            INSERT INTO projections (name, position, applied_at) VALUES ('registry', '7', now()), ('reporting', '8', now());
            INSERT INTO units (key, name) VALUES ('moe:1', '学院1');
            INSERT INTO obligations (id, campaign, unit, ended, data) VALUES
                ('01890000-0000-7000-8000-000000000003', 'anhui-2026', 'moe:1', false,
                '{"rule": "annex3.late", "track": "vocational", "opensAt": "2026-05-10T00:00:00+08:00",
                "deadline": {"dueAt": "2026-05-21T00:00:00+08:00"}, "extendedUntil": "2026-05-24T00:00:00+08:00"}'),
                ('01890000-0000-7000-8000-000000000002', 'anhui-2026', 'moe:1', false,
                '{"rule": "plan", "track": "vocational", "opensAt": "2026-05-10T00:00:00+08:00",
                "deadline": {"dueAt": null}, "extendedUntil": null}')
            """,
            thenHolds: """
                SELECT (SELECT array_agg(rule || ' ' || coalesce(extract(epoch FROM due_at)::bigint::text, 'none') ORDER BY rule)
                        = '{annex3 none,annex3.late 1779552000,plan none}'
                        FROM obligations)
                    AND (SELECT count(*) = 3 FROM versions WHERE entity = 'obligations')
                    AND (SELECT array_agg(name) = '{registry}' FROM projections WHERE rebuild)
                """)
        // V0006 keeps steps that were not told for each recipient and channel: what is there stays, as old as its run.
        let untold = RowsBeforeMigration(
            """
            INSERT INTO non_intents (campaign, obligation, rule, unit, step, reason, run)
            VALUES ('anhui-2026', '01890000-0000-7000-8000-000000000003', 'annex3.late', 'moe:1', 'a/d', 'suppressed',
                '\(Self.id)')
            """,
            thenHolds: """
                SELECT array_agg(step || ' ' || track || ' ' || reason || ' ' || left(id::text, 15) ORDER BY step)
                        = '{"a/c vocational satisfied 01890000-0000-7","a/d vocational suppressed 01890000-0000-7"}'
                    AND count(DISTINCT id) = 2 AND bool_and(num_nulls(at, due_at, recipient_unit, channel) = 4)
                FROM non_intents
                """)
        // V0007 lets a window's message have a further part: those of before are its first, and wait for no suppression.
        let sent = RowsBeforeMigration(
            """
            INSERT INTO deliveries (id, campaign, run, recipient_unit, recipient_role, channel, escalation, state, attempts,
                message_id, not_before, at)
            VALUES ('01890000-0000-7000-8000-000000000004', 'anhui-2026', '\(Self.id)', 'moe:2', 'reporter', 'email', false,
                'planned', 0, 'n', now(), now());
            """, thenHolds: "SELECT count(*) = 2 AND bool_and(part = 0 AND NOT held) FROM deliveries")
        // V0008 says from when a suppression holds back: those of before from their start, in the states runs of before saw as well.
        let held = RowsBeforeMigration(
            """
            INSERT INTO suppressions (id, campaign, unit, author, reason, start_at, end_at)
            VALUES ('\(Self.id)', 'anhui-2026', 'moe:1', 'a', 'r', '2026-05-18T09:00:00+08:00', '2026-05-19T09:00:00+08:00')
            """,
            thenHolds: """
                SELECT (SELECT bool_and(holds_from = start_at) FROM suppressions)
                    AND (SELECT count(*) = 1 FROM versions WHERE entity = 'suppressions')
                """)
        try await expectMigrationsKeepRows(
            Migrations.all, onTopOf: RuntimeMigrations.all, schema: "notifications",
            rows: [3: rows, 4: owed, 6: untold, 7: sent, 8: held])
    }
}
