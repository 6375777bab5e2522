import Contracts
import Postgres
import RPC
import Security

/// What every service keeps of the registry's lines, principals, grants and keys: the same tables in each, the registry
/// included, which follows its own feed.
package enum AccessProjection {
    static let name = "access"

    static func projection(of service: ServiceName) -> Projection {
        service == .registry
            ? Projection(ownFeed: name, clear: clear, apply: apply)
            : Projection(name, of: .registry, feed: RegistryAPI.ListChanges.self, clear: clear, apply: apply)
    }

    package static func apply(_ change: Change, _ effect: Effect) async throws {
        switch change.entity {
        case "relation":
            let relation = try change.decoded(as: Relation.self)
            guard relation.type == .reportsTo || relation.type == .administers else { return }
            try await effect.execute(
                AccessStatements.putLine, relation.id, relation.from, relation.to, relation.track,
                HalfOpenRange(from: relation.validFrom, upTo: relation.validTo))
            try await effect.execute(AccessStatements.touchTree)
        case "principal":
            let principal = try change.decoded(as: AccessPrincipal.self)
            try await effect.execute(
                AccessStatements.putPrincipal, principal.name, principal.endedAt != nil)
            try await effect.execute(AccessStatements.touchPeople)
        case "grant":
            let grant = try change.decoded(as: Grant.self)
            try await effect.execute(
                AccessStatements.putGrant, grant.id, grant.principal, grant.role, grant.unit, grant.track,
                HalfOpenRange(from: grant.validFrom, upTo: grant.validTo))
            try await effect.execute(AccessStatements.touchPeople)
        case "key":
            let key = try change.decoded(as: RecognisedKey.self)
            guard let salt = Hex.decode(key.salt), let digest = Hex.decode(key.digest) else { return }
            try await effect.execute(
                AccessStatements.putKey, key.id, key.principal, key.prefix, Bytes(salt), Bytes(digest), key.expiresAt,
                key.revokedAt)
            try await effect.execute(AccessStatements.touchPeople)
        case "tokenKey":
            let key = try change.decoded(as: TokenKey.self)
            try await effect.execute(AccessStatements.putTokenKey, key.kid, key.pem, key.retiredAt != nil)
            try await effect.execute(AccessStatements.touchPeople)
        default:
            return  // Units, campaigns …: who may do what does not depend on them.
        }
    }

    private static func clear(_ transaction: Transaction) async throws {
        try await transaction.execute(AccessStatements.clear)
    }
}
