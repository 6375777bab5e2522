import Contracts
import JSONRPC
package import Postgres
import RPC
import Values

/// Whose a thing is. Nil when there is no such thing.
package typealias ScopeLookup = @Sendable (_ id: String, _ database: Database) async throws -> [ScopePoint]?

/// How a service finds whose things are, and what it answers about one that is not there: a thing that the caller may not
/// know of is answered the same.
struct ScopeLookups: Sendable {
    struct Entry: Sendable {
        let unknown: FaultKind
        let find: ScopeLookup
    }

    var entries: [ScopedEntity: Entry] = [:]
}

/// The check of every call of a service, in one place: what the contract asks for, against what the caller's grants reach.
struct Authorization: Sendable {
    let lookups: ScopeLookups
    let database: Database

    /// Throws `PERMISSION_DENIED`, or what is answered for a thing that does not exist when the caller may not even read it.
    nonisolated(nonsending) func check(_ call: RPCCall, _ authority: Authority) async throws {
        for named in try decide(call, authority) {
            for id in named.ids { try await check(named.kind, id, named.permission, authority) }
        }
    }

    /// Decides what can be decided at once. What is left are things whose owners have to be looked up: none in a method whose
    /// contract names none (`Access.entities`).
    func decide(_ call: RPCCall, _ authority: Authority) throws(Fault) -> [NamedThings] {
        // What a service was built to ask it needs whole.
        if let service = authority.principal.service, call.contract.calledBy.contains(service) { return [] }
        switch call.contract.access {
        case .open, .principal:
            return []
        case .roles(let roles):
            guard authority.holds(roles) else { throw Fault(.permissionDenied) }
            return []
        case .scoped(let permission, let sources):
            if authority.isUnlimited(for: permission) { return [] }
            var things: [NamedThings] = []
            var isNamed = sources.contains(.list)
            for source in sources {
                guard let member = source.member, let node = call.param(member) else { continue }
                let values = texts(node)
                // An empty list names nothing.
                isNamed = isNamed || !values.isEmpty
                switch source {
                case .list: break
                case .unit(_, let track):
                    try check(values.map { UnitKey($0) }, track, call, permission, authority)
                case .entity(let kind, _):
                    things.append(NamedThings(kind: kind, ids: values, permission: permission))
                }
            }
            // Nothing narrows the call: it is about everything.
            guard isNamed else { throw Fault(.permissionDenied) }
            return things
        }
    }

    private func check(
        _ units: [UnitKey], _ track: String?, _ call: RPCCall, _ permission: Permission, _ authority: Authority
    ) throws(Fault) {
        let tracks = track.flatMap(call.param).map(texts)
        for unit in units {
            let isOpen = track != nil && tracks == nil
            let point = ScopePoint(unit, (tracks ?? []).map { TrackCode($0) })
            try authority.require(permission, over: isOpen ? .everyTrack(unit) : point)
        }
    }

    private func check(
        _ kind: ScopedEntity, _ id: String, _ permission: Permission, _ authority: Authority
    ) async throws {
        guard let lookup = lookups.entries[kind] else {
            preconditionFailure("the router says of no \(kind.rawValue) whose it is")  // Found at the first start.
        }
        guard let points = try await lookup.find(id, database) else { throw Fault(lookup.unknown) }
        // A content that two units have stored may be read by either's readers; a principal belongs to all that its grants
        // reach, and who administers it must reach all of that.
        let reached = points.count { authority.allows(permission, over: $0) }
        if reached > 0, permission.isReading || reached == points.count { return }
        // Who may read it knows that it is there.
        let isKnown = points.contains { authority.allows(.read, over: $0) }
        throw Fault(isKnown ? .permissionDenied : lookup.unknown)
    }

    private func texts(_ node: JSONNode) -> [String] {
        node.kind == .array ? node.elements.compactMap(\.string) : node.string.map { [$0] } ?? []
    }
}

/// Things that a call names by their ids, and what it wants with them.
struct NamedThings {
    let kind: ScopedEntity
    let ids: [String]
    let permission: Permission
}

extension ScopeSource {
    var member: String? {
        switch self {
        case .unit(let member, track: _), .entity(_, let member): member
        case .list: nil
        }
    }
}

extension Access {
    /// The kinds of things that a service with such a method has to look up.
    var entities: Set<ScopedEntity> {
        guard case .scoped(_, let sources) = self else { return [] }
        return sources.reduce(into: []) { kinds, source in
            if case .entity(let kind, _) = source { kinds.insert(kind) }
        }
    }
}
