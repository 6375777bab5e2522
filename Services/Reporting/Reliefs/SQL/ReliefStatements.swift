import Shared

enum ReliefStatements {
    private static let columns = "id, obligation, kind, basis, granted_by, granted_at, until, revoked_at"

    @Sendable private static func decode(_ row: inout Row) throws -> Relief {
        Relief(
            id: try row.next(), obligation: try row.next(), kind: try row.next(), basis: try row.next(),
            by: try row.next(), grantedAt: try row.next(), until: try row.next(), revokedAt: try row.next())
    }

    static let grant = Statement(
        """
        INSERT INTO reliefs (id, obligation, kind, basis, granted_by, principal, granted_at, until)
        VALUES ($1, $2, $3, $4, $5, $6, known_from($7), $8) RETURNING \(columns)
        """, ID<Relief>.self, ID<Obligation>.self, Relief.Kind.self, String.self, UnitKey.self, String.self,
        Instant.self, Instant?.self, access: .write, decode: decode)

    static let revoke = Statement(
        """
        UPDATE reliefs SET revoked_at = known_from($3) WHERE id = $1 AND kind = $2 AND revoked_at IS NULL RETURNING \(columns)
        """, ID<Relief>.self, Relief.Kind.self, Instant.self, access: .write, decode: decode)

    static let obligation = Statement(
        "SELECT obligation FROM reliefs WHERE id = $1 AND kind = $2", ID<Relief>.self, Relief.Kind.self
    ) { row in try row.next(ID<Obligation>.self) }

    /// A page behind $6 of a campaign's reliefs of a kind; with $5 only those that stand.
    static let list = Statement(
        """
        SELECT r.id, r.obligation, r.kind, r.basis, r.granted_by, r.granted_at, r.until, r.revoked_at, o.unit, o.track
        FROM reliefs r JOIN obligations o ON o.id = r.obligation
        WHERE o.campaign = $1 AND r.kind = $2 AND ($3::text IS NULL OR o.unit = $3)
            AND ($4::text IS NULL OR r.granted_by = $4) AND (NOT $5 OR r.revoked_at IS NULL)
            AND ($6::uuid IS NULL OR r.id > $6)
            AND \(ScopeSQL.lines(8, 9, unit: "o.unit", track: "o.track"))
        ORDER BY r.id LIMIT $7
        """, CampaignKey.self, Relief.Kind.self, UnitKey?.self, UnitKey?.self, Bool.self, ID<Relief>?.self, Int.self,
        [UnitKey]?.self, [String]?.self
    ) { row in
        (relief: try decode(&row), point: ScopePoint(try row.next(UnitKey.self), [try row.next(TrackCode.self)]))
    }

    static let all: [AnyStatement] = [
        AnyStatement(list), AnyStatement(grant), AnyStatement(revoke), AnyStatement(obligation),
    ]
}
