import Shared

/// What plans are made from, as it is. As a run saw it: `SeenStatements`.
enum PlanStatements {
    /// Which transactions this one sees now.
    static let snapshot = Statement("SELECT pg_current_snapshot()::text") { row in
        // Never null; an expression cannot say so.
        try row.next(String?.self) ?? ""
    }

    static let policy = Statement(
        """
        SELECT policies.id, campaigns.version, campaigns.document, policies.reminders
        FROM policies JOIN campaigns ON campaigns.key = policies.campaign
        WHERE policies.campaign = $1 AND policies.state = 'published'
        """, CampaignKey.self, decode: policyRow)

    /// Which policy and which version of the campaign stand.
    static let policyVersion = Statement(
        """
        SELECT policies.id, campaigns.version FROM policies JOIN campaigns ON campaigns.key = policies.campaign
        WHERE policies.campaign = $1 AND policies.state = 'published'
        """, CampaignKey.self
    ) { row in (policy: try row.next(ID<ReminderPolicy>.self), version: try row.next(Int64.self)) }

    /// A version of the policy over the campaign as it is.
    static let policyByID = Statement(
        """
        SELECT policies.id, campaigns.version, campaigns.document, policies.reminders
        FROM policies JOIN campaigns ON campaigns.key = policies.campaign WHERE policies.id = $1
        """, ID<ReminderPolicy>.self, decode: policyRow)

    @Sendable private static func policyRow(
        _ row: inout Row
    ) throws -> (id: ID<ReminderPolicy>, version: Int64, document: RawJSON, reminders: RawJSON) {
        (id: try row.next(), version: try row.next(), document: try row.next(), reminders: try row.next())
    }

    static let obligations = Statement(
        "SELECT \(DutyColumns.columns) FROM obligations WHERE campaign = $1 AND NOT ended", CampaignKey.self,
        decode: DutyColumns.duty)

    /// The dates that obligations hang on, each once: the index is read from one to the next, not through all that share it.
    static let dates = Statement(
        """
        WITH RECURSIVE dates AS (
            (SELECT rule, track, opens_at, due_at FROM obligations
                WHERE campaign = $1 AND NOT ended AND due_at IS NOT NULL
                ORDER BY rule, track, opens_at, due_at LIMIT 1)
            UNION ALL
            SELECT following.* FROM dates, LATERAL (
                SELECT o.rule, o.track, o.opens_at, o.due_at FROM obligations o
                WHERE o.campaign = $1 AND NOT o.ended AND o.due_at IS NOT NULL
                    AND (o.rule, o.track, o.opens_at, o.due_at) > (dates.rule, dates.track, dates.opens_at, dates.due_at)
                ORDER BY o.rule, o.track, o.opens_at, o.due_at LIMIT 1) AS following
        )
        SELECT rule, track, opens_at, due_at FROM dates
        """, CampaignKey.self, decode: datesOfRow)

    @Sendable private static func datesOfRow(_ row: inout Row) throws -> ObligationDates? {
        let (rule, track) = (try row.next(RuleKey?.self), try row.next(TrackCode?.self))
        let (opensAt, dueAt) = (try row.next(Instant?.self), try row.next(Instant?.self))
        // Never null; what a recursion answers cannot say so.
        guard let rule, let track, let opensAt, let dueAt else { return nil }
        return ObligationDates(rule: rule, track: track, opensAt: opensAt, dueAt: dueAt)
    }

    /// Those that hang on one of the dates, and those that are named.
    static let obligationsOfDates = Statement(
        """
        SELECT \(DutyColumns.columns) FROM obligations WHERE campaign = $1 AND NOT ended AND id IN (
            SELECT o.id FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[])
                AS d (rule, track, opens_at, due_at)
            JOIN obligations o ON o.campaign = $1 AND NOT o.ended AND o.due_at IS NOT NULL AND o.rule = d.rule
                AND o.track = d.track AND o.opens_at = d.opens_at AND o.due_at = d.due_at
            UNION SELECT unnest($6::uuid[]))
        """, CampaignKey.self, [RuleKey].self, [TrackCode].self, [Instant].self, [Instant].self,
        [ID<Obligation>].self, decode: DutyColumns.duty)

    /// Those that $2 owes, those that are owed to it, and those of units that report to it on their track at $3.
    static let obligationsConcerning = Statement(
        """
        WITH RECURSIVE below (unit, track, depth) AS (
            SELECT lower, track, 1 FROM lines
            WHERE upper = $2 AND coalesce(valid_from <= $3, true) AND coalesce(valid_to > $3, true)
            UNION
            SELECT lines.lower, below.track, below.depth + 1 FROM below JOIN lines
                ON lines.upper = below.unit AND lines.track = below.track
                AND coalesce(lines.valid_from <= $3, true) AND coalesce(lines.valid_to > $3, true)
            WHERE below.depth < 8
        )
        SELECT \(DutyColumns.columns) FROM obligations WHERE NOT ended AND id = ANY (ARRAY(
            SELECT id FROM obligations WHERE campaign = $1 AND NOT ended AND unit = $2
            UNION SELECT id FROM obligations WHERE campaign = $1 AND NOT ended AND data #>> '{to,key}' = $2
            UNION SELECT o.id FROM below JOIN obligations o
                ON o.campaign = $1 AND NOT o.ended AND o.unit = below.unit AND o.track = below.track))
        """, CampaignKey.self, UnitKey.self, Instant.self, decode: DutyColumns.duty)

    static let duty = Statement(
        "SELECT \(DutyColumns.columns) FROM obligations WHERE id = $1", ID<Obligation>.self, decode: DutyColumns.duty)

    static let calendars = Statement("SELECT year, version, days FROM calendars") { row in
        (year: try row.next(Int64.self), version: try row.next(Int64.self), days: try row.next(RawJSON.self))
    }

    static let reachable = Statement(
        """
        SELECT DISTINCT ON (unit, role, channel) unit, role, channel, quiet_from, quiet_to
        FROM contacts WHERE usable ORDER BY unit, role, channel, id
        """
    ) { row in
        (destination: try destination(&row), quiet: try quietHours(&row))
    }

    /// The kinds of quiet hours there are.
    static let quietHours = Statement(
        "SELECT DISTINCT quiet_from, quiet_to FROM contacts WHERE usable AND quiet_from IS NOT NULL"
    ) { row in try quietHours(&row) }

    /// Who stands above $1 on the tracks $2 at $3, each line bottom up.
    static let lines = Statement(
        linesSQL(lines: "lines", units: "units"), [UnitKey].self, [TrackCode].self, Instant.self, decode: line)

    /// - Parameters:
    ///   - lines: the table of reporting lines, or what was seen of it.
    ///   - units: the same of units.
    static func linesSQL(lines: String, units: String) -> String {
        // Lines have no circle (R2); none is as long as this.
        """
        WITH RECURSIVE up (start, track, unit, depth) AS (
            SELECT unit, track, unit, 0 FROM unnest($1::text[], $2::text[]) AS s (unit, track)
            UNION ALL
            SELECT up.start, up.track, lines.upper, up.depth + 1 FROM up JOIN \(lines)
                ON lines.lower = up.unit AND lines.track = up.track
                AND coalesce(lines.valid_from <= $3, true) AND coalesce(lines.valid_to > $3, true)
            WHERE up.depth < 8
        )
        SELECT up.start, up.track, up.unit, units.kind FROM up JOIN \(units) ON units.key = up.unit
        WHERE up.depth > 0 ORDER BY up.start, up.track, up.depth
        """
    }

    @Sendable static func line(
        _ row: inout Row
    ) throws -> (below: ReportingLines.Position, superior: ReportingLines.Superior)? {
        let (start, track) = (try row.next(UnitKey?.self), try row.next(TrackCode?.self))
        let (unit, kind) = (try row.next(UnitKey?.self), try row.next(UnitKind?.self))
        // Never null, as above.
        guard let start, let track, let unit, let kind else { return nil }
        return (.init(unit: start, track: track), .init(unit: unit, kind: kind))
    }

    @Sendable private static func destination(_ row: inout Row) throws -> Destination {
        Destination(
            recipient: Reminder.Recipient(unit: try row.next(), role: try row.next()), channel: try row.next())
    }

    @Sendable static func quietHours(_ row: inout Row) throws -> QuietHours? {
        let (from, to) = (try row.next(Int?.self), try row.next(Int?.self))
        guard let from = from.flatMap({ LocalTime(minuteOfDay: $0) }),
            let to = to.flatMap({ LocalTime(minuteOfDay: $0) })
        else { return nil }
        return QuietHours(from: from, to: to)
    }

    static let returns = Statement(
        "SELECT obligation, returned_at, at, due_back_at, submission FROM returns WHERE campaign = $1 AND open",
        CampaignKey.self
    ) { row in
        (
            obligation: try row.next(ID<Obligation>.self),
            back: Return(
                returnedAt: try row.next(), at: try row.next(), dueBackAt: try row.next(),
                isWhole: try row.next(ID<Submission>?.self) != nil)
        )
    }

    /// From when each holds back: what was planned before it was added is told, or a later step stands for it, and is not to
    /// come again when this ends.
    static let suppressions = Statement(
        """
        SELECT id, campaign, unit, rule, track, author, reason, holds_from, end_at FROM suppressions
        WHERE campaign = $1 ORDER BY id
        """, CampaignKey.self
    ) { row in
        Suppression(
            id: try row.next(), campaign: try row.next(),
            matcher: Suppression.Matcher(unit: try row.next(), rule: try row.next(), track: try row.next()),
            author: try row.next(), reason: try row.next(), start: try row.next(), end: try row.next())
    }

    static let acknowledgements = Statement(
        "SELECT obligation, recipient_unit, recipient_role, at, until FROM acknowledgements WHERE campaign = $1",
        CampaignKey.self
    ) { row in
        Acknowledged(
            by: .init(
                obligation: try row.next(), recipient: .init(unit: try row.next(), role: try row.next())),
            at: try row.next(), until: try row.next())
    }

    /// Changes that planners see from behind $2 on up to $3; those only that are in the transactions of $4.
    static let notices = Statement(
        """
        SELECT n.id, n.kind, n.obligation, n.event, n.step, n.at FROM notices n
        JOIN versions v ON v.entity = 'notices' AND v.id = n.id::text
        WHERE n.campaign = $1 AND n.at > $2 AND n.at <= $3
            AND pg_visible_in_snapshot(v.written, $4::text::pg_snapshot)
        ORDER BY n.at, n.id
        """, CampaignKey.self, Instant.self, Instant.self, String.self
    ) { row in
        let (id, kind) = (try row.next(ID<Notice>.self), try row.next(Notice.Kind.self))
        let obligation = try row.next(ID<Obligation>?.self).map { SubjectKey.obligation($0) }
        let event = try row.next(ID<Event>?.self).map { SubjectKey.event($0) }
        let (step, at) = (try row.next(String.self), try row.next(Instant.self))
        // The schema says that one of them is there.
        return (obligation ?? event).map { Notice(id: id, kind: kind, subject: $0, step: step, at: at) }
    }

    static let events = Statement(
        """
        SELECT events.data, ceremonies.data FROM events LEFT JOIN ceremonies ON ceremonies.event = events.id
        WHERE events.id = ANY ($1)
        """, [ID<Event>].self
    ) { row in (event: try row.next(RawJSON.self), ceremony: try row.next(RawJSON?.self)) }

    /// Who was told of these, or may have been, in the transactions of $3, and of which due time last; null: only that
    /// something was given back.
    static let told = Statement(
        """
        SELECT intents.obligation, intents.event, intents.recipient_unit, intents.recipient_role,
            (array_agg(intents.due_at ORDER BY intents.id DESC)
                FILTER (WHERE intents.family <> 'returned' AND coalesce(notices.kind <> 'item_returned', true)))[1]
        FROM intents LEFT JOIN notices ON notices.id = intents.notice
        WHERE (intents.obligation = ANY ($1) OR intents.event = ANY ($2))
            AND coalesce(pg_visible_in_snapshot(intents.told_by, $3::text::pg_snapshot), false)
        GROUP BY intents.obligation, intents.event, intents.recipient_unit, intents.recipient_role
        """, [ID<Obligation>].self, [ID<Event>].self, String.self
    ) { row in
        let obligation = try row.next(ID<Obligation>?.self).map { SubjectKey.obligation($0) }
        let event = try row.next(ID<Event>?.self).map { SubjectKey.event($0) }
        return (
            subject: obligation ?? event,
            recipient: Reminder.Recipient(unit: try row.next(), role: try row.next()),
            dueAt: try row.next(Instant?.self)
        )
    }

    /// Which of the keys were planned by runs up to $3.
    static let keys = Statement(
        """
        SELECT intents.key FROM intents JOIN runs ON runs.id = intents.run
        WHERE intents.campaign = $1 AND intents.key = ANY ($2) AND runs.to_at <= $3
        """, CampaignKey.self, [String].self, Instant.self
    ) { row in try row.next(String.self) }

    /// Messages that runs from $2 up to $3 planned, by person, channel and kind, but for those with nothing to tell in the end.
    static let plannedSince = Statement(
        """
        SELECT d.recipient_unit, d.recipient_role, d.channel, d.escalation, count(*)
        FROM deliveries d JOIN runs ON runs.id = d.run
        WHERE runs.campaign = $1 AND runs.to_at >= $2 AND runs.to_at <= $3 AND d.part = 0
            AND NOT coalesce(pg_visible_in_snapshot(d.closed_by, $4::text::pg_snapshot), false)
        GROUP BY d.recipient_unit, d.recipient_role, d.channel, d.escalation
        """, CampaignKey.self, Instant.self, Instant.self, String.self
    ) { row in
        (
            destination: try destination(&row), escalation: try row.next(Bool.self),
            messages: Int(try row.next(Int64?.self) ?? 0)
        )
    }

    static let all: [AnyStatement] = [
        AnyStatement(snapshot), AnyStatement(policy), AnyStatement(policyVersion), AnyStatement(policyByID),
        AnyStatement(obligations), AnyStatement(obligationsConcerning), AnyStatement(dates),
        AnyStatement(obligationsOfDates), AnyStatement(quietHours), AnyStatement(lines),
        AnyStatement(duty), AnyStatement(calendars), AnyStatement(reachable),
        AnyStatement(returns), AnyStatement(suppressions),
        AnyStatement(acknowledgements),
        AnyStatement(notices), AnyStatement(events), AnyStatement(told), AnyStatement(keys),
        AnyStatement(plannedSince),
    ]
}

/// A row of acknowledgements, as far as plans need it.
struct Acknowledged: Sendable {
    let by: PlanningState.Acknowledger
    let at: Instant
    let until: Instant
}
