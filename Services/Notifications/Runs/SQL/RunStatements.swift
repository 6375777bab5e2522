import Shared

enum RunStatements {
    private static let columns = "id, campaign, from_at, to_at, intents, non_intents, digests, digest, at"

    @Sendable private static func run(_ row: inout Row) throws -> Run {
        Run(
            id: try row.next(), campaign: try row.next(), from: try row.next(), to: try row.next(), mode: .live,
            counts: Run.Counts(
                intents: Int(try row.next(Int64.self)), nonIntents: Int(try row.next(Int64.self)),
                digests: Int(try row.next(Int64.self))),
            digest: try row.next(), at: try row.next())
    }

    static let campaigns = Statement(
        """
        SELECT campaign FROM policies WHERE state = 'published' AND ($1::text IS NULL OR campaign = $1) ORDER BY campaign
        """, CampaignKey?.self
    ) { row in try row.next(CampaignKey.self) }

    static let watermark = Statement(
        "SELECT planned_until FROM watermarks WHERE campaign = $1", CampaignKey.self
    ) { row in try row.next(Instant.self) }

    /// Nothing that plans are made from comes in while this transaction lasts: what feeds write waits for it.
    static let holdProjections = Statement("SELECT name FROM projections ORDER BY name FOR SHARE", access: .write)

    static let lockWatermark = Statement(
        "SELECT planned_until FROM watermarks WHERE campaign = $1 FOR UPDATE", CampaignKey.self, access: .write
    ) { row in try row.next(Instant.self) }

    /// No run plans while this transaction lasts.
    static let shareWatermark = Statement(
        "SELECT planned_until FROM watermarks WHERE campaign = $1 FOR SHARE", CampaignKey.self, access: .write
    ) { row in try row.next(Instant.self) }

    static let moveWatermark = Statement(
        "UPDATE watermarks SET planned_until = $2 WHERE campaign = $1", CampaignKey.self, Instant.self, access: .write)

    static let watermarks = Statement("SELECT campaign, planned_until FROM watermarks ORDER BY campaign") { row in
        (campaign: try row.next(CampaignKey.self), plannedUntil: try row.next(Instant.self))
    }

    static let insert = Statement(
        """
        INSERT INTO runs (id, campaign, from_at, to_at, intents, non_intents, digests, digest, at, policy, seen)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """, ID<Run>.self, CampaignKey.self, Instant.self, Instant.self, Int64.self, Int64.self, Int64.self,
        String.self, Instant.self, ID<ReminderPolicy>.self, String.self, access: .write)

    static let find = Statement("SELECT \(columns) FROM runs WHERE id = $1", ID<Run>.self, decode: run)

    static let findForReplay = Statement(
        "SELECT \(columns), policy, seen FROM runs WHERE id = $1", ID<Run>.self
    ) { row in PlannedRun(run: try run(&row), policy: try row.next(), seen: try row.next()) }

    static let policy = Statement(
        "SELECT id FROM policies WHERE campaign = $1 AND state = 'published'", CampaignKey.self
    ) { row in try row.next(ID<ReminderPolicy>.self) }

    static let list = Statement(
        """
        SELECT \(columns) FROM runs WHERE campaign = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
        """, CampaignKey.self, ID<Run>?.self, Int64.self, decode: run)

    /// How many intents have not ended well, or not yet, by state.
    static let unsettled = Statement(
        """
        SELECT state, count(*)
        FROM intents WHERE state IN ('planned', 'claimed', 'retry', 'uncertain', 'dead') GROUP BY state
        """
    ) { row in (state: try row.next(Intent.State.self), count: Int(try row.next(Int64?.self) ?? 0)) }

    /// How many messages could have left by $1 and have not, and since when the oldest could.
    static let due = Statement(
        """
        SELECT count(*), min(not_before) FROM deliveries
        WHERE state IN ('planned', 'retry', 'sending') AND not_before <= $1
        """, Instant.self
    ) { row in (count: Int(try row.next(Int64?.self) ?? 0), since: try row.next(Instant?.self)) }

    static let all: [AnyStatement] = [
        AnyStatement(campaigns), AnyStatement(holdProjections), AnyStatement(shareWatermark),
        AnyStatement(findForReplay), AnyStatement(policy), AnyStatement(watermark), AnyStatement(lockWatermark),
        AnyStatement(moveWatermark),
        AnyStatement(watermarks), AnyStatement(insert), AnyStatement(find), AnyStatement(list), AnyStatement(unsettled),
        AnyStatement(due),
    ]
}

/// A run with what a replay of it needs; null where that was not kept.
struct PlannedRun: Sendable {
    let run: Run
    let policy: ID<ReminderPolicy>?
    /// Which transactions it saw.
    let seen: String?
}
