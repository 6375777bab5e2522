import Shared

enum SuppressionStatements {
    private static let columns = "id, campaign, unit, rule, track, author, reason, start_at, end_at"

    @Sendable private static func suppression(_ row: inout Row) throws -> Suppression {
        Suppression(
            id: try row.next(), campaign: try row.next(),
            matcher: Suppression.Matcher(unit: try row.next(), rule: try row.next(), track: try row.next()),
            author: try row.next(), reason: try row.next(), start: try row.next(), end: try row.next())
    }

    static let insert = Statement(
        """
        INSERT INTO suppressions (id, campaign, unit, rule, track, author, reason, start_at, end_at, holds_from)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """, ID<Suppression>.self, CampaignKey.self, UnitKey?.self, RuleKey?.self, TrackCode?.self, String.self,
        String.self, Instant.self, Instant.self, Instant.self, access: .write)

    static let campaign = Statement(
        "SELECT campaign FROM suppressions WHERE id = $1", ID<Suppression>.self
    ) { row in try row.next(CampaignKey.self) }

    /// Ends it then unless it has ended; one that has not begun ends as it begins.
    static let end = Statement(
        """
        UPDATE suppressions SET end_at = greatest(start_at, least(end_at, $2)) WHERE id = $1 RETURNING \(columns)
        """, ID<Suppression>.self, Instant.self, access: .write, decode: suppression)

    static let list = Statement(
        """
        SELECT \(columns) FROM suppressions WHERE campaign = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3
        """, CampaignKey.self, ID<Suppression>?.self, Int64.self, decode: suppression)

    static let ofCampaign = Statement(
        "SELECT \(columns) FROM suppressions WHERE campaign = $1 ORDER BY id", CampaignKey.self, decode: suppression)

    static let all: [AnyStatement] = [
        AnyStatement(insert), AnyStatement(campaign), AnyStatement(end), AnyStatement(list), AnyStatement(ofCampaign),
    ]
}
