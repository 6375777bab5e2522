import Shared

/// An event's row with its content still as JSON text.
struct EventRow: Sendable {
    let id: ID<Event>
    let campaign: CampaignKey
    let content: RawJSON
    let state: EventState
    let revision: Int64
    let announcement: Int64
    let createdAt: Instant
    let submittedBy: String?
    let reviewedBy: String?
    let reason: String?

    static let columns = """
        id, campaign, content, state, revision, announcement, created_at, submitted_by, reviewed_by, reason
        """

    init(_ row: inout Row) throws {
        id = try row.next()
        campaign = try row.next()
        content = try row.next()
        state = try row.next()
        revision = try row.next()
        announcement = try row.next()
        createdAt = try row.next()
        submittedBy = try row.next()
        reviewedBy = try row.next()
        reason = try row.next()
    }

    func event() throws -> StoredEvent {
        StoredEvent(
            id: id, campaign: campaign, content: try content.decoded(as: EventContent.self), state: state,
            revision: Int(revision), announcement: Int(announcement), createdAt: createdAt, submittedBy: submittedBy,
            reviewedBy: reviewedBy, reason: reason)
    }
}

enum EventStatements {
    /// What of the content `$5` stands in columns, for lists and counts.
    private static let contentColumns = """
        jsonb_to_record($5) AS c (host text, tracks text[], strand text, "themeDay" text, tags text[], groups text[],
            mode text, places text[], series text[], platforms text[], resources text[], "activityForm" text,
            "plannedItem" text)
        """

    static let insert = Statement(
        """
        INSERT INTO events (id, campaign, state, revision, announcement, created_at, content, host, tracks, strand,
            theme_day, tags, groups, mode, places, series, platforms, resources, activity_form, planned_item)
        SELECT $1, $2, $3, 1, 0, $4, $5, c.host, c.tracks, c.strand, c."themeDay", c.tags, c.groups, c.mode,
            coalesce(c.places, '{}'), coalesce(c.series, '{}'), coalesce(c.platforms, '{}'),
            coalesce(c.resources, '{}'), c."activityForm", c."plannedItem"
        FROM \(contentColumns)
        """, ID<Event>.self, CampaignKey.self, EventState.self, Instant.self, RawJSON.self, access: .write)

    static let update = Statement(
        """
        UPDATE events
        SET content = $5, state = $2, revision = $3, announcement = $4, submitted_by = $6, reviewed_by = $7, reason = $8,
            host = c.host, tracks = c.tracks, strand = c.strand, theme_day = c."themeDay", tags = c.tags,
            groups = c.groups, mode = c.mode, places = coalesce(c.places, '{}'), series = coalesce(c.series, '{}'),
            platforms = coalesce(c.platforms, '{}'), resources = coalesce(c.resources, '{}'),
            activity_form = c."activityForm", planned_item = c."plannedItem"
        FROM \(contentColumns)
        WHERE id = $1
        """, ID<Event>.self, EventState.self, Int.self, Int.self, RawJSON.self, String?.self, String?.self,
        String?.self, access: .write)

    static let find = Statement("SELECT \(EventRow.columns) FROM events WHERE id = $1", ID<Event>.self) { row in
        try EventRow(&row)
    }

    static let lock = Statement(
        "SELECT \(EventRow.columns) FROM events WHERE id = $1 FOR UPDATE", ID<Event>.self, access: .write
    ) { row in try EventRow(&row) }

    static let list = Statement(
        """
        SELECT \(EventRow.columns) FROM events
        WHERE campaign = $1 AND ($2::uuid IS NULL OR id > $2) AND ($3::text IS NULL OR host = $3)
            AND ($4::text IS NULL OR $4 = ANY (tracks))
            AND ($5::text IS NULL OR $5 = CASE
                WHEN state = 'published' AND NOT EXISTS (
                    SELECT FROM sessions WHERE event = events.id AND upper(during) > $6) THEN 'held'
                ELSE state END)
            AND ($7::text IS NULL OR strand = $7) AND ($8::text IS NULL OR theme_day = $8)
            AND ($9::text IS NULL OR $9 = ANY (tags))
            AND ($10::timestamptz IS NULL OR EXISTS (
                SELECT FROM sessions WHERE event = events.id AND during && tstzrange($10, $11)))
            AND (announcement > 0 OR \(ScopeSQL.anyLine(13, 14, unit: "host", tracks: "tracks")))
        ORDER BY id LIMIT $12
        """, CampaignKey.self, ID<Event>?.self, UnitKey?.self, TrackCode?.self, EventState?.self, Instant.self,
        TermCode?.self, TermCode?.self, TermCode?.self, Instant?.self, Instant?.self, Int64.self,
        [UnitKey]?.self, [String]?.self
    ) { row in try EventRow(&row) }

    static let clearSessions = Statement("DELETE FROM sessions WHERE event = $1", ID<Event>.self, access: .write)

    static let insertSessions = Statement(
        """
        INSERT INTO sessions (event, ordinal, host, venue, during, held)
        SELECT $1, ordinal, $2, venue, tstzrange(start_at, end_at), $3
        FROM unnest($4::uuid[], $5::timestamptz[], $6::timestamptz[]) WITH ORDINALITY AS s (venue, start_at, end_at, ordinal)
        """, ID<Event>.self, UnitKey.self, Bool.self, [ID<Venue>?].self, [Instant].self, [Instant].self, access: .write)

    static let holdSessions = Statement(
        "UPDATE sessions SET held = $2 WHERE event = $1 AND held <> $2", ID<Event>.self, Bool.self, access: .write)

    /// Which of the given sessions meet one that the host holds for another event.
    static let hostOverlaps = Statement(
        """
        SELECT s.ordinal, min(sessions.event::text)
        FROM unnest($3::timestamptz[], $4::timestamptz[]) WITH ORDINALITY AS s (start_at, end_at, ordinal)
        JOIN sessions ON sessions.held AND sessions.host = $1 AND sessions.during && tstzrange(s.start_at, s.end_at)
            AND ($2::uuid IS NULL OR sessions.event <> $2)
        GROUP BY s.ordinal ORDER BY s.ordinal
        """, UnitKey.self, ID<Event>?.self, [Instant].self, [Instant].self
    ) { row in
        (session: Int(try row.next(Int64?.self) ?? 0), event: try row.next(String?.self) ?? "")
    }

    /// E4: the event, or its report, went through the principal's hands.
    static let putHand = Statement(
        """
        INSERT INTO event_hands (event, what, principal, first_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT ON CONSTRAINT event_hands_pkey DO NOTHING
        """, ID<Event>.self, String.self, String.self, Instant.self, access: .write)

    static let hasHand = Statement(
        "SELECT EXISTS (SELECT FROM event_hands WHERE event = $1 AND what = $2 AND principal = $3)", ID<Event>.self,
        String.self, String.self
    ) { row in try row.next(Bool?.self) ?? false }

    static let all: [AnyStatement] = [
        AnyStatement(insert), AnyStatement(update), AnyStatement(find), AnyStatement(lock), AnyStatement(list),
        AnyStatement(clearSessions), AnyStatement(insertSessions), AnyStatement(holdSessions),
        AnyStatement(hostOverlaps), AnyStatement(putHand), AnyStatement(hasHand),
    ]
}

extension EventState: PostgresText {}
