import Contracts

/// Finds the principal of a key. The runtime implements it with the file of accepted keys.
package protocol Authenticator: Sendable {
    /// Nil for a key that is unknown, expired or revoked; the caller must not learn which.
    ///
    /// Called on the connection's event loop: must not block.
    func principal(forKey key: String) async -> Principal?
}

/// How a server learns who is calling.
package enum Authentication: Sendable {
    /// A connection has to call `rpc.auth` before anything but the open methods.
    case required(any Authenticator)
    /// Everybody is this principal: for tests and the testbed only.
    case none(everybodyIs: Principal)
}

/// The check point: the only place that decides whether a method may be called at all (`design.md` §5). Which of the
/// service's things the principal may touch is for the method to decide.
enum AccessCheck {
    /// Nil when the principal may call the method.
    static func refusal(of method: MethodContract, to principal: Principal?) -> Fault? {
        switch method.access {
        case .open:
            return nil
        case .principal:
            return principal == nil ? Fault(.unauthenticated) : nil
        case .roles(let roles):
            guard let principal else { return Fault(.unauthenticated) }
            return roles.isDisjoint(with: principal.roles) ? Fault(.permissionDenied) : nil
        }
    }
}
