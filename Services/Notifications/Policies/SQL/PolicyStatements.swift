import Shared

enum PolicyStatements {
    private static let columns = "id, campaign, version, state, campaign_version, digest, drafted_at, published_at"

    @Sendable private static func policy(_ row: inout Row) throws -> ReminderPolicy {
        ReminderPolicy(
            id: try row.next(), campaign: try row.next(), version: Int(try row.next(Int64.self)),
            state: try row.next(),
            campaignVersion: Int(try row.next(Int64.self)), digest: try row.next(), draftedAt: try row.next(),
            publishedAt: try row.next())
    }

    static let campaign = Statement("SELECT version, document FROM campaigns WHERE key = $1", CampaignKey.self) { row in
        (version: try row.next(Int64.self), document: try row.next(RawJSON.self))
    }

    static let lockNewest = Statement(
        "SELECT \(columns) FROM policies WHERE campaign = $1 ORDER BY version DESC LIMIT 1 FOR UPDATE",
        CampaignKey.self,
        access: .write, decode: policy)

    static let lock = Statement(
        "SELECT \(columns) FROM policies WHERE id = $1 FOR UPDATE", ID<ReminderPolicy>.self, access: .write,
        decode: policy)

    static let find = Statement(
        "SELECT \(columns) FROM policies WHERE id = $1", ID<ReminderPolicy>.self, decode: policy)

    static let inForce = Statement(
        """
        SELECT \(columns) FROM policies
        WHERE campaign = $1 AND CASE WHEN $2::bigint IS NULL THEN state = 'published' ELSE version = $2 END
        """, CampaignKey.self, Int64?.self, decode: policy)

    static let insert = Statement(
        """
        INSERT INTO policies (id, campaign, version, state, campaign_version, digest, reminders, drafted_at)
        VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7)
        """, ID<ReminderPolicy>.self, CampaignKey.self, Int64.self, Int64.self, String.self, RawJSON.self, Instant.self,
        access: .write)

    static let supersede = Statement(
        "UPDATE policies SET state = 'superseded' WHERE campaign = $1 AND state = 'published'", CampaignKey.self,
        access: .write)

    static let publish = Statement(
        "UPDATE policies SET state = 'published', published_at = $2 WHERE id = $1", ID<ReminderPolicy>.self,
        Instant.self, access: .write)

    private static let calledOff = "the policy in force does not call for it"

    /// What has not left, but for the keys in `$2`.
    static let supersedeIntents = Statement(
        """
        UPDATE intents SET state = 'superseded', reason = '\(calledOff)'
        WHERE campaign = $1 AND state IN ('planned', 'retry') AND notice IS NULL AND key <> ALL ($2) RETURNING id
        """, CampaignKey.self, [String].self, access: .write
    ) { row in try row.next(ID<Intent>.self) }

    /// What was called off so, nobody was told, and is among the keys in `$2` again, with the message it was planned for: if that
    /// has not left with something else, and no sender may have it in its hands at `$3`.
    static let reinstateIntents = Statement(
        """
        WITH back AS (
            UPDATE intents SET state = 'planned', reason = NULL FROM deliveries d
            WHERE d.id = intents.delivery AND intents.campaign = $1 AND intents.state = 'superseded'
                AND intents.told_by IS NULL AND intents.reason = '\(calledOff)' AND intents.key = ANY ($2)
                AND (d.state = 'empty' OR d.state IN ('planned', 'retry') AND d.not_before > $3 + interval '1 minute')
            RETURNING intents.id, intents.delivery
        ), reopened AS (
            UPDATE deliveries SET state = 'planned', not_before = $3, closed_by = NULL FROM back
            WHERE deliveries.id = back.delivery AND deliveries.state = 'empty'
        )
        SELECT id FROM back
        """, CampaignKey.self, [String].self, Instant.self, access: .write
    ) { row in try row.next(ID<Intent>?.self) }

    /// What has not left.
    static let waiting = Statement(
        """
        SELECT id, key, notice IS NOT NULL FROM intents WHERE campaign = $1 AND state IN ('planned', 'retry') ORDER BY id
        """, CampaignKey.self
    ) { row in
        (
            id: try row.next(ID<Intent>.self), key: try row.next(String.self),
            isNotice: try row.next(Bool?.self) ?? false
        )
    }

    static let list = Statement(
        """
        SELECT \(columns) FROM policies WHERE campaign = $1 AND ($2::bigint IS NULL OR version < $2)
        ORDER BY version DESC LIMIT $3
        """, CampaignKey.self, Int64?.self, Int64.self, decode: policy)

    static let startWatermark = Statement(
        "INSERT INTO watermarks (campaign, planned_until) VALUES ($1, $2) ON CONFLICT DO NOTHING", CampaignKey.self,
        Instant.self, access: .write)

    static let all: [AnyStatement] = [
        AnyStatement(waiting), AnyStatement(campaign), AnyStatement(lockNewest), AnyStatement(lock), AnyStatement(find),
        AnyStatement(inForce),
        AnyStatement(insert), AnyStatement(supersede), AnyStatement(publish), AnyStatement(supersedeIntents),
        AnyStatement(reinstateIntents),
        AnyStatement(startWatermark), AnyStatement(list),
    ]
}
