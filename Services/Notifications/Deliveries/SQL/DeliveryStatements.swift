import Shared

enum DeliveryStatements {
    private static let columns = """
        id, campaign, recipient_unit, recipient_role, channel, state,
        (SELECT coalesce(array_agg(intents.id ORDER BY intents.id), '{}') FROM intents WHERE delivery = deliveries.id),
        attempts, message_id, last_answer, at
        """

    @Sendable private static func delivery(_ row: inout Row) throws -> Delivery {
        Delivery(
            id: try row.next(), campaign: try row.next(),
            recipient: Reminder.Recipient(unit: try row.next(), role: try row.next()), channel: try row.next(),
            state: Delivery.State(rawValue: try row.next(String.self)) ?? .planned,
            intents: try row.next([ID<Intent>]?.self) ?? [], attempts: Int(try row.next(Int64.self)),
            messageID: try row.next(), lastAnswer: try row.next(), at: try row.next())
    }

    static let find = Statement(
        "SELECT \(columns) FROM deliveries WHERE id = $1", ID<Delivery>.self, decode: delivery)

    static let list = Statement(
        """
        SELECT \(columns) FROM deliveries
        WHERE campaign = $1 AND ($2::uuid IS NULL OR id > $2) AND ($3::text IS NULL OR recipient_unit = $3)
            AND ($4::text IS NULL OR state = $4)
        ORDER BY id LIMIT $5
        """, CampaignKey.self, ID<Delivery>?.self, UnitKey?.self, String?.self, Int64.self, decode: delivery)

    /// What is to be sent now, and what a worker left behind when it died.
    static let open = Statement(
        """
        SELECT id FROM deliveries WHERE state IN ('planned', 'retry', 'sending') AND not_before <= $1
        ORDER BY not_before, id LIMIT $2
        """, Instant.self, Int64.self
    ) { row in try row.next(ID<Delivery>.self) }

    /// Held while a worker has the delivery: it is free again the moment the worker's connection is gone.
    static let tryLock = Statement(
        "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", String.self, access: .write
    ) { row in try row.next(Bool?.self) ?? false }

    /// What a delivery is about to carry: the intents nobody has settled yet.
    static let load = Statement(
        """
        SELECT intents.id, intents.obligation, intents.rule, intents.track, intents.template, intents.due_at,
            campaigns.document, units.name
        FROM intents JOIN campaigns ON campaigns.key = intents.campaign LEFT JOIN units ON units.key = intents.unit
        WHERE intents.delivery = $1 AND intents.state IN ('planned', 'claimed', 'retry')
        ORDER BY intents.due_at, intents.id
        """, ID<Delivery>.self
    ) { row in
        LoadedIntent(
            id: try row.next(), obligation: try row.next(), rule: try row.next(), track: try row.next(),
            template: try row.next(), dueAt: try row.next(), document: try row.next(),
            unitName: try row.next(String?.self))
    }

    /// Committed before a message is handed over: what stands at `sending` with nobody holding its lock is uncertain.
    static let sending = Statement(
        "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, at = $2 WHERE id = $1", ID<Delivery>.self,
        Instant.self, access: .write)

    static let close = Statement(
        "UPDATE deliveries SET state = $2, last_answer = $3 WHERE id = $1", ID<Delivery>.self, String.self, String.self,
        access: .write)

    static let retry = Statement(
        "UPDATE deliveries SET state = 'retry', not_before = $2, last_answer = $3 WHERE id = $1", ID<Delivery>.self,
        Instant.self, String.self, access: .write)

    static let intentsClaimed = Statement(
        "UPDATE intents SET state = 'claimed' WHERE id = ANY ($1)", [ID<Intent>].self, access: .write)

    static let intentsEnded = Statement(
        "UPDATE intents SET state = $2, reason = $3 WHERE id = ANY ($1)", [ID<Intent>].self, String.self, String.self,
        access: .write)

    static let intentsSent = Statement(
        """
        UPDATE intents SET state = 'sent', sent_at = $2, reason = $3
        WHERE delivery = $1 AND state IN ('planned', 'claimed', 'retry', 'uncertain')
        """, ID<Delivery>.self, Instant.self, String?.self, access: .write)

    static let intentsRetry = Statement(
        """
        UPDATE intents SET state = 'retry', reason = $2
        WHERE delivery = $1 AND state IN ('planned', 'claimed', 'retry', 'uncertain')
        """, ID<Delivery>.self, String.self, access: .write)

    static let intentsLeft = Statement(
        """
        UPDATE intents SET state = $2, reason = $3
        WHERE delivery = $1 AND state IN ('planned', 'claimed', 'retry')
        """, ID<Delivery>.self, String.self, String.self, access: .write)

    static let all: [AnyStatement] = [
        AnyStatement(find), AnyStatement(list), AnyStatement(open), AnyStatement(tryLock), AnyStatement(load),
        AnyStatement(sending), AnyStatement(close), AnyStatement(retry), AnyStatement(intentsClaimed),
        AnyStatement(intentsEnded), AnyStatement(intentsSent), AnyStatement(intentsRetry), AnyStatement(intentsLeft),
    ]
}

/// An intent with what its words need, as its row has it.
struct LoadedIntent: Sendable {
    let id: ID<Intent>
    let obligation: ID<Obligation>
    let rule: RuleKey
    let track: TrackCode
    let template: TemplateKey
    let dueAt: Instant
    let document: RawJSON
    let unitName: String?
}
