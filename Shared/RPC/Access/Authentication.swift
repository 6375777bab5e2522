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

    /// Gives a principal as it stands now; nil where nobody's standing changes.
    var standing: (@Sendable (Principal) -> Principal?)? {
        switch self {
        case .required(let authenticator): { authenticator.standing(of: $0) }
        case .none: nil
        }
    }
}

/// The gate in front of every method, the protocol's own included: who is not authenticated, or holds no role that the
/// method asks for, comes no further. Over which units a role reaches is decided behind it, by the runtime's
/// `Authorization`, which needs the params.
enum AccessCheck {
    /// Nil when the caller may pass.
    static func refusal(of method: RegisteredMethod, to caller: Caller) -> Fault? {
        guard let gate = method.gate else { return nil }
        guard caller.principal != nil else { return Fault(.unauthenticated) }
        // A service calls what it was built to call.
        if let service = caller.service, method.contract.calledBy.contains(service) { return nil }
        return gate.intersects(caller.roles) ? nil : Fault(.permissionDenied)
    }
}
