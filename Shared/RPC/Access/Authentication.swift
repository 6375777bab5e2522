package import Contracts

/// Finds the principal of a key or token. The runtime implements it.
package protocol Authenticator: Sendable {
    /// Throws `UNAUTHENTICATED` for what is unknown, wrong, expired or revoked, and the caller must not learn which;
    /// `RATE_LIMITED` when there were too many failures.
    ///
    /// - Parameter peer: the client's address without its port.
    func authenticate(_ credential: Credential, from peer: String) async throws(Fault) -> Principal

    /// The principal as it stands now: grants begin and end while a connection lasts. Nil when its key is revoked or
    /// expired. Asked for every call, on the connection's event loop: must be quick and must not block.
    func standing(of principal: Principal) -> Principal?
}

extension Authenticator {
    package func standing(of principal: Principal) -> Principal? { principal }
}

/// How a server learns who is calling.
package enum Authentication: Sendable {
    /// A connection has to call `rpc.auth` before anything but the open methods.
    case required(any Authenticator)
    /// Everybody is this principal: for tests and the testbed only.
    case none(everybodyIs: Principal)

    func standing(of principal: Principal) -> Principal? {
        switch self {
        case .required(let authenticator): authenticator.standing(of: principal)
        case .none: principal
        }
    }
}

/// The gate in front of every method, the protocol's own included: who is not authenticated, or holds no role that the
/// method asks for, comes no further. Over which units a role reaches is decided behind it, by the runtime's
/// `Authorization`, which needs the params.
enum AccessCheck {
    /// Nil when the principal may pass.
    static func refusal(of method: MethodContract, to principal: Principal?) -> Fault? {
        if method.access == .open { return nil }
        guard let principal else { return Fault(.unauthenticated) }
        if let service = principal.service, method.calledBy.contains(service) { return nil }
        // A job does its one thing and sees nothing; a service calls what it was built to call.
        let passes =
            method.access.roles.map { roles in principal.roles.contains { $0 != .service && roles.contains($0) } }
            ?? principal.roles.contains { $0 != .job && $0 != .service }
        return passes ? nil : Fault(.permissionDenied)
    }
}
