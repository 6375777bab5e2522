import Shared

/// What plans are made from, as a run saw it: the last parameter says which transactions it saw (M6).
enum SeenStatements {
    /// A table's rows as they were for those transactions; of one campaign, if its parameter is named.
    private static func seen(_ table: String, _ parameter: Int, campaign: Int? = nil) -> String {
        """
        (SELECT (jsonb_populate_record(NULL::\(table), v.data)).* FROM versions v
            WHERE v.entity = '\(table)'\(campaign.map { " AND v.campaign = $\($0)" } ?? "")
                AND pg_visible_in_snapshot(v.written, $\(parameter)::text::pg_snapshot)
                AND NOT coalesce(pg_visible_in_snapshot(v.replaced, $\(parameter)::text::pg_snapshot), false)) \(table)
        """
    }

    static let policy = Statement(
        """
        SELECT policies.id, campaigns.document, policies.reminders
        FROM policies JOIN \(seen("campaigns", 2)) ON campaigns.key = policies.campaign WHERE policies.id = $1
        """, ID<ReminderPolicy>.self, String.self
    ) { row in
        (
            id: try row.next(ID<ReminderPolicy>.self), document: try row.kept(RawJSON.self),
            reminders: try row.next(RawJSON.self)
        )
    }

    static let obligations = Statement(
        "SELECT \(DutyColumns.columns) FROM \(seen("obligations", 2, campaign: 1)) WHERE campaign = $1 AND NOT ended",
        CampaignKey.self, String.self, decode: DutyColumns.duty)

    static let calendars = Statement("SELECT year, version, days FROM \(seen("calendars", 1))", String.self) { row in
        (year: try row.kept(Int64.self), version: try row.kept(Int64.self), days: try row.kept(RawJSON.self))
    }

    static let reachable = Statement(
        """
        SELECT DISTINCT ON (unit, role, channel) unit, role, channel, quiet_from, quiet_to
        FROM \(seen("contacts", 1)) WHERE usable ORDER BY unit, role, channel, id
        """, String.self
    ) { row in
        let recipient = Reminder.Recipient(unit: try row.kept(), role: try row.kept())
        return (
            destination: Destination(recipient: recipient, channel: try row.kept()),
            quiet: try PlanStatements.quietHours(&row)
        )
    }

    /// As of plans.
    static let lines = Statement(
        PlanStatements.linesSQL(lines: seen("lines", 4), units: seen("units", 4)), [UnitKey].self, [TrackCode].self,
        Instant.self, String.self, decode: PlanStatements.line)

    static let returns = Statement(
        """
        SELECT obligation, returned_at, at, due_back_at, submission FROM \(seen("returns", 2, campaign: 1))
        WHERE campaign = $1 AND open
        """, CampaignKey.self, String.self
    ) { row in
        (
            obligation: try row.kept(ID<Obligation>.self),
            back: Return(
                returnedAt: try row.kept(), at: try row.kept(), dueBackAt: try row.next(),
                isWhole: try row.next(ID<Submission>?.self) != nil)
        )
    }

    static let suppressions = Statement(
        """
        SELECT id, campaign, unit, rule, track, author, reason, coalesce(holds_from, start_at), end_at
        FROM \(seen("suppressions", 2, campaign: 1)) WHERE campaign = $1 ORDER BY id
        """, CampaignKey.self, String.self
    ) { row in
        Suppression(
            id: try row.kept(), campaign: try row.kept(),
            matcher: Suppression.Matcher(unit: try row.next(), rule: try row.next(), track: try row.next()),
            author: try row.kept(), reason: try row.kept(), start: try row.kept(), end: try row.kept())
    }

    static let acknowledgements = Statement(
        """
        SELECT obligation, recipient_unit, recipient_role, at, until FROM \(seen("acknowledgements", 2, campaign: 1))
        WHERE campaign = $1
        """, CampaignKey.self, String.self
    ) { row in
        Acknowledged(
            by: .init(obligation: try row.kept(), recipient: .init(unit: try row.kept(), role: try row.kept())),
            at: try row.kept(), until: try row.kept())
    }

    static let events = Statement(
        """
        SELECT events.data, ceremonies.data FROM \(seen("events", 2))
        LEFT JOIN \(seen("ceremonies", 2)) ON ceremonies.event = events.id WHERE events.id = ANY ($1)
        """, [ID<Event>].self, String.self
    ) { row in (event: try row.kept(RawJSON.self), ceremony: try row.next(RawJSON?.self)) }

    static let all: [AnyStatement] = [
        AnyStatement(policy), AnyStatement(obligations), AnyStatement(calendars), AnyStatement(reachable),
        AnyStatement(returns), AnyStatement(suppressions), AnyStatement(acknowledgements), AnyStatement(events),
        AnyStatement(lines),
    ]
}
