import Shared

enum ReliefStatements {
    private static let columns = """
        r.id, r.obligation, r.kind, r.basis, r.outage, r.act, r.granted_by, r.granted_at, r.until, r.revoked_at
        """

    @Sendable private static func decode(_ row: inout Row) throws -> Relief {
        let (id, obligation) = (try row.next(ID<Relief>.self), try row.next(ID<Obligation>.self))
        let (kind, basis) = (try row.next(Relief.Kind.self), try row.next(String.self))
        let outage = try row.next(HalfOpenRange<Instant>?.self)
        return Relief(
            id: id, obligation: obligation, kind: kind, basis: basis,
            outage: outage.flatMap { range in
                range.lower.flatMap { from in range.upper.map { Outage(from: from, to: $0) } }
            }, act: try row.next(), by: try row.next(), grantedAt: try row.next(), until: try row.next(),
            revokedAt: try row.next())
    }

    /// One relief for each of the obligations in $2, with the ids in $1, in one act: the first id.
    static let grant = Statement(
        """
        INSERT INTO reliefs AS r (id, obligation, kind, basis, outage, act, granted_by, principal, granted_at, until)
        SELECT id, obligation, $3, $4, $5, $6, $7, $8, known_from($9), $10
        FROM unnest($1::uuid[], $2::uuid[]) AS given (id, obligation)
        RETURNING \(columns)
        """, [ID<Relief>].self, [ID<Obligation>].self, Relief.Kind.self, String.self, HalfOpenRange<Instant>?.self,
        ID<Relief>.self, UnitKey.self, String.self, Instant.self, Instant?.self, access: .write, decode: decode)

    /// Those of $1 that stand.
    static let revoke = Statement(
        """
        UPDATE reliefs r SET revoked_at = known_from($3)
        WHERE r.id = ANY ($1) AND r.kind = $2 AND r.revoked_at IS NULL RETURNING \(columns)
        """, [ID<Relief>].self, Relief.Kind.self, Instant.self, access: .write, decode: decode)

    /// A relief, or with $3 all of its act, those that were revoked too.
    static let act = Statement(
        """
        SELECT r.id, r.obligation, o.unit, o.track FROM reliefs r JOIN obligations o ON o.id = r.obligation
        WHERE r.kind = $2 AND (r.id = $1 OR $3 AND r.act = (SELECT act FROM reliefs WHERE id = $1)) ORDER BY r.obligation
        """, ID<Relief>.self, Relief.Kind.self, Bool.self, access: .write
    ) { row in
        (
            id: try row.next(ID<Relief>.self), obligation: try row.next(ID<Obligation>.self),
            point: ScopePoint(try row.next(UnitKey.self), [try row.next(TrackCode.self)])
        )
    }

    /// Obligations in force at $2 by what they are, $11 at most; with $10 only those due before it.
    static let selected = Statement(
        """
        SELECT o.id, o.unit, o.track FROM obligations o
        JOIN obligation_terms t ON t.obligation = o.id AND t.superseded_at IS NULL AND t.valid @> $2::timestamptz
        LEFT JOIN units u ON u.key = o.unit AND u.superseded_at IS NULL AND u.valid @> $2::timestamptz
        WHERE o.campaign = $1 AND ($3::text[] IS NULL OR o.rule = ANY ($3)) AND ($4::text[] IS NULL OR t.items && $4)
            AND ($5::text IS NULL OR o.track = $5) AND ($6::text IS NULL OR t.receiver = $6)
            AND ($7::text[] IS NULL OR o.unit = ANY ($7)) AND ($8::text[] IS NULL OR u.kind = ANY ($8))
            AND ($9::text[] IS NULL OR u.region = ANY ($9)) AND ($10::timestamptz IS NULL OR t.due_at < $10)
        ORDER BY o.id LIMIT $11
        """, CampaignKey.self, Instant.self, [RuleKey]?.self, [ItemCode]?.self, TrackCode?.self, UnitKey?.self,
        [UnitKey]?.self, [UnitKind]?.self, [RegionCode]?.self, Instant?.self, Int.self, runsLong: true
    ) { row in
        (
            id: try row.next(ID<Obligation>.self),
            point: ScopePoint(try row.next(UnitKey.self), [try row.next(TrackCode.self)])
        )
    }

    /// A page behind $6 of a campaign's reliefs of a kind; with $5 only those that stand.
    static let list = Statement(
        """
        SELECT \(columns), o.unit, o.track
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
        AnyStatement(list), AnyStatement(grant), AnyStatement(revoke), AnyStatement(act), AnyStatement(selected),
    ]
}
