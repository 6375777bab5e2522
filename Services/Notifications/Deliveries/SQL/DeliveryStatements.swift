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

    static let byIDs = Statement(
        "SELECT \(columns) FROM deliveries WHERE id = ANY ($1) ORDER BY id", [ID<Delivery>].self, decode: delivery)

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

    /// Those that nobody has. Held while a worker has the delivery: it is free again the moment the worker's connection is
    /// gone.
    static let tryLocks = Statement(
        """
        SELECT id FROM unnest($1::uuid[]) AS d (id)
        WHERE pg_try_advisory_xact_lock(hashtextextended('delivery:' || id::text, 0))
        """, [ID<Delivery>].self, access: .write
    ) { row in try row.next(ID<Delivery>?.self) }

    /// What deliveries are about to carry: the intents nobody has settled yet.
    static let load = Statement(
        """
        SELECT intents.delivery, intents.id, intents.obligation, intents.event, intents.family, intents.step, intents.template,
            intents.due_at, intents.useless_from, notices.kind, notices.data, returns.submission, returns.returned_at,
            returns.due_back_at, returns.note, returns.open
        FROM intents LEFT JOIN notices ON notices.id = intents.notice
        LEFT JOIN returns ON returns.obligation = intents.obligation
            AND (intents.family = 'returned' OR notices.kind = 'item_returned')
        WHERE intents.delivery = ANY ($1) AND intents.state IN ('planned', 'claimed', 'retry')
        ORDER BY intents.due_at, intents.id
        """, [ID<Delivery>].self
    ) { row in
        LoadedIntent(
            delivery: try row.next(), id: try row.next(), obligation: try row.next(), event: try row.next(),
            family: try row.next(),
            step: try row.next(), template: try row.next(), dueAt: try row.next(), uselessFrom: try row.next(),
            notice: try row.next(), change: try row.next(), back: try LoadedReturn(&row))
    }

    /// How many changes are known of what the intents are about: one more, and what was put together is out of date. Deliveries
    /// of which none is known are left out.
    static let noticeCounts = Statement(
        """
        SELECT intents.delivery, count(*) FROM intents JOIN notices
            ON coalesce(notices.obligation, notices.event) = coalesce(intents.obligation, intents.event)
        WHERE intents.delivery = ANY ($1) GROUP BY intents.delivery
        """, [ID<Delivery>].self
    ) { row in (try row.next(ID<Delivery>.self), Int(try row.next(Int64?.self) ?? 0)) }

    /// To whom of these deliveries as many messages went by their channel since $5 as $6 allows, and when the first of those
    /// was handed over.
    static let peopleFull = Statement(
        """
        SELECT d.id, earlier.at
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS d (id, unit, role, channel),
            LATERAL (
                SELECT o.at FROM deliveries o
                WHERE o.recipient_unit = d.unit AND o.recipient_role = d.role AND o.channel = d.channel AND o.at > $5
                    AND o.state IN ('sending', 'sent', 'uncertain')
                ORDER BY o.at DESC OFFSET $6 LIMIT 1) AS earlier
        """, [ID<Delivery>].self, [UnitKey].self, [ContactRole].self, [String].self, Instant.self, Int64.self
    ) { row in (id: try row.next(ID<Delivery>?.self), at: try row.next(Instant?.self)) }

    /// Takes the server's next place at $2, if it is not further ahead than $4 microseconds; the one behind it comes $3
    /// microseconds later. No row: there is none now.
    static let takePlace = Statement(
        """
        INSERT INTO server_paces (server, next_at) VALUES ($1, $2 + $3::bigint * interval '1 microsecond')
        ON CONFLICT ON CONSTRAINT server_paces_server_primary DO UPDATE
        SET next_at = greatest(server_paces.next_at, $2) + $3::bigint * interval '1 microsecond'
        WHERE server_paces.next_at <= $2 + $4::bigint * interval '1 microsecond'
        RETURNING next_at
        """, String.self, Instant.self, Int64.self, Int64.self, access: .write
    ) { row in try row.next(Instant.self) }

    /// Committed before a message is handed over: what stands at `sending` with nobody holding its lock is uncertain.
    static let sending = Statement(
        "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, at = $2 WHERE id = ANY ($1)",
        [ID<Delivery>].self, Instant.self, access: .write)

    static let close = Statement(
        """
        UPDATE deliveries SET state = c.state, last_answer = c.answer,
            closed_by = CASE WHEN c.state IN ('dead', 'empty') THEN pg_current_xact_id() END
        FROM unnest($1::uuid[], $2::text[], $3::text[]) AS c (id, state, answer) WHERE deliveries.id = c.id
        """, [ID<Delivery>].self, [Delivery.State].self, [String].self, access: .write)

    static let retry = Statement(
        "UPDATE deliveries SET state = 'retry', not_before = $2, last_answer = $3 WHERE id = $1", ID<Delivery>.self,
        Instant.self, String.self, access: .write)

    /// As `retry`, and it counts as no attempt: the message was not looked at.
    static let wait = Statement(
        """
        UPDATE deliveries SET state = 'retry', attempts = attempts - 1, not_before = $2, last_answer = $3 WHERE id = $1
        """, ID<Delivery>.self, Instant.self, String.self, access: .write)

    /// Which of the contact's addresses the channel took it for, or refuses for good.
    static let reached = Statement(
        "SELECT id, contact_revision, told, refused FROM deliveries WHERE id = ANY ($1)", [ID<Delivery>].self
    ) { row in
        (
            try row.next(ID<Delivery>.self),
            ReachedAddresses(
                revision: try row.next(Int64?.self).map(Int.init), told: try row.next([Int64].self).map(Int.init),
                refused: try row.next([Int64].self).map(Int.init))
        )
    }

    static let putReached = Statement(
        """
        UPDATE deliveries SET told = told || $2, refused = refused || $3, contact_revision = $4 WHERE id = $1
        """, ID<Delivery>.self, [Int64].self, [Int64].self, Int64.self, access: .write)

    /// As `retry`, with all attempts before it, and for addresses that were refused as well: a person wants it tried anew.
    static let restart = Statement(
        """
        UPDATE deliveries SET state = 'retry', attempts = 0, not_before = $2, last_answer = $3, closed_by = NULL, refused = '{}'
        WHERE id = $1
        """, ID<Delivery>.self, Instant.self, String.self, access: .write)

    /// Leaves it as it stands and looks at it later: it cannot be put together now.
    static let postpone = Statement(
        "UPDATE deliveries SET not_before = $2, last_answer = $3 WHERE id = $1", ID<Delivery>.self, Instant.self,
        String.self, access: .write)

    static let intentsClaimed = Statement(
        """
        UPDATE intents SET state = 'claimed', told_by = coalesce(told_by, pg_current_xact_id()) WHERE id = ANY ($1)
        """, [ID<Intent>].self, access: .write)

    static let intentsSent = Statement(
        """
        UPDATE intents SET state = 'sent', sent_at = $2, reason = $3
        WHERE delivery = ANY ($1) AND state IN ('planned', 'claimed', 'retry', 'uncertain') RETURNING id
        """, [ID<Delivery>].self, Instant.self, String?.self, access: .write
    ) { row in try row.next(ID<Intent>.self) }

    static let intentsRetry = Statement(
        """
        UPDATE intents SET state = 'retry', reason = $2
        WHERE delivery = $1 AND state IN ('planned', 'claimed', 'retry', 'uncertain', 'dead') RETURNING id
        """, ID<Delivery>.self, String.self, access: .write
    ) { row in try row.next(ID<Intent>.self) }

    static let intentsLeft = Statement(
        """
        UPDATE intents SET state = l.state, reason = l.reason
        FROM unnest($1::uuid[], $2::text[], $3::text[]) AS l (delivery, state, reason)
        WHERE intents.delivery = l.delivery AND intents.state IN ('planned', 'claimed', 'retry') RETURNING intents.id
        """, [ID<Delivery>].self, [Intent.State].self, [String].self, access: .write
    ) { row in try row.next(ID<Intent>.self) }

    static let all: [AnyStatement] = [
        AnyStatement(find), AnyStatement(byIDs), AnyStatement(lock), AnyStatement(list), AnyStatement(open),
        AnyStatement(tryLocks),
        AnyStatement(load), AnyStatement(noticeCounts), AnyStatement(peopleFull), AnyStatement(takePlace),
        AnyStatement(sending), AnyStatement(close), AnyStatement(retry), AnyStatement(restart), AnyStatement(postpone),
        AnyStatement(wait), AnyStatement(reached), AnyStatement(putReached),
        AnyStatement(intentsClaimed), AnyStatement(intentsSent), AnyStatement(intentsRetry), AnyStatement(intentsLeft),
    ]
}

/// An intent as its row has it, with what decides about it when its message is to leave.
struct LoadedIntent: Sendable {
    let delivery: ID<Delivery>
    let id: ID<Intent>
    let obligation: ID<Obligation>?
    let event: ID<Event>?
    let family: Occurrence.Family
    let step: String
    let template: TemplateKey
    let dueAt: Instant
    let uselessFrom: Instant?
    /// nil: a step of a ladder.
    let notice: Notice.Kind?
    /// What a notice is made from: a `DueChange` or an `EventChange`.
    let change: RawJSON?
    /// The newest return of its obligation, of a step that is about one.
    let back: LoadedReturn?
}

/// What was given back, as it stands in the books now.
struct LoadedReturn: Sendable {
    let submission: ID<Submission>?
    let returnedAt: Instant
    let dueBackAt: Instant?
    /// What the reviewer wrote.
    let note: String
    let isOpen: Bool

    /// nil where the outer join found none.
    init?(_ row: inout Row) throws {
        submission = try row.next()
        let returnedAt = try row.next(Instant?.self)
        dueBackAt = try row.next()
        note = try row.next(String?.self) ?? ""
        isOpen = try row.next(Bool?.self) ?? false
        guard let returnedAt else { return nil }
        self.returnedAt = returnedAt
    }
}

/// Which of a contact's addresses have a message already, or never will.
struct ReachedAddresses: Sendable {
    /// Of the contact that the places are places in; nil: none was told or refused.
    let revision: Int?
    let told: [Int]
    let refused: [Int]

    static let none = ReachedAddresses(revision: nil, told: [], refused: [])

    var hasAny: Bool { !told.isEmpty }

    /// Places of those that are left, of a contact with so many addresses. Of another revision none is: who has the message
    /// already may stand anywhere in it.
    func left(of count: Int, revision: Int) -> [Int] {
        guard self.revision.map({ $0 == revision || told.isEmpty }) ?? true else { return [] }
        let gone = self.revision == revision ? Set(told + refused) : []
        return (0..<count).filter { !gone.contains($0) }
    }
}
