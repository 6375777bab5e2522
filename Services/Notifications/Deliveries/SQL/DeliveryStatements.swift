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

    /// What is to be sent now by other channels than $2, and what a worker left behind when it died: $3 at most of the $4 that are
    /// due first, of people to whom nobody else is writing. A person's lock is held while a worker has a message to them, and is
    /// free again the moment its connection is gone.
    static let take = Statement(
        """
        SELECT id FROM (
            SELECT id, recipient_unit, recipient_role, channel FROM deliveries
            WHERE state IN ('planned', 'retry', 'sending') AND not_before <= $1 AND channel <> ALL ($2)
            ORDER BY not_before, id LIMIT $4) AS open
        WHERE pg_try_advisory_xact_lock(
            hashtextextended(concat_ws(chr(10), 'recipient', recipient_unit, recipient_role, channel), 0))
        LIMIT $3
        """, Instant.self, [String].self, Int64.self, Int64.self, access: .write
    ) { row in try row.next(ID<Delivery>.self) }

    /// The people's locks live for as long as a turn may last, and no longer: PostgreSQL would take a session that asks nothing for a
    /// minute for dead.
    static let keepLocks = Statement(
        "SELECT set_config('idle_in_transaction_session_timeout', $1, true)", String.self, access: .write
    ) { row in try row.next(String?.self) }

    /// Those that stand as a sender read them, and nobody changes until the transaction ends.
    static let lockAsRead = Statement(
        """
        SELECT d.id FROM deliveries d JOIN unnest($1::uuid[], $2::text[], $3::bigint[]) AS r (id, state, attempts)
            ON d.id = r.id AND d.state = r.state AND d.attempts = r.attempts
        ORDER BY d.id FOR UPDATE OF d
        """, [ID<Delivery>].self, [Delivery.State].self, [Int64].self, access: .write
    ) { row in try row.next(ID<Delivery>.self) }

    /// Those of which nothing else has become meanwhile: no other sender has claimed them since, no person has resolved them.
    static let lockOpen = Statement(
        """
        SELECT d.id FROM deliveries d JOIN unnest($1::uuid[], $2::bigint[]) AS r (id, attempts)
            ON d.id = r.id AND d.attempts = r.attempts
        WHERE d.state IN ('planned', 'retry', 'sending', 'uncertain') ORDER BY d.id FOR UPDATE OF d
        """, [ID<Delivery>].self, [Int64].self, access: .write
    ) { row in try row.next(ID<Delivery>.self) }

    /// What deliveries are about to carry: the intents nobody has settled yet.
    static let load = Statement(
        """
        SELECT intents.delivery, intents.id, intents.obligation, intents.event, intents.family, intents.step, intents.template,
            intents.track, intents.due_at, intents.useless_from,
            intents.notice IS NULL AND EXISTS (
                SELECT FROM intents later
                WHERE later.obligation = intents.obligation AND later.recipient_unit = intents.recipient_unit
                    AND later.recipient_role = intents.recipient_role AND later.channel = intents.channel
                    AND later.family = intents.family AND later.due_at = intents.due_at AND later.notice IS NULL
                    AND later.at > intents.at AND later.state IN ('planned', 'claimed', 'retry', 'sent', 'uncertain')),
            notices.kind, notices.data, returns.submission, returns.returned_at, returns.due_back_at, returns.note,
            returns.open, \(toldBefore)
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
            step: try row.next(), template: try row.next(), track: try row.next(), dueAt: try row.next(),
            uselessFrom: try row.next(), isOvertaken: try row.next(Bool?.self) ?? false, notice: try row.next(),
            change: try row.next(), back: try LoadedReturn(&row), toldBefore: try row.next())
    }

    /// Which intents of deliveries nobody has settled.
    static let openIntents = Statement(
        "SELECT id FROM intents WHERE delivery = ANY ($1) AND state IN ('planned', 'claimed', 'retry')",
        [ID<Delivery>].self
    ) { row in try row.next(ID<Intent>.self) }

    /// Of which due time the recipient was told last, or may have been, by runs before the intent's own.
    private static let toldBefore = """
        CASE WHEN notices.kind IN ('due_moved', 'extension_granted') THEN (
            SELECT t.due_at FROM intents t LEFT JOIN notices n ON n.id = t.notice
            WHERE t.obligation = intents.obligation AND t.recipient_unit = intents.recipient_unit
                AND t.recipient_role = intents.recipient_role AND t.told_by IS NOT NULL
                AND t.run <> intents.run AND t.id < intents.id
                AND t.family <> 'returned' AND coalesce(n.kind <> 'item_returned', true)
            ORDER BY t.id DESC LIMIT 1) END
        """

    /// How many changes are known of what the intents are about: one more, and what was put together is out of date. Deliveries
    /// of which none is known are left out.
    static let noticeCounts = Statement(
        """
        SELECT intents.delivery, count(*) FROM intents JOIN notices
            ON coalesce(notices.obligation, notices.event) = coalesce(intents.obligation, intents.event)
        WHERE intents.delivery = ANY ($1) GROUP BY intents.delivery
        """, [ID<Delivery>].self
    ) { row in (try row.next(ID<Delivery>.self), Int(try row.next(Int64?.self) ?? 0)) }

    /// To whom of these deliveries as many messages went by their channel since $5 as $6 allows, to some of their addresses at least,
    /// and when the first of those was handed over.
    static let peopleFull = Statement(
        """
        SELECT d.id, earlier.at
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS d (id, unit, role, channel),
            LATERAL (
                SELECT o.at FROM deliveries o
                WHERE o.recipient_unit = d.unit AND o.recipient_role = d.role AND o.channel = d.channel AND o.at > $5
                    AND (o.state IN ('sending', 'sent', 'recorded', 'uncertain') OR o.state = 'retry' AND o.told <> '{}')
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
        """
        UPDATE deliveries SET state = 'sending', attempts = attempts + 1, at = $2, held = false WHERE id = ANY ($1)
        RETURNING \(columns)
        """, [ID<Delivery>].self, Instant.self, access: .write, decode: delivery)

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
        WHERE id = ANY ($1)
        """, [ID<Delivery>].self, Instant.self, String.self, access: .write)

    /// Leaves it as it stands and looks at it later: it cannot be put together now, or must not leave.
    ///
    /// $4: whether it waits for a suppression to end.
    static let postpone = Statement(
        "UPDATE deliveries SET not_before = $2, last_answer = $3, held = $4 WHERE id = $1", ID<Delivery>.self,
        Instant.self, String.self, Bool.self, access: .write)

    /// A further part of a delivery's window, for what is held back from it until $4.
    static let part = Statement(
        """
        INSERT INTO deliveries (id, campaign, run, recipient_unit, recipient_role, channel, escalation, state, attempts,
            message_id, last_answer, not_before, at, held, part)
        SELECT $2, campaign, run, recipient_unit, recipient_role, channel, escalation, 'planned', 0, $3, $5, $4, at, true,
            (SELECT max(o.part) + 1 FROM deliveries o
                WHERE (o.run, o.recipient_unit, o.recipient_role, o.channel)
                    = (d.run, d.recipient_unit, d.recipient_role, d.channel))
        FROM deliveries d WHERE d.id = $1
        """, ID<Delivery>.self, ID<Delivery>.self, String.self, Instant.self, String.self, access: .write)

    /// Puts intents that nobody has settled into another delivery.
    static let move = Statement(
        """
        UPDATE intents SET delivery = $2 WHERE id = ANY ($1) AND state IN ('planned', 'claimed', 'retry') RETURNING id
        """, [ID<Intent>].self, ID<Delivery>.self, access: .write
    ) { row in try row.next(ID<Intent>.self) }

    /// What waits in a campaign for a suppression to end is looked at again at $2.
    static let release = Statement(
        """
        UPDATE deliveries SET not_before = $2
        WHERE campaign = $1 AND held AND not_before > $2 AND state IN ('planned', 'retry') RETURNING id
        """, CampaignKey.self, Instant.self, access: .write
    ) { row in try row.next(ID<Delivery>.self) }

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
        WHERE delivery = ANY ($1) AND state IN ('planned', 'claimed', 'retry', 'uncertain', 'dead') RETURNING id
        """, [ID<Delivery>].self, String.self, access: .write
    ) { row in try row.next(ID<Intent>.self) }

    static let intentsLeft = Statement(
        """
        UPDATE intents SET state = l.state, reason = l.reason
        FROM unnest($1::uuid[], $2::text[], $3::text[]) AS l (delivery, state, reason)
        WHERE intents.delivery = l.delivery AND intents.state IN ('planned', 'claimed', 'retry') RETURNING intents.id
        """, [ID<Delivery>].self, [Intent.State].self, [String].self, access: .write
    ) { row in try row.next(ID<Intent>.self) }

    static let all: [AnyStatement] = [
        AnyStatement(find), AnyStatement(byIDs), AnyStatement(lock), AnyStatement(list), AnyStatement(take),
        AnyStatement(keepLocks), AnyStatement(lockAsRead), AnyStatement(lockOpen), AnyStatement(openIntents),
        AnyStatement(part), AnyStatement(move), AnyStatement(release),
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
    let track: TrackCode
    let dueAt: Instant
    let uselessFrom: Instant?
    /// Whether a later step of the same ladder was told, or waits to be: of several that waited the latest is told (M3).
    let isOvertaken: Bool
    /// nil: a step of a ladder.
    let notice: Notice.Kind?
    /// What a notice is made from: a `DueChange` or an `EventChange`.
    let change: RawJSON?
    /// The newest return of its obligation, of a step that is about one.
    let back: LoadedReturn?
    /// Of a notice that a due time moved: which one the recipient was told last; nil: none.
    let toldBefore: Instant?
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
