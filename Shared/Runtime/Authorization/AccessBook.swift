import Contracts
import Postgres
package import RPC
import Security
import Synchronization
package import Values

/// Who may do what, as this process knows it: the tables of `AccessProjection` in memory, so that no call asks the database
/// for it. Loaded anew within a quarter of a second of a change.
package final class AccessBook: Sendable {
    private struct Content {
        var state: AccessState?
        var tree = UnitTree.empty
        var people = People.nobody
        var tokenKeys: [String: PublicKey] = [:]
        var uses: [String: Instant] = [:]
    }

    private let content: Mutex<Content>

    static let reloadInterval: Duration = .milliseconds(250)

    package convenience init() { self.init(people: .nobody) }

    init(people: People) { content = Mutex(Content(people: people)) }

    package var tree: UnitTree { content.withLock(\.tree) }

    package func authority(of principal: Principal, at now: Instant) -> Authority {
        Authority(principal: principal, tree: tree, now: now)
    }

    /// The keys of the prefix; a prefix may be shared by chance.
    func keys(prefix: String, at now: Instant) -> [KnownKey] {
        content.withLock { $0.people.keys(prefix: prefix, at: now) }
    }

    /// The grants of a key's principal as they are at the instant. Nil when the key or the principal has ended.
    func grants(ofKey prefix: String, principal: String, at now: Instant) -> [HeldGrant]? {
        content.withLock { content in
            guard let grants = content.people.grants(ofKey: prefix, principal: principal, at: now) else { return nil }
            content.uses[prefix] = now
            return grants
        }
    }

    /// Whose the token is, and until when; nil when no key of the registry has signed it or its time is over.
    func claims(of token: String, at now: Instant) -> (principal: String, key: String, expiresAt: Instant)? {
        let keys = content.withLock(\.tokenKeys)
        guard let token = Token(token, verifiedBy: keys) else { return nil }
        let expiresAt = Instant(microseconds: token.expiresAt.multipliedReportingOverflow(by: 1_000_000).partialValue)
        return now < expiresAt ? (token.principal, token.keyPrefix, expiresAt) : nil
    }

    /// When keys were last used, since the last time this was asked; at most one entry for each key that is in force.
    package func takeUses() -> [String: Instant] {
        content.withLock { content in
            defer { content.uses = [:] }
            return content.uses
        }
    }

    /// Loads what has changed.
    func reload(_ database: Database) async throws {
        let known = content.withLock(\.state)
        let state = try await database.one(AccessStatements.state)
        guard state != known else { return }
        // What changes while it is read is read again the next time: the state was read first.
        let tree =
            state.tree == known?.tree ? nil : UnitTree(try await database.query(AccessStatements.lines))
        let people =
            state.people == known?.people
            ? nil
            : People(
                principals: try await database.query(AccessStatements.principals),
                grants: try await database.query(AccessStatements.grants),
                keys: try await database.query(AccessStatements.keys))
        let tokenKeys =
            people == nil
            ? nil
            : try await database.query(AccessStatements.tokenKeys).reduce(into: [:]) { keys, row in
                keys[row.kid] = try PublicKey(pem: row.pem)
            }
        content.withLock { content in
            content.state = state
            if let tree { content.tree = tree }
            if let people { content.people = people }
            if let tokenKeys { content.tokenKeys = tokenKeys }
        }
    }
}
