import Shared

/// The weeks units declared, from events.
enum WeekStatements {
    static let put = Statement(
        """
        INSERT INTO weeks (id, campaign, track, unit, revision, start_on, end_on, confirmed_after_cap, declared_at, since,
            recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT ON CONSTRAINT weeks_pkey DO NOTHING
        """, UniqueID.self, CampaignKey.self, TrackCode.self, UnitKey.self, Int.self, CivilDate.self, CivilDate.self,
        Bool.self, Instant.self, Instant.self, Instant.self, access: .write)

    static let clear = Statement("DELETE FROM weeks", access: .write)

    static let list = Statement(
        """
        SELECT unit, track, revision, start_on, end_on, since, confirmed_after_cap FROM weeks
        WHERE campaign = $1 AND ($2::text[] IS NULL OR unit = ANY ($2)) ORDER BY unit, since, revision
        """, CampaignKey.self, [UnitKey]?.self
    ) { row in
        let unit = try row.next(UnitKey.self)
        let track = try row.next(TrackCode.self)
        let revision = try row.next(Int.self)
        let anchor = Anchor(start: try row.next(), end: try row.next(), revision: revision)
        return (
            unit: unit,
            week: DeclaredWeek(
                track: track, since: try row.next(), anchor: anchor, confirmedAfterCap: try row.next())
        )
    }

    /// Gives declared weeks to the obligations they meet: those of the same unit and track that ask for one of $2. On
    /// time or late follows when the week was first declared, whatever is amended later.
    static let credit = Statement(
        """
        INSERT INTO credits (obligation, kind, source, n, content, title, received_at, recorded_at, due_at)
        SELECT o.id, 'local_week', w.id::text, 1, convert_to(w.id::text, 'UTF8'), w.start_on || ' – ' || w.end_on,
            w.declared_at, known_from($3), t.due_at
        FROM weeks w
        JOIN obligations o ON o.campaign = w.campaign AND o.unit = w.unit AND o.track = w.track
        JOIN obligation_terms t ON t.obligation = o.id AND t.superseded_at IS NULL AND t.items && $2
            AND t.valid @> greatest(w.declared_at, t.born_at)
        WHERE w.campaign = $1 AND w.revision = (
            SELECT min(first.revision) FROM weeks first
            WHERE first.campaign = w.campaign AND first.track = w.track AND first.unit = w.unit)
            AND \(UnitStatements.isKnown("w.unit", since: "$3"))
        ON CONFLICT ON CONSTRAINT credits_pkey DO NOTHING
        RETURNING obligation
        """, CampaignKey.self, [ItemCode].self, Instant.self, access: .write
    ) { row in try row.next(ID<Obligation>.self) }

    static let all: [AnyStatement] = [
        AnyStatement(put), AnyStatement(clear), AnyStatement(list), AnyStatement(credit),
    ]
}
