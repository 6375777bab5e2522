import Shared

enum StatisticsStatements {
    /// The events that count, hosted by `$3` or a unit below it; all when it is null.
    static let counted = Statement(
        """
        WITH RECURSIVE below (key) AS (
            SELECT $3
            UNION
            SELECT relations.child
            FROM below JOIN relations ON relations.parent = below.key
            WHERE relations.type = 'reportsTo' AND ($2::text IS NULL OR relations.track IS NULL OR relations.track = $2)
                AND (relations.valid_from IS NULL OR relations.valid_from <= $4)
                AND (relations.valid_to IS NULL OR relations.valid_to > $4)
        )
        SELECT host, strand, theme_day, tags, groups, mode, (SELECT count(*) FROM sessions WHERE event = events.id)
        FROM events
        WHERE campaign = $1 AND state IN ('approved', 'published') AND ($2::text IS NULL OR $2 = ANY (tracks))
            AND ($3::text IS NULL OR host IN (SELECT key FROM below))
        """, CampaignKey.self, TrackCode?.self, UnitKey?.self, Instant.self
    ) { row in
        CountedEvent(
            host: try row.next(), strand: try row.next(), themeDay: try row.next(), tags: try row.next(),
            groups: try row.next(), mode: try row.next(), sessions: Int(try row.next(Int64?.self) ?? 0))
    }

    static let all: [AnyStatement] = [AnyStatement(counted)]
}
