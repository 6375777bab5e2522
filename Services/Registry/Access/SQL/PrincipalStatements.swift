import Shared

enum PrincipalStatements {
    private static let columns = "p.name, p.unit, p.note, p.ended_at, p.recorded_at, p.revision"

    /// Nothing is inserted when the name is or was taken.
    static let insert = Statement(
        """
        INSERT INTO principals (name, unit, note, recorded_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT ON CONSTRAINT principals_pkey DO NOTHING
        """, String.self, UnitKey?.self, String?.self, Instant.self, access: .write)

    static let lock = Statement(
        "SELECT \(columns) FROM principals p WHERE p.name = ANY ($1) ORDER BY p.name FOR UPDATE", [String].self,
        access: .write, decode: principal)

    static let end = Statement(
        "UPDATE principals SET ended_at = $2, recorded_at = $2, revision = revision + 1 WHERE name = $1", String.self,
        Instant.self, access: .write)

    static let list = Statement(
        """
        SELECT \(columns) FROM principals p
        WHERE p.name > $1 AND ($2::text IS NULL OR p.unit = $2) AND ($3 OR p.ended_at IS NULL)
            AND \(ScopeSQL.units(4, "p.unit"))
        ORDER BY p.name LIMIT $5
        """, String.self, UnitKey?.self, Bool.self, [UnitKey]?.self, Int.self, decode: principal)

    /// What administering a principal reaches: its own unit, and what its grants reach now or will.
    static let reach = Statement(
        """
        SELECT p.unit, NULL::text, false FROM principals p WHERE p.name = $1
        UNION ALL
        SELECT g.unit, g.track, true FROM grants g
        WHERE g.principal = $1 AND (upper(g.valid) IS NULL OR upper(g.valid) > $2::timestamptz)
        """, String.self, Instant.self
    ) { row in
        PrincipalReach(unit: try row.next(), track: try row.next(), isGrant: try row.next(Bool?.self) ?? true)
    }

    @Sendable private static func principal(_ row: inout Row) throws -> AccessPrincipal {
        AccessPrincipal(
            name: try row.next(), unit: try row.next(), note: try row.next(), endedAt: try row.next(),
            recordedAt: try row.next(), revision: try row.next())
    }

    static let all: [AnyStatement] = [
        AnyStatement(insert), AnyStatement(lock), AnyStatement(end), AnyStatement(list), AnyStatement(reach),
    ]
}

struct PrincipalReach: Sendable {
    let unit: UnitKey?
    let track: TrackCode?
    let isGrant: Bool
}
