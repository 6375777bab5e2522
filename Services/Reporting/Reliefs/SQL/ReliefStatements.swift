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

    static let all: [AnyStatement] = [AnyStatement(grant), AnyStatement(revoke), AnyStatement(obligation)]
}
