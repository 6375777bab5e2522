import Shared

enum IntentStatements {
    private static let columns = """
        intents.id, intents.key, intents.campaign, intents.obligation, intents.rule, intents.track, intents.unit,
        intents.step, intents.at, intents.due_at, intents.recipient_unit, intents.recipient_role, intents.channel,
        intents.collapsed, intents.state, intents.reason, deliveries.attempts, intents.run, intents.sent_at,
        intents.delivery
        """

    @Sendable private static func intent(_ row: inout Row) throws -> Intent {
        let (id, key, campaign) = (
            try row.next(ID<Intent>.self), try row.next(String.self), try row.next(CampaignKey.self)
        )
        let reminder = Reminder(
            obligation: try row.next(), rule: try row.next(), track: try row.next(), unit: try row.next(),
            step: try row.next(), at: try row.next(), dueAt: try row.next(),
            recipient: Reminder.Recipient(unit: try row.next(), role: try row.next()), channel: try row.next(),
            collapsed: try row.next())
        let state = try row.next(String.self)
        return Intent(
            id: id, key: key, campaign: campaign, reminder: reminder, state: Intent.State(rawValue: state) ?? .planned,
            reason: try row.next(), attempts: Int(try row.next(Int64.self)), run: try row.next(),
            sentAt: try row.next(), delivery: try row.next())
    }

    static let find = Statement(
        "SELECT \(columns) FROM intents JOIN deliveries ON deliveries.id = intents.delivery WHERE intents.id = $1",
        ID<Intent>.self, decode: intent)

    static let list = Statement(
        """
        SELECT \(columns) FROM intents JOIN deliveries ON deliveries.id = intents.delivery
        WHERE intents.campaign = $1 AND ($2::uuid IS NULL OR intents.id > $2)
            AND ($3::text IS NULL OR intents.state = $3)
            AND ($4::text IS NULL OR $4 IN (intents.unit, intents.recipient_unit))
            AND ($5::uuid IS NULL OR intents.obligation = $5) AND ($6::uuid IS NULL OR intents.run = $6)
        ORDER BY intents.id LIMIT $7
        """, CampaignKey.self, ID<Intent>?.self, String?.self, UnitKey?.self, ID<Obligation>?.self, ID<Run>?.self,
        Int64.self, decode: intent)

    static let insert = Statement(
        """
        INSERT INTO intents (id, key, campaign, obligation, rule, track, unit, step, template, at, due_at,
            recipient_unit, recipient_role, channel, collapsed, state, run, delivery)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'planned', $16, $17)
        """, ID<Intent>.self, String.self, CampaignKey.self, ID<Obligation>.self, RuleKey.self, TrackCode.self,
        UnitKey.self, String.self, TemplateKey.self, Instant.self, Instant.self, UnitKey.self, ContactRole.self,
        String.self, [String].self, ID<Run>.self, ID<Delivery>.self, access: .write)

    static let insertDeliveries = Statement(
        """
        INSERT INTO deliveries (id, campaign, run, recipient_unit, recipient_role, channel, escalation, state, attempts,
            message_id, not_before, at)
        SELECT id, $1, $2, unit, role, $3, escalation, 'planned', 0, message_id, $4, $4
        FROM unnest($5::uuid[], $6::text[], $7::text[], $8::bool[], $9::text[])
            AS d (id, unit, role, escalation, message_id)
        """, CampaignKey.self, ID<Run>.self, String.self, Instant.self, [ID<Delivery>].self, [UnitKey].self,
        [ContactRole].self, [Bool].self, [String].self, access: .write)

    static let putNonIntents = Statement(
        """
        INSERT INTO non_intents (campaign, obligation, rule, unit, step, reason, run)
        SELECT DISTINCT ON (obligation, step) $1, obligation, rule, unit, step, reason, $2::uuid
        FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
            AS n (obligation, rule, unit, step, reason)
        ON CONFLICT (obligation, step) DO UPDATE SET reason = excluded.reason, run = excluded.run
        """, CampaignKey.self, ID<Run>.self, [ID<Obligation>].self, [RuleKey].self, [UnitKey].self, [String].self,
        [String].self, access: .write)

    static let nonIntents = Statement(
        """
        SELECT obligation, rule, unit, step, reason FROM non_intents
        WHERE campaign = $1 AND ($2::uuid IS NULL OR obligation = $2) AND ($3::text IS NULL OR unit = $3)
        ORDER BY obligation, step LIMIT 500
        """, CampaignKey.self, ID<Obligation>?.self, UnitKey?.self
    ) { row in
        NonIntent(
            obligation: try row.next(), rule: try row.next(), unit: try row.next(), step: try row.next(),
            reason: NonIntent.Reason(rawValue: try row.next(String.self)) ?? .expired)
    }

    static let all: [AnyStatement] = [
        AnyStatement(find), AnyStatement(list), AnyStatement(insert), AnyStatement(insertDeliveries),
        AnyStatement(putNonIntents), AnyStatement(nonIntents),
    ]
}
