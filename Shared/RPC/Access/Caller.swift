import Contracts

/// Who calls over a connection, and from where: one reference for all its calls, since a call holds a dozen things already.
final class Caller: Sendable {
    /// Nil before authentication, and when it was taken back.
    let principal: Principal?
    let roles: RoleMask
    /// Which of the four services it is, if it is one.
    let service: ServiceName?
    /// The client's address, for the log.
    let peer: String

    init(principal: Principal?, peer: String) {
        self.principal = principal
        roles = RoleMask(principal?.roles ?? [])
        service = principal?.service
        self.peer = peer
    }
}
