import Shared

enum ReliefRequestStatements {
    private static let columns = """
        r.id, r.obligation, r.until, r.basis, r.requested_by, r.requested_at, r.state, r.decided_by, r.decided_at, r.reason
        """

    @Sendable private static func decode(_ row: inout Row) throws -> ExtensionRequest {
        ExtensionRequest(
            id: try row.next(), obligation: try row.next(), until: try row.next(), basis: try row.next(),
            by: try row.next(), requestedAt: try row.next(), state: try row.next(), decidedBy: try row.next(),
            decidedAt: try row.next(), reason: try row.next())
    }

    static let insert = Statement(
        """
        INSERT INTO extension_requests AS r (id, obligation, until, basis, requested_by, requested_at, state)
        VALUES ($1, $2, $3, $4, $5, $6, 'open') RETURNING \(columns)
        """, ID<ExtensionRequest>.self, ID<Obligation>.self, Instant.self, String.self, String.self, Instant.self,
        access: .write, decode: decode)

    static let open = Statement(
        "SELECT \(columns) FROM extension_requests r WHERE r.id = $1 AND r.state = 'open' FOR UPDATE",
        ID<ExtensionRequest>.self, access: .write, decode: decode)

    static let deny = Statement(
        """
        UPDATE extension_requests r SET state = 'denied', decided_by = $2, decided_at = $3, reason = $4
        WHERE r.id = $1 AND r.state = 'open' RETURNING \(columns)
        """, ID<ExtensionRequest>.self, String.self, Instant.self, String.self, access: .write, decode: decode)

    /// What was asked for obligations is answered when more time is granted.
    static let grant = Statement(
        """
        UPDATE extension_requests r SET state = 'granted', decided_by = $2, decided_at = $3
        WHERE r.obligation = ANY ($1) AND r.state = 'open' RETURNING \(columns)
        """, [ID<Obligation>].self, String.self, Instant.self, access: .write, decode: decode)

    static let list = Statement(
        """
        SELECT \(columns), o.unit, o.track FROM extension_requests r JOIN obligations o ON o.id = r.obligation
        WHERE o.campaign = $1 AND ($2::text IS NULL OR o.unit = $2)
            AND ($3::text IS NULL OR EXISTS (
                SELECT FROM obligation_terms t
                WHERE t.obligation = o.id AND t.superseded_at IS NULL AND t.valid @> $5::timestamptz AND t.receiver = $3))
            AND ($4::text[] IS NULL OR r.state = ANY ($4)) AND ($6::uuid IS NULL OR r.id > $6)
            AND \(ScopeSQL.lines(8, 9, unit: "o.unit", track: "o.track"))
        ORDER BY r.id LIMIT $7
        """, CampaignKey.self, UnitKey?.self, UnitKey?.self, [RequestState]?.self, Instant.self,
        ID<ExtensionRequest>?.self, Int.self, [UnitKey]?.self, [String]?.self
    ) { row in
        (request: try decode(&row), point: ScopePoint(try row.next(UnitKey.self), [try row.next(TrackCode.self)]))
    }

    static let all: [AnyStatement] = [
        AnyStatement(insert), AnyStatement(open), AnyStatement(deny), AnyStatement(grant), AnyStatement(list),
    ]
}
