import Contracts

/// A set of roles as bits, worked out once for each method and each caller: the gate in front of every call is one `and`.
struct RoleMask: Sendable {
    private let bits: UInt32

    init(_ roles: some Sequence<Role>) {
        var bits: UInt32 = 0
        for (place, role) in Role.allCases.enumerated() where roles.contains(role) { bits |= 1 << UInt32(place) }
        self.bits = bits
    }

    func intersects(_ other: RoleMask) -> Bool { bits & other.bits != 0 }
}

extension Access {
    /// The roles that pass the gate; nil when everybody does. A service passes by its name, not by its role.
    var gate: RoleMask? {
        switch self {
        case .open: nil
        // A job does its one thing and sees nothing.
        case .principal: RoleMask(Role.allCases.filter { $0 != .job && $0 != .service })
        case .roles, .scoped: RoleMask((roles ?? []).subtracting([.service]))
        }
    }
}
