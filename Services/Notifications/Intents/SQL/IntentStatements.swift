import Shared

enum IntentStatements {
    static let columns = """
        intents.id, intents.key, intents.campaign, intents.obligation, intents.event, intents.rule, intents.track, intents.unit,
        intents.step, intents.at, intents.due_at, intents.recipient_unit, intents.recipient_role, intents.channel,
        intents.collapsed, intents.state, intents.reason, deliveries.attempts, intents.run, intents.sent_at,
        intents.delivery, acknowledgements.author, acknowledgements.at, acknowledgements.until, acknowledgements.note
        """

    static let tables = """
        intents JOIN deliveries ON deliveries.id = intents.delivery
        LEFT JOIN acknowledgements ON acknowledgements.obligation = intents.obligation
            AND acknowledgements.recipient_unit = intents.recipient_unit
            AND acknowledgements.recipient_role = intents.recipient_role AND acknowledgements.intent = intents.id
        """

    @Sendable static func intent(_ row: inout Row) throws -> Intent {
        let (id, key, campaign) = (
            try row.next(ID<Intent>.self), try row.next(String.self), try row.next(CampaignKey.self)
        )
        let reminder = Reminder(
            obligation: try row.next(), event: try row.next(), rule: try row.next(), track: try row.next(),
            unit: try row.next(),
            step: try row.next(), at: try row.next(), dueAt: try row.next(),
            recipient: Reminder.Recipient(unit: try row.next(), role: try row.next()), channel: try row.next(),
            collapsed: try row.next())
        let (state, reason) = (try row.next(Intent.State.self), try row.next(String?.self))
        let (attempts, run) = (Int(try row.next(Int64.self)), try row.next(ID<Run>.self))
        let (sentAt, delivery) = (try row.next(Instant?.self), try row.next(ID<Delivery>.self))
        let (by, at, until, note) = (
            try row.next(String?.self), try row.next(Instant?.self), try row.next(Instant?.self),
            try row.next(String?.self)
        )
        let acknowledgement = by.flatMap { by in
            at.flatMap { at in
                until.map { Intent.Acknowledgement(by: by, at: at, until: $0, note: note ?? "") }
            }
        }
        return Intent(
            id: id, key: key, campaign: campaign, reminder: reminder, state: state, reason: reason,
            attempts: attempts, run: run, sentAt: sentAt, delivery: delivery, acknowledgement: acknowledgement)
    }

    static let find = Statement(
        "SELECT \(columns) FROM \(tables) WHERE intents.id = $1", ID<Intent>.self, decode: intent)

    static let byIDs = Statement(
        """
        SELECT \(columns) FROM \(tables) WHERE intents.id = ANY ($1) ORDER BY intents.id
        """, [ID<Intent>].self, decode: intent)

    static let list = Statement(
        """
        SELECT \(columns) FROM \(tables)
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
            recipient_unit, recipient_role, channel, collapsed, state, run, delivery, event, notice, family)
        SELECT id, key, $1, obligation, rule, track, unit, step, template, at, due_at, useless_from, recipient_unit,
            recipient_role, channel, string_to_array(collapsed, chr(10)), 'planned', $2, delivery, event, notice, family
        FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
            $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::text[], $15::text[], $16::text[],
            $17::text[], $18::uuid[], $19::uuid[], $20::uuid[], $21::text[])
            AS i (id, key, obligation, rule, track, unit, step, template, at, due_at, useless_from, recipient_unit,
                recipient_role, channel, collapsed, delivery, event, notice, family)
        """, CampaignKey.self, ID<Run>.self, [ID<Intent>].self, [String].self, [ID<Obligation>?].self,
        [RuleKey?].self, [TrackCode].self, [UnitKey].self, [String].self, [TemplateKey].self, [Instant].self,
        [Instant].self, [Instant?].self, [UnitKey].self, [ContactRole].self, [String].self, [String].self,
        [ID<Delivery>].self, [ID<Event>?].self, [ID<Notice>?].self, [Occurrence.Family].self, access: .write)

    /// Those that nobody has settled meanwhile.
    static let end = Statement(
        """
        UPDATE intents SET state = ended.state, reason = ended.reason
        FROM unnest($1::uuid[], $2::text[], $3::text[]) AS ended (id, state, reason)
        WHERE intents.id = ended.id AND intents.state IN ('planned', 'claimed', 'retry') RETURNING intents.id
        """, [ID<Intent>].self, [Intent.State].self, [String].self, access: .write
    ) { row in try row.next(ID<Intent>.self) }

    static let insertDeliveries = Statement(
        """
        INSERT INTO deliveries (id, campaign, run, recipient_unit, recipient_role, channel, escalation, state, attempts,
            message_id, not_before, at)
        SELECT id, $1, $2, unit, role, channel, escalation, 'planned', 0, message_id, not_before, $3
        FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::bool[], $9::text[], $10::timestamptz[])
            AS d (id, unit, role, channel, escalation, message_id, not_before)
        """, CampaignKey.self, ID<Run>.self, Instant.self, [ID<Delivery>].self, [UnitKey].self,
        [ContactRole].self, [ContactChannel].self, [Bool].self, [String].self, [Instant].self, access: .write)

    /// With every reason a step has had for a recipient and channel, each once: the newest look stands.
    static let putNonIntents = Statement(
        """
        INSERT INTO non_intents (id, campaign, run, obligation, event, rule, track, unit, step, at, due_at, recipient_unit,
            recipient_role, channel, reason)
        SELECT DISTINCT ON (obligation, event, step, due_at, recipient_unit, recipient_role, channel, reason)
            id, $1, $2::uuid, obligation, event, rule, track, unit, step, at, due_at, recipient_unit, recipient_role, channel,
            reason
        FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamptz[],
            $11::timestamptz[], $12::text[], $13::text[], $14::text[], $15::text[])
            AS n (id, obligation, event, rule, track, unit, step, at, due_at, recipient_unit, recipient_role, channel, reason)
        ORDER BY obligation, event, step, due_at, recipient_unit, recipient_role, channel, reason, at DESC
        ON CONFLICT (obligation, event, step, due_at, recipient_unit, recipient_role, channel, reason)
        DO UPDATE SET id = excluded.id, at = excluded.at, unit = excluded.unit, run = excluded.run
        """, CampaignKey.self, ID<Run>.self, [ID<NonIntent>].self, [ID<Obligation>?].self, [ID<Event>?].self,
        [RuleKey?].self, [TrackCode].self, [UnitKey].self, [String].self, [Instant?].self, [Instant?].self,
        [UnitKey?].self, [ContactRole?].self, [String?].self, [NonIntent.Reason].self, access: .write)

    /// In place of what the same recipient had said of the same obligation.
    static let acknowledge = Statement(
        """
        INSERT INTO acknowledgements (obligation, recipient_unit, recipient_role, campaign, intent, author, note, at, until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT ON CONSTRAINT acknowledgements_recipient_primary DO UPDATE SET intent = excluded.intent,
            author = excluded.author, note = excluded.note, at = excluded.at, until = excluded.until
        """, ID<Obligation>.self, UnitKey.self, ContactRole.self, CampaignKey.self, ID<Intent>.self, String.self,
        String.self, Instant.self, Instant.self, access: .write)

    static let all: [AnyStatement] = [
        AnyStatement(acknowledge), AnyStatement(find), AnyStatement(byIDs), AnyStatement(list), AnyStatement(insert),
        AnyStatement(insertDeliveries),
        AnyStatement(end), AnyStatement(putNonIntents),
    ]
}
