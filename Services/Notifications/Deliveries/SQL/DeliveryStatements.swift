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
            state: try row.next(),
            intents: try row.next([ID<Intent>]?.self) ?? [], attempts: Int(try row.next(Int64.self)),
            messageID: try row.next(), lastAnswer: try row.next(), at: try row.next())
    }

    static let find = Statement(
        "SELECT \(columns) FROM deliveries WHERE id = $1", ID<Delivery>.self, decode: delivery)

    static let lock = Statement(
        "SELECT id FROM deliveries WHERE id = $1 FOR UPDATE", ID<Delivery>.self, access: .write
    ) { row in try row.next(ID<Delivery>.self) }

    static let list = Statement(
        """
        SELECT \(columns) FROM deliveries
        WHERE campaign = $1 AND ($2::uuid IS NULL OR id > $2) AND ($3::text IS NULL OR recipient_unit = $3)
            AND ($4::text IS NULL OR state = $4) AND \(ScopeSQL.units(6, "recipient_unit"))
        ORDER BY id LIMIT $5
        """, CampaignKey.self, ID<Delivery>?.self, UnitKey?.self, Delivery.State?.self, Int64.self,
        [UnitKey]?.self, decode: delivery)

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
        SELECT id, obligation, template, due_at, useless_from FROM intents
        WHERE delivery = $1 AND state IN ('planned', 'claimed', 'retry') ORDER BY due_at, id
        """, ID<Delivery>.self
    ) { row in
        LoadedIntent(
            id: try row.next(), obligation: try row.next(), template: try row.next(), dueAt: try row.next(),
            uselessFrom: try row.next())
    }

    /// Committed before a message is handed over: what stands at `sending` with nobody holding its lock is uncertain.
    static let sending = Statement(
        "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, at = $2 WHERE id = $1", ID<Delivery>.self,
        Instant.self, access: .write)

    static let close = Statement(
        "UPDATE deliveries SET state = $2, last_answer = $3 WHERE id = $1", ID<Delivery>.self, Delivery.State.self,
        String.self, access: .write)

    static let retry = Statement(
        "UPDATE deliveries SET state = 'retry', not_before = $2, last_answer = $3 WHERE id = $1", ID<Delivery>.self,
        Instant.self, String.self, access: .write)

    /// As `retry`, with all attempts before it: a person wants it tried anew.
    static let restart = Statement(
        """
        UPDATE deliveries SET state = 'retry', attempts = 0, not_before = $2, last_answer = $3 WHERE id = $1
        """, ID<Delivery>.self, Instant.self, String.self, access: .write)

    /// Leaves it as it stands and looks at it later: it cannot be put together now.
    static let postpone = Statement(
        "UPDATE deliveries SET not_before = $2, last_answer = $3 WHERE id = $1", ID<Delivery>.self, Instant.self,
        String.self, access: .write)

    static let intentsClaimed = Statement(
        "UPDATE intents SET state = 'claimed' WHERE id = ANY ($1)", [ID<Intent>].self, access: .write)

    static let intentsSent = Statement(
        """
        UPDATE intents SET state = 'sent', sent_at = $2, reason = $3
        WHERE delivery = $1 AND state IN ('planned', 'claimed', 'retry', 'uncertain') RETURNING id
        """, ID<Delivery>.self, Instant.self, String?.self, access: .write
    ) { row in try row.next(ID<Intent>.self) }

    static let intentsRetry = Statement(
        """
        UPDATE intents SET state = 'retry', reason = $2
        WHERE delivery = $1 AND state IN ('planned', 'claimed', 'retry', 'uncertain', 'dead') RETURNING id
        """, ID<Delivery>.self, String.self, access: .write
    ) { row in try row.next(ID<Intent>.self) }

    static let intentsLeft = Statement(
        """
        UPDATE intents SET state = $2, reason = $3
        WHERE delivery = $1 AND state IN ('planned', 'claimed', 'retry') RETURNING id
        """, ID<Delivery>.self, Intent.State.self, String.self, access: .write
    ) { row in try row.next(ID<Intent>.self) }

    static let all: [AnyStatement] = [
        AnyStatement(find), AnyStatement(lock), AnyStatement(list), AnyStatement(open), AnyStatement(tryLock),
        AnyStatement(load),
        AnyStatement(sending), AnyStatement(close), AnyStatement(retry), AnyStatement(restart), AnyStatement(postpone),
        AnyStatement(intentsClaimed), AnyStatement(intentsSent), AnyStatement(intentsRetry), AnyStatement(intentsLeft),
    ]
}

/// An intent as its row has it, with what decides about it when its message is to leave.
struct LoadedIntent: Sendable {
    let id: ID<Intent>
    let obligation: ID<Obligation>
    let template: TemplateKey
    let dueAt: Instant
    let uselessFrom: Instant?
}
