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
        SELECT id, host, (SELECT region FROM units WHERE key = host), strand, theme_day, series, tags, groups, places, mode,
            platforms, resources, activity_form, (SELECT count(*) FROM sessions WHERE event = events.id)
        FROM events
        WHERE campaign = $1 AND state IN ('approved', 'published') AND ($2::text IS NULL OR $2 = ANY (tracks))
            AND ($3::text IS NULL OR host IN (SELECT key FROM below))
        """, CampaignKey.self, TrackCode?.self, UnitKey?.self, Instant.self
    ) { row in
        CountedEvent(
            id: try row.next(), host: try row.next(), region: try row.next(),
            terms: [
                .strand: try one(&row), .themeDay: try one(&row), .series: try row.next(), .tag: try row.next(),
                .group: try row.next(), .place: try row.next(), .mode: try one(&row), .platform: try row.next(),
                .resource: try row.next(), .activityForm: try one(&row),
            ], sessions: try row.next(Int?.self) ?? 0)
    }

    @Sendable private static func one(_ row: inout Row) throws -> [TermCode] {
        try row.next(TermCode?.self).map { [$0] } ?? []
    }

    static let all: [AnyStatement] = [AnyStatement(counted)]
}
