import Shared

enum KeyStatements {
    private static let columns = """
        k.id, k.principal, k.prefix, k.created_at, k.expires_at, k.revoked_at, k.last_used_at
        """

    static let insert = Statement(
        """
        INSERT INTO keys (id, principal, prefix, salt, digest, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """, ID<AccessKey>.self, String.self, String.self, Bytes.self, Bytes.self, Instant.self, Instant?.self,
        access: .write)

    static let lock = Statement(
        "SELECT \(columns), k.salt, k.digest FROM keys k WHERE k.id = $1 FOR UPDATE", ID<AccessKey>.self,
        access: .write
    ) { row in
        StoredKey(
            key: try key(&row), salt: try row.next(Bytes.self).bytes, digest: try row.next(Bytes.self).bytes)
    }

    static let principal = Statement("SELECT principal FROM keys WHERE id = $1", ID<AccessKey>.self) { row in
        try row.next(String.self)
    }

    static let expire = Statement(
        "UPDATE keys SET expires_at = $2 WHERE id = $1", ID<AccessKey>.self, Instant.self, access: .write)

    static let revoke = Statement(
        "UPDATE keys SET revoked_at = $2, revoke_reason = $3 WHERE id = $1", ID<AccessKey>.self, Instant.self,
        String?.self, access: .write)

    static let list = Statement(
        """
        SELECT \(columns) FROM keys k JOIN principals p ON p.name = k.principal
        WHERE ($1::uuid IS NULL OR k.id > $1) AND ($2::text IS NULL OR k.principal = $2)
            AND ($3 OR k.revoked_at IS NULL AND p.ended_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $4))
            AND \(ScopeSQL.units(5, "p.unit"))
        ORDER BY k.id LIMIT $6
        """, ID<AccessKey>?.self, String?.self, Bool.self, Instant.self, [UnitKey]?.self, Int.self, decode: key)

    static let noteUse = Statement(
        """
        UPDATE keys SET last_used_at = greatest(last_used_at, n.used_at)
        FROM unnest($1::text[], $2::timestamptz[]) AS n (prefix, used_at) WHERE keys.prefix = n.prefix
        """, [String].self, [Instant].self, access: .write)

    /// Units in force at $1 that fit what is given.
    static let selected = Statement(
        """
        SELECT u.key FROM units u
        JOIN unit_versions v ON v.unit_id = u.id AND v.superseded_at IS NULL AND v.valid @> $1::timestamptz
        WHERE ($2::text[] IS NULL OR u.key = ANY ($2)) AND ($3::text[] IS NULL OR v.kind = ANY ($3))
            AND ($4::text IS NULL OR EXISTS (
                SELECT FROM relations r JOIN units t ON t.id = r.to_unit
                WHERE r.from_unit = u.id AND r.type = 'reportsTo' AND r.superseded_at IS NULL
                    AND r.valid @> $1::timestamptz AND t.key = $4))
        ORDER BY u.key
        """, Instant.self, [UnitKey]?.self, [UnitKind]?.self, UnitKey?.self
    ) { row in try row.next(UnitKey.self) }

    static let putTokenKey = Statement(
        """
        INSERT INTO token_keys (kid, pem, recorded_at) VALUES ($1, $2, $3)
        ON CONFLICT ON CONSTRAINT token_keys_pkey DO NOTHING
        """, String.self, String.self, Instant.self, access: .write)

    /// All but $1, of which no token is issued any more and none is left.
    static let retireTokenKeys = Statement(
        """
        UPDATE token_keys SET retired_at = $2 WHERE kid <> $1 AND retired_at IS NULL RETURNING kid, pem
        """, String.self, Instant.self, access: .write
    ) { row in (kid: try row.next(String.self), pem: try row.next(String.self)) }

    @Sendable private static func key(_ row: inout Row) throws -> AccessKey {
        AccessKey(
            id: try row.next(), principal: try row.next(), prefix: try row.next(), createdAt: try row.next(),
            expiresAt: try row.next(), revokedAt: try row.next(), lastUsedAt: try row.next())
    }

    static let all: [AnyStatement] = [
        AnyStatement(insert), AnyStatement(lock), AnyStatement(principal), AnyStatement(expire), AnyStatement(revoke),
        AnyStatement(list), AnyStatement(noteUse), AnyStatement(selected), AnyStatement(putTokenKey),
        AnyStatement(retireTokenKeys),
    ]
}

/// A key with what recognises it.
struct StoredKey: Sendable {
    let key: AccessKey
    let salt: [UInt8]
    let digest: [UInt8]
}
