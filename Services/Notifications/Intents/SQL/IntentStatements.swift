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
        return Intent(
            id: id, key: key, campaign: campaign, reminder: reminder, state: try row.next(),
            reason: try row.next(), attempts: Int(try row.next(Int64.self)), run: try row.next(),
            sentAt: try row.next(), delivery: try row.next())
    }

    static let find = Statement(
        "SELECT \(columns) FROM intents JOIN deliveries ON deliveries.id = intents.delivery WHERE intents.id = $1",
        ID<Intent>.self, decode: intent)

    static let byIDs = Statement(
        """
        SELECT \(columns) FROM intents JOIN deliveries ON deliveries.id = intents.delivery
        WHERE intents.id = ANY ($1) ORDER BY intents.id
        """, [ID<Intent>].self, decode: intent)

    static let list = Statement(
        """
        SELECT \(columns) FROM intents JOIN deliveries ON deliveries.id = intents.delivery
        WHERE intents.campaign = $1 AND ($2::uuid IS NULL OR intents.id > $2)
            AND ($3::text IS NULL OR intents.state = $3)
            AND ($4::text IS NULL OR $4 IN (intents.unit, intents.recipient_unit))
            AND ($5::uuid IS NULL OR intents.obligation = $5) AND ($6::uuid IS NULL OR intents.run = $6)
            AND \(ScopeSQL.lines(8, 9, unit: "intents.unit", track: "intents.track"))
        ORDER BY intents.id LIMIT $7
        """, CampaignKey.self, ID<Intent>?.self, Intent.State?.self, UnitKey?.self, ID<Obligation>?.self, ID<Run>?.self,
        Int64.self, [UnitKey]?.self, [String]?.self, decode: intent)

    /// The steps an intent stands for come as one text, a line each: PostgreSQL has no arrays of unlike arrays.
    static let insert = Statement(
        """
        INSERT INTO intents (id, key, campaign, obligation, rule, track, unit, step, template, at, due_at, useless_from,
            recipient_unit, recipient_role, channel, collapsed, state, run, delivery)
        SELECT id, key, $1, obligation, rule, track, unit, step, template, at, due_at, useless_from, recipient_unit,
            recipient_role, channel, string_to_array(collapsed, chr(10)), 'planned', $2, delivery
        FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
            $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::text[], $15::text[], $16::text[],
            $17::text[], $18::uuid[])
            AS i (id, key, obligation, rule, track, unit, step, template, at, due_at, useless_from, recipient_unit,
                recipient_role, channel, collapsed, delivery)
        """, CampaignKey.self, ID<Run>.self, [ID<Intent>].self, [String].self, [ID<Obligation>].self,
        [RuleKey].self, [TrackCode].self, [UnitKey].self, [String].self, [TemplateKey].self, [Instant].self,
        [Instant].self, [Instant?].self, [UnitKey].self, [ContactRole].self, [String].self, [String].self,
        [ID<Delivery>].self, access: .write)

    static let end = Statement(
        """
        UPDATE intents SET state = ended.state, reason = ended.reason
        FROM unnest($1::uuid[], $2::text[], $3::text[]) AS ended (id, state, reason) WHERE intents.id = ended.id
        """, [ID<Intent>].self, [Intent.State].self, [String].self, access: .write)

    static let insertDeliveries = Statement(
        """
        INSERT INTO deliveries (id, campaign, run, recipient_unit, recipient_role, channel, escalation, state, attempts,
            message_id, not_before, at)
        SELECT id, $1, $2, unit, role, channel, escalation, 'planned', 0, message_id, not_before, $3
        FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::bool[], $9::text[], $10::timestamptz[])
            AS d (id, unit, role, channel, escalation, message_id, not_before)
        """, CampaignKey.self, ID<Run>.self, Instant.self, [ID<Delivery>].self, [UnitKey].self,
        [ContactRole].self, [ContactChannel].self, [Bool].self, [String].self, [Instant].self, access: .write)

    static let putNonIntents = Statement(
        """
        INSERT INTO non_intents (campaign, obligation, rule, unit, step, reason, run)
        SELECT DISTINCT ON (obligation, step) $1, obligation, rule, unit, step, reason, $2::uuid
        FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
            AS n (obligation, rule, unit, step, reason)
        ON CONFLICT (obligation, step) DO UPDATE SET reason = excluded.reason, run = excluded.run
        """, CampaignKey.self, ID<Run>.self, [ID<Obligation>].self, [RuleKey].self, [UnitKey].self, [String].self,
        [NonIntent.Reason].self, access: .write)

    private static let track = "(SELECT o.data ->> 'track' FROM obligations o WHERE o.id = n.obligation)"

    static let nonIntents = Statement(
        """
        SELECT n.obligation, n.rule, n.unit, n.step, n.reason FROM non_intents n
        WHERE n.campaign = $1 AND ($2::uuid IS NULL OR n.obligation = $2) AND ($3::text IS NULL OR n.unit = $3)
            AND \(ScopeSQL.lines(4, 5, unit: "n.unit", track: track))
        ORDER BY n.obligation, n.step LIMIT 500
        """, CampaignKey.self, ID<Obligation>?.self, UnitKey?.self, [UnitKey]?.self, [String]?.self
    ) { row in
        NonIntent(
            obligation: try row.next(), rule: try row.next(), unit: try row.next(), step: try row.next(),
            reason: try row.next())
    }

    static let all: [AnyStatement] = [
        AnyStatement(find), AnyStatement(byIDs), AnyStatement(list), AnyStatement(insert),
        AnyStatement(insertDeliveries),
        AnyStatement(end), AnyStatement(putNonIntents), AnyStatement(nonIntents),
    ]
}
