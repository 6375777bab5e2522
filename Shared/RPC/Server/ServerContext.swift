import Contracts
import JSONRPC
import NIOCore
import Values

/// What every connection of a server uses, fixed before the first one.
final class ServerContext: Sendable {
    let limits: RPCLimits
    let router: RPCRouter
    let counters: ServerCounters
    let connections = OpenConnections()
    let observer: (any RPCObserver)?
    /// Asked for each call, where looking at the observer would copy it.
    let isObserved: Bool
    /// Who a connection is before it has authenticated.
    let initialPrincipal: Principal?
    /// Who a connection's principal is now, or nil when it is nobody any more; not asked where everybody is the same one.
    let standing: (@Sendable (Principal) -> Principal?)?
    /// The service's clock.
    let now: @Sendable () -> Instant

    init(
        limits: RPCLimits, router: RPCRouter, counters: ServerCounters, observer: (any RPCObserver)?,
        initialPrincipal: Principal?, standing: (@Sendable (Principal) -> Principal?)?,
        now: @escaping @Sendable () -> Instant
    ) {
        self.limits = limits
        self.router = router
        self.counters = counters
        self.observer = observer
        isObserved = observer != nil
        self.initialPrincipal = initialPrincipal
        self.standing = standing
        self.now = now
    }
}
