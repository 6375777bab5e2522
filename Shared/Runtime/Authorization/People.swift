import Contracts
import Postgres
import RPC
import Security
import Values

/// The principals in force with their grants and keys, as a snapshot.
struct People: Sendable {
    private struct Holder {
        let grants: [DatedGrant]
        /// The grants in force in this time: they begin and end seldom, and calls are many.
        var held: (time: HalfOpenRange<Instant>, grants: [HeldGrant])?
    }

    private var holders: [String: Holder]
    private let keys: [String: [KnownKey]]

    static let nobody = People(principals: [], grants: [], keys: [])

    init(principals: [String], grants: [DatedGrant], keys: [KnownKey]) {
        let grants = Dictionary(grouping: grants, by: \.principal)
        holders = Dictionary(principals.map { ($0, Holder(grants: grants[$0] ?? [])) }) { first, _ in first }
        self.keys = Dictionary(grouping: keys, by: \.prefix)
    }

    func keys(prefix: String, at now: Instant) -> [KnownKey] {
        (keys[prefix] ?? []).filter { key in
            holders[key.principal] != nil && key.expiresAt.map { now < $0 } ?? true
        }
    }

    /// The principal's grants at the instant; nil when the key is not in force.
    mutating func grants(ofKey prefix: String, principal: String, at now: Instant) -> [HeldGrant]? {
        guard let holder = holders[principal], let key = keys[prefix]?.first(where: { $0.principal == principal }),
            key.expiresAt.map({ now < $0 }) ?? true
        else { return nil }
        if let held = holder.held, held.time.holds(now) { return held.grants }
        let held = Self.held(holder.grants, at: now)
        holders[principal]?.held = held
        return held.grants
    }

    private static func held(
        _ grants: [DatedGrant], at now: Instant
    ) -> (time: HalfOpenRange<Instant>, grants: [HeldGrant]) {
        let bounds = grants.flatMap { [$0.valid.lower, $0.valid.upper] }.compactMap(\.self)
        let time = HalfOpenRange(
            from: bounds.filter { $0 <= now }.max(), upTo: bounds.filter { $0 > now }.min())
        return (time, grants.filter { $0.valid.holds(now) }.map(\.grant))
    }
}

/// A grant with its time.
struct DatedGrant: Sendable {
    let principal: String
    let grant: HeldGrant
    let valid: HalfOpenRange<Instant>
}

/// A key as a service recognises it.
struct KnownKey: Sendable {
    let principal: String
    let prefix: String
    let digest: KeyDigest?
    let expiresAt: Instant?

    init(principal: String, prefix: String, salt: [UInt8], digest: [UInt8], expiresAt: Instant?) {
        self.principal = principal
        self.prefix = prefix
        self.digest = Digest(bytes: digest).map { KeyDigest(salt: salt, digest: $0) }
        self.expiresAt = expiresAt
    }
}

extension HalfOpenRange<Instant> {
    /// Whether the instant lies in it.
    func holds(_ instant: Instant) -> Bool {
        !isEmpty && (lower.map { $0 <= instant } ?? true) && (upper.map { instant < $0 } ?? true)
    }
}
