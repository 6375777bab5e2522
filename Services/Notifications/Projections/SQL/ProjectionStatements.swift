import Shared

enum ProjectionStatements {
    static let putCampaign = Statement(
        """
        INSERT INTO campaigns (key, version, document) VALUES ($1, $2, $3)
        ON CONFLICT (key) DO UPDATE SET version = excluded.version, document = excluded.document
        """, CampaignKey.self, Int64.self, RawJSON.self, access: .write)

    static let putCalendar = Statement(
        """
        INSERT INTO calendars (year, version, days) VALUES ($1, $2, $3)
        ON CONFLICT (year) DO UPDATE SET version = excluded.version, days = excluded.days
        """, Int64.self, Int64.self, RawJSON.self, access: .write)

    static let putUnit = Statement(
        """
        INSERT INTO units (key, name, kind) VALUES ($1, $2, $3)
        ON CONFLICT (key) DO UPDATE SET name = excluded.name, kind = excluded.kind
        WHERE (units.name, units.kind) IS DISTINCT FROM (excluded.name, excluded.kind)
        """, UnitKey.self, String.self, UnitKind.self, access: .write)

    static let putLine = Statement(
        """
        INSERT INTO lines (id, lower, upper, track, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE
        SET lower = excluded.lower, upper = excluded.upper, track = excluded.track, valid_from = excluded.valid_from,
            valid_to = excluded.valid_to
        """, ID<Relation>.self, UnitKey.self, UnitKey.self, TrackCode.self, Instant?.self, Instant?.self, access: .write
    )

    static let putContact = Statement(
        """
        INSERT INTO contacts (id, unit, role, channel, usable, quiet_from, quiet_to) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE
        SET unit = excluded.unit, role = excluded.role, channel = excluded.channel, usable = excluded.usable,
            quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to
        """, ID<Contact>.self, UnitKey.self, ContactRole.self, ContactChannel.self, Bool.self, Int?.self, Int?.self,
        access: .write)

    /// Answers what of it was there before; no row: it is new.
    static let putObligation = Statement(
        """
        WITH former AS (SELECT due_at, data ->> 'extendedUntil' AS extended, data ->> 'reopenedAt' AS reopened,
                data ->> 'have' AS have
            FROM obligations WHERE id = $1),
        put AS (
            INSERT INTO obligations (id, campaign, unit, ended, data, rule, track, opens_at, due_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (id) DO UPDATE
            SET ended = excluded.ended, data = excluded.data, rule = excluded.rule, track = excluded.track,
                opens_at = excluded.opens_at, due_at = excluded.due_at)
        SELECT due_at, extended::timestamptz, reopened::timestamptz, have::bigint FROM former
        """, ID<Obligation>.self, CampaignKey.self, UnitKey.self, Bool.self, RawJSON.self, RuleKey.self,
        TrackCode.self, Instant.self, Instant?.self, access: .write
    ) { row in
        FormerObligation(
            dueAt: try row.next(), extendedUntil: try row.next(), reopenedAt: try row.next(),
            have: Int(try row.next(Int64?.self) ?? 0))
    }

    /// Which of them are open again since exactly then.
    static let reopened = Statement(
        """
        SELECT id FROM obligations WHERE id = ANY ($1) AND (data ->> 'reopenedAt')::timestamptz = $2 ORDER BY id
        """, [ID<Obligation>].self, Instant.self
    ) { row in try row.next(ID<Obligation>.self) }

    static let clearRegistry = Statement(
        """
        WITH gone_campaigns AS (DELETE FROM campaigns), gone_calendars AS (DELETE FROM calendars),
            gone_units AS (DELETE FROM units), gone_lines AS (DELETE FROM lines)
        DELETE FROM contacts
        """, access: .write)

    static let clearReporting = Statement(
        "WITH gone_returns AS (DELETE FROM returns) DELETE FROM obligations", access: .write)

    static let clearEvents = Statement(
        """
        WITH gone_ceremonies AS (DELETE FROM ceremonies), gone_venues AS (DELETE FROM venues) DELETE FROM events
        """, access: .write)

    static let putVenue = Statement(
        "INSERT INTO venues (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        ID<Venue>.self, String.self, access: .write)

    /// The newest return of an obligation, unless the same one is there already: a feed may be read again. Planners see it
    /// from $5 on, or behind every window that was planned.
    static let putReturn = Statement(
        """
        INSERT INTO returns (obligation, campaign, submission, returned_at, at, due_back_at, note, open)
        SELECT $1, $2, $3, $4, greatest($5, max(planned_until) + interval '1 microsecond'), $6, $7, true
        FROM watermarks WHERE campaign = $2
        ON CONFLICT ON CONSTRAINT returns_obligation_primary DO UPDATE
        SET submission = excluded.submission, returned_at = excluded.returned_at, at = excluded.at,
            due_back_at = excluded.due_back_at, note = excluded.note, open = true
        WHERE returns.returned_at < excluded.returned_at
        """, ID<Obligation>.self, CampaignKey.self, ID<Submission>?.self, Instant.self, Instant.self, Instant?.self,
        String.self, access: .write)

    /// It was filed again.
    static let closeReturn = Statement(
        "UPDATE returns SET open = false WHERE obligation = $1 AND open AND submission IS NOT DISTINCT FROM $2",
        ID<Obligation>.self, ID<Submission>?.self, access: .write)

    /// Planners see it from $7 on, or behind every window that was planned.
    static let putNotice = Statement(
        """
        INSERT INTO notices (id, campaign, kind, obligation, event, step, at, data)
        SELECT $1, $2, $3, $4, $5, $6, greatest($7, max(planned_until) + interval '1 microsecond'), $8
        FROM watermarks WHERE campaign = $2
        ON CONFLICT (coalesce(obligation, event), step, kind) DO NOTHING
        """, ID<Notice>.self, CampaignKey.self, Notice.Kind.self, ID<Obligation>?.self, ID<Event>?.self, String.self,
        Instant.self, RawJSON.self, access: .write)

    static let event = Statement("SELECT data FROM events WHERE id = $1", ID<Event>.self) { row in
        try row.next(RawJSON.self)
    }

    static let ceremony = Statement("SELECT data FROM ceremonies WHERE event = $1", ID<Event>.self) { row in
        try row.next(RawJSON.self)
    }

    static let putEvent = Statement(
        """
        INSERT INTO events (id, campaign, data) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET data = excluded.data
        """, ID<Event>.self, CampaignKey.self, RawJSON.self, access: .write)

    static let putCeremony = Statement(
        """
        INSERT INTO ceremonies (event, data) VALUES ($1, $2)
        ON CONFLICT (event) DO UPDATE SET data = excluded.data
        """, ID<Event>.self, RawJSON.self, access: .write)

    static let all: [AnyStatement] = [
        AnyStatement(putCampaign), AnyStatement(putCalendar), AnyStatement(putUnit), AnyStatement(putContact),
        AnyStatement(putLine),
        AnyStatement(putObligation), AnyStatement(clearRegistry), AnyStatement(clearReporting),
        AnyStatement(clearEvents), AnyStatement(putVenue), AnyStatement(putReturn), AnyStatement(closeReturn),
        AnyStatement(putNotice), AnyStatement(reopened),
        AnyStatement(event), AnyStatement(ceremony), AnyStatement(putEvent), AnyStatement(putCeremony),
    ]
}

/// What an obligation was before a change, as far as that is news.
struct FormerObligation: Sendable {
    /// With an extension counted in.
    let dueAt: Instant?
    let extendedUntil: Instant?
    let reopenedAt: Instant?
    /// How many pieces counted.
    let have: Int
}
