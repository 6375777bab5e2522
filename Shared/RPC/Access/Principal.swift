package import Contracts
package import Values

/// Who is calling, as authentication found it, with what it may do now.
package struct Principal: Sendable, Hashable {
    /// Unique and permanent: part of idempotency scopes and audit.
    package let name: String
    /// In force now: a role, and how far it reaches.
    package let grants: [HeldGrant]
    /// Those of the grants.
    package let roles: Set<Role>
    /// Which of the four services it is, under its own key; nil for everybody else.
    package let service: ServiceName?
    /// By what it was recognised; nil for a service's own jobs, and in tests.
    package let credential: Credential.Name?

    package init(name: String, grants: [HeldGrant], credential: Credential.Name? = nil) {
        self.name = name
        self.grants = grants
        self.credential = credential
        roles = Set(grants.map(\.role))
        service = roles.contains(.service) ? Self.service(called: name) : nil
    }

    /// With roles over everything.
    package init(name: String, roles: Set<Role>) {
        self.init(name: name, grants: roles.sorted { $0.rawValue < $1.rawValue }.map { HeldGrant($0) })
    }
}

extension Principal {
    private static let servicePrefix = "service:"

    /// A service itself, as a caller of the others and as the author of what its jobs do.
    package static func service(_ name: ServiceName) -> Principal {
        Principal(name: servicePrefix + name.rawValue, roles: [.service])
    }

    private static func service(called name: String) -> ServiceName? {
        name.hasPrefix(servicePrefix) ? ServiceName(rawValue: String(name.dropFirst(servicePrefix.count))) : nil
    }
}

/// A role over a unit and what belongs to it, on a track.
package struct HeldGrant: Sendable, Hashable {
    package let role: Role
    /// nil: every unit.
    package let unit: UnitKey?
    /// nil: every track.
    package let track: TrackCode?

    package init(_ role: Role, unit: UnitKey? = nil, track: TrackCode? = nil) {
        self.role = role
        self.unit = unit
        self.track = track
    }

    package var isOverEverything: Bool { unit == nil && track == nil }
}

/// What a caller proves itself by. The texts are secrets: never log one.
package enum Credential: Sendable {
    case key(String)
    case token(String)

    /// What may be said of a credential.
    package enum Name: Sendable, Hashable {
        /// The prefix of a key.
        case key(String)
        /// A token names the key it was issued to, and when it ends.
        case token(of: String, until: Instant)
    }
}
