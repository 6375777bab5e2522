import Shared

/// Messages that were given up, many at once.
enum DeadStatements {
    /// $2 … $4: by this channel, to this unit, from this instant on.
    private static let chosen = """
        campaign = $1 AND state = 'dead' AND ($2::text IS NULL OR channel = $2)
            AND ($3::text IS NULL OR recipient_unit = $3) AND ($4::timestamptz IS NULL OR at >= $4)
        """

    /// The oldest, locked; what somebody else has in hand is passed over.
    static let take = Statement(
        "SELECT id FROM deliveries WHERE \(chosen) ORDER BY id LIMIT $5 FOR UPDATE SKIP LOCKED", CampaignKey.self,
        String?.self, UnitKey?.self, Instant?.self, Int64.self, access: .write
    ) { row in try row.next(ID<Delivery>.self) }

    static let count = Statement(
        "SELECT count(*) FROM deliveries WHERE \(chosen)", CampaignKey.self, String?.self, UnitKey?.self, Instant?.self
    ) { row in Int(try row.next(Int64?.self) ?? 0) }

    static let all: [AnyStatement] = [AnyStatement(take), AnyStatement(count)]
}
