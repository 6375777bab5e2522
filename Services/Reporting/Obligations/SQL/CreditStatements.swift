import Shared

enum CreditStatements {
    static let insert = Statement(
        """
        INSERT INTO credits (obligation, kind, source, n, content, title, received_at, recorded_at, due_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, known_from($8), $9)
        """, ID<Obligation>.self, Credit.Kind.self, String.self, Int.self, Bytes.self, String.self, Instant.self,
        Instant.self, Instant?.self, access: .write)

    /// Ends what still counts of a source, for all obligations it counts for.
    static let end = Statement(
        """
        UPDATE credits SET ended_at = known_from($4), end_kind = $5
        WHERE obligation = ANY ($1) AND kind = $2 AND source = $3 AND ended_at IS NULL
        """, [ID<Obligation>].self, Credit.Kind.self, String.self, Instant.self, Credit.End.self, access: .write)

    static let accept = Statement(
        """
        UPDATE credits SET accepted_at = known_from($4)
        WHERE obligation = ANY ($1) AND kind = $2 AND source = $3 AND ended_at IS NULL AND accepted_at IS NULL
        """, [ID<Obligation>].self, Credit.Kind.self, String.self, Instant.self, access: .write)

    static let attestNil = Statement(
        """
        INSERT INTO nil_returns (obligation, reason, attested_by, attested_at, recorded_at, on_behalf_of)
        VALUES ($1, $2, $3, $4, known_from($5), $6)
        """, ID<Obligation>.self, String.self, String.self, Instant.self, Instant.self, UnitKey?.self, access: .write)

    // MARK: mergers

    /// Materials that still count for an obligation of a unit that went into another one, and do not count yet for what that
    /// one owes by the same rule. $2: only those of one obligation; $3: mergers that were told by then.
    private static let uncarried = """
        FROM successions s
        JOIN obligations f ON f.campaign = $1 AND f.unit = ANY (s.former) AND ($2::uuid IS NULL OR f.id = $2)
        JOIN obligations o ON o.campaign = f.campaign AND o.rule = f.rule AND o.unit = ANY (s.successors) AND o.id <> f.id
        JOIN credits c ON c.obligation = f.id AND c.kind = 'material' AND c.ended_at IS NULL
        WHERE s.kind = 'merge' AND \(UnitStatements.isKnown("o.unit", since: "$3")) AND NOT EXISTS (
            SELECT FROM credits known WHERE known.obligation = o.id AND known.kind = c.kind AND known.source = c.source)
        """

    /// Held, so that nothing of it is returned or withdrawn while it is carried over.
    static let lockUncarried = Statement(
        """
        SELECT id FROM obligations WHERE id IN (SELECT f.id \(uncarried)) ORDER BY id FOR UPDATE
        """, CampaignKey.self, ID<Obligation>?.self, Instant.self, access: .write
    ) { row in try row.next(ID<Obligation>.self) }

    /// One step: what came by an earlier merger goes on with the next one. On time or late stays what it was; the obligation
    /// it was handed in for is told, however often it went on.
    static let carry = Statement(
        """
        INSERT INTO credits (obligation, kind, source, n, content, title, received_at, recorded_at, due_at, accepted_at,
            carried_from, carried_at)
        SELECT o.id, c.kind, c.source, c.n, c.content, c.title, c.received_at, known_from($3), c.due_at, c.accepted_at,
            coalesce(c.carried_from, f.id), s.at
        \(uncarried)
        ON CONFLICT ON CONSTRAINT credits_pkey DO NOTHING
        RETURNING obligation
        """, CampaignKey.self, ID<Obligation>?.self, Instant.self, access: .write
    ) { row in try row.next(ID<Obligation>.self) }

    /// Obligations that a material counts for beside the one it was handed in for.
    static let carriedTo = Statement(
        "SELECT obligation FROM credits WHERE source = $1 AND kind = 'material' AND carried_from IS NOT NULL",
        String.self,
        access: .write
    ) { row in try row.next(ID<Obligation>.self) }

    static let all: [AnyStatement] = [
        AnyStatement(insert), AnyStatement(end), AnyStatement(accept), AnyStatement(attestNil),
        AnyStatement(lockUncarried), AnyStatement(carry), AnyStatement(carriedTo),
    ]
}
