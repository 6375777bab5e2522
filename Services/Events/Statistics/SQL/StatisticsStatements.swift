import Shared

enum StatisticsStatements {
    private static let columns = """
        id, host, (SELECT region FROM units WHERE key = host), strand, theme_day, series, tags, groups, places, mode,
            platforms, resources, activity_form, (SELECT count(*) FROM sessions WHERE event = counted.id)
        """

    /// Of a campaign those that count, on track $2 or on any.
    private static let counts =
        "campaign = $1 AND state IN ('approved', 'published') AND ($2::text IS NULL OR $2 = ANY (tracks))"

    /// The events of a campaign that count.
    static let counted = Statement(
        "SELECT \(columns) FROM events counted WHERE \(counts)", CampaignKey.self, TrackCode?.self, decode: event)

    /// The events that count, hosted by $3 or a unit below it. A walk downwards, and from each unit to what it hosts: it costs
    /// what lies below the node, where the planner would rather join all relations and all events of the campaign.
    static let countedBelow = Statement(
        """
        WITH RECURSIVE below (key) AS (
            SELECT $3
            UNION
            SELECT line.child
            FROM below CROSS JOIN LATERAL (
                SELECT child FROM relations
                WHERE parent = below.key AND type = 'reportsTo' AND ($2::text IS NULL OR track IS NULL OR track = $2)
                    AND (valid_from IS NULL OR valid_from <= $4) AND (valid_to IS NULL OR valid_to > $4)
                OFFSET 0) line
        )
        SELECT \(columns)
        FROM below CROSS JOIN LATERAL (
            SELECT id, host, strand, theme_day, series, tags, groups, places, mode, platforms, resources, activity_form
            FROM events WHERE host = below.key AND \(counts) OFFSET 0) counted
        """, CampaignKey.self, TrackCode?.self, UnitKey.self, Instant.self, decode: event)

    @Sendable private static func event(_ row: inout Row) throws -> CountedEvent {
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

    static let all: [AnyStatement] = [AnyStatement(counted), AnyStatement(countedBelow)]
}
