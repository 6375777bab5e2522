import Contracts
import Postgres
import Values

/// What a service keeps of the registry to decide who may do what.
package enum AccessStatements {
    static let state = Statement("SELECT tree, people FROM access_state") { row in
        AccessState(tree: try row.next(), people: try row.next())
    }

    static let touchTree = Statement("UPDATE access_state SET tree = tree + 1", access: .write)
    static let touchPeople = Statement("UPDATE access_state SET people = people + 1", access: .write)

    static let putLine = Statement(
        """
        INSERT INTO access_lines (relation, lower, upper, track, valid) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT ON CONSTRAINT access_lines_pkey DO UPDATE
        SET lower = excluded.lower, upper = excluded.upper, track = excluded.track, valid = excluded.valid
        """, ID<Relation>.self, UnitKey.self, UnitKey.self, TrackCode?.self, HalfOpenRange<Instant>.self, access: .write
    )

    static let putPrincipal = Statement(
        """
        INSERT INTO access_principals (name, ended) VALUES ($1, $2)
        ON CONFLICT ON CONSTRAINT access_principals_pkey DO UPDATE SET ended = excluded.ended
        """, String.self, Bool.self, access: .write)

    static let putGrant = Statement(
        """
        INSERT INTO access_grants (id, principal, role, unit, track, valid) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT ON CONSTRAINT access_grants_pkey DO UPDATE SET valid = excluded.valid
        """, ID<Grant>.self, String.self, Role.self, UnitKey?.self, TrackCode?.self, HalfOpenRange<Instant>.self,
        access: .write)

    static let putKey = Statement(
        """
        INSERT INTO access_keys (id, principal, prefix, salt, digest, expires_at, revoked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT ON CONSTRAINT access_keys_pkey DO UPDATE
        SET expires_at = excluded.expires_at, revoked_at = excluded.revoked_at
        """, ID<AccessKey>.self, String.self, String.self, Bytes.self, Bytes.self, Instant?.self, Instant?.self,
        access: .write)

    static let putTokenKey = Statement(
        """
        INSERT INTO access_token_keys (kid, pem, retired) VALUES ($1, $2, $3)
        ON CONFLICT ON CONSTRAINT access_token_keys_pkey DO UPDATE SET retired = excluded.retired
        """, String.self, String.self, Bool.self, access: .write)

    static let tokenKeys = Statement("SELECT kid, pem FROM access_token_keys WHERE NOT retired") { row in
        (kid: try row.next(String.self), pem: try row.next(String.self))
    }

    static let clear = Statement(
        """
        WITH no_lines AS (DELETE FROM access_lines), no_principals AS (DELETE FROM access_principals),
            no_grants AS (DELETE FROM access_grants), no_keys AS (DELETE FROM access_keys),
            no_token_keys AS (DELETE FROM access_token_keys)
        UPDATE access_state SET tree = tree + 1, people = people + 1
        """, access: .write)

    static let lines = Statement("SELECT lower, upper, track, valid FROM access_lines", runsLong: true) { row in
        UnitTree.Line(lower: try row.next(), upper: try row.next(), track: try row.next(), valid: try row.next())
    }

    static let principals = Statement("SELECT name FROM access_principals WHERE NOT ended") { row in
        try row.next(String.self)
    }

    static let grants = Statement("SELECT principal, role, unit, track, valid FROM access_grants") { row in
        DatedGrant(
            principal: try row.next(),
            grant: HeldGrant(try row.next(), unit: try row.next(), track: try row.next()), valid: try row.next())
    }

    static let keys = Statement(
        "SELECT principal, prefix, salt, digest, expires_at FROM access_keys WHERE revoked_at IS NULL"
    ) { row in
        KnownKey(
            principal: try row.next(), prefix: try row.next(), salt: try row.next(Bytes.self).bytes,
            digest: try row.next(Bytes.self).bytes, expiresAt: try row.next())
    }

    package static let all: [AnyStatement] = [
        AnyStatement(state), AnyStatement(touchTree), AnyStatement(touchPeople), AnyStatement(putLine),
        AnyStatement(putPrincipal), AnyStatement(putGrant), AnyStatement(putKey), AnyStatement(clear),
        AnyStatement(lines), AnyStatement(principals), AnyStatement(grants), AnyStatement(keys),
        AnyStatement(putTokenKey), AnyStatement(tokenKeys),
    ]
}

struct AccessState: Sendable, Equatable {
    let tree: Int64
    let people: Int64
}

extension Role: PostgresText {}
