import Shared

enum BulletinStatements {
    /// Waits for everybody who is filing (each holds its obligation's row) and holds back whoever comes; reads go on.
    static let holdFilings = Statement("LOCK TABLE obligations IN EXCLUSIVE MODE", access: .write)

    static let moveHorizon = Statement(
        "UPDATE horizon SET at = greatest(at, $1)", Instant.self, access: .write)

    static let last = Statement(
        "SELECT n FROM bulletins WHERE campaign = $1 AND node = $2 ORDER BY n DESC LIMIT 1", CampaignKey.self,
        UnitKey.self, access: .write
    ) { row in try row.next(Int.self) }

    static let insert = Statement(
        """
        INSERT INTO bulletins (campaign, node, n, title, track, at, known_at, campaign_version, body, digest, issued_by,
            issued_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """, CampaignKey.self, UnitKey.self, Int.self, String.self, TrackCode?.self, Instant.self, Instant.self,
        Int.self, String.self, Bytes.self, String.self, Instant.self, access: .write)

    private static let columns = """
        campaign, node, n, title, track, at, known_at, campaign_version, digest, issued_by, issued_at
        """

    @Sendable private static func decode(_ row: inout Row) throws -> BulletinSummary {
        BulletinSummary(
            campaign: try row.next(), node: try row.next(), number: try row.next(), title: try row.next(),
            track: try row.next(), at: try row.next(), knownAt: try row.next(), campaignVersion: try row.next(),
            digest: Hex.encode(try row.next(Bytes.self).bytes), by: try row.next(), issuedAt: try row.next())
    }

    static let byNumber = Statement(
        "SELECT \(columns), body FROM bulletins WHERE campaign = $1 AND node = $2 AND n = $3", CampaignKey.self,
        UnitKey.self, Int.self
    ) { row in (summary: try decode(&row), text: try row.next(String.self)) }

    static let list = Statement(
        "SELECT \(columns) FROM bulletins WHERE campaign = $1 AND node = $2 AND n > $3 ORDER BY n LIMIT $4",
        CampaignKey.self, UnitKey.self, Int.self, Int.self, decode: decode)

    static let all: [AnyStatement] = [
        AnyStatement(holdFilings), AnyStatement(moveHorizon), AnyStatement(last), AnyStatement(insert),
        AnyStatement(byNumber), AnyStatement(list),
    ]
}
