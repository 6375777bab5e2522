import Shared

enum GrantStatements {
    private static let columns = """
        g.id, g.principal, g.role, g.unit, g.track, g.valid, g.basis, g.given_by, g.recorded_at, g.revision
        """

    static let insert = Statement(
        """
        INSERT INTO grants (id, principal, role, unit, track, valid, basis, given_by, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """, ID<Grant>.self, String.self, Role.self, UnitKey?.self, TrackCode?.self, HalfOpenRange<Instant>.self,
        String?.self, String.self, Instant.self, access: .write)

    static let lock = Statement(
        "SELECT \(columns) FROM grants g WHERE g.id = $1 FOR UPDATE", ID<Grant>.self, access: .write, decode: grant)

    static let find = Statement("SELECT \(columns) FROM grants g WHERE g.id = $1", ID<Grant>.self, decode: grant)

    static let end = Statement(
        "UPDATE grants SET valid = $2, recorded_at = $3, revision = revision + 1 WHERE id = $1", ID<Grant>.self,
        HalfOpenRange<Instant>.self, Instant.self, access: .write)

    static let list = Statement(
        """
        SELECT \(columns) FROM grants g JOIN principals p ON p.name = g.principal
        WHERE ($1::uuid IS NULL OR g.id > $1) AND ($2::text IS NULL OR g.principal = $2)
            AND ($3::text IS NULL OR g.unit = $3) AND g.valid @> $4::timestamptz AND p.ended_at IS NULL
            AND (g.track IS NULL AND \(ScopeSQL.units(5, "g.unit"))
                OR \(ScopeSQL.lines(5, 7, unit: "g.unit", track: "g.track")))
        ORDER BY g.id LIMIT $6
        """, ID<Grant>?.self, String?.self, UnitKey?.self, Instant.self, [UnitKey]?.self, Int.self, [String]?.self,
        decode: grant)

    /// Whether the principal has the role over the unit and track already, until $5 at least.
    static let standing = Statement(
        """
        SELECT EXISTS (
            SELECT FROM grants WHERE principal = $1 AND role = $2 AND unit = $3 AND track IS NOT DISTINCT FROM $4
                AND valid @> $5::timestamptz AND (upper(valid) IS NULL OR upper(valid) >= coalesce($6, 'infinity')))
        """, String.self, Role.self, UnitKey.self, TrackCode?.self, Instant.self, Instant?.self
    ) { row in try row.next(Bool?.self) ?? false }

    @Sendable private static func grant(_ row: inout Row) throws -> Grant {
        let (id, principal, role) = (
            try row.next(ID<Grant>.self), try row.next(String.self), try row.next(Role.self)
        )
        let (unit, track) = (try row.next(UnitKey?.self), try row.next(TrackCode?.self))
        let valid = try row.next(HalfOpenRange<Instant>.self)
        return Grant(
            id: id, principal: principal, role: role, unit: unit, track: track, validFrom: valid.lower,
            validTo: valid.upper, basis: try row.next(), givenBy: try row.next(), recordedAt: try row.next(),
            revision: try row.next())
    }

    static let all: [AnyStatement] = [
        AnyStatement(insert), AnyStatement(lock), AnyStatement(find), AnyStatement(end), AnyStatement(list),
        AnyStatement(standing),
    ]
}
