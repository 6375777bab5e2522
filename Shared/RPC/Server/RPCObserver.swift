package import Contracts

/// Told what a server does; the runtime makes metrics of it. Called on event loops: must be quick and must not block.
package protocol RPCObserver: Sendable {
    func connectionOpened()
    func connectionClosed()
    /// Too many connections: one was told so and closed.
    func connectionRefused()
    /// A request was answered or a notification ended.
    func callEnded(_ call: CallRecord)
    /// A notification was not run: of a mutation, unknown, not permitted, or sent while draining.
    func notificationDropped(method: String)
}

/// One call, over.
package struct CallRecord: Sendable {
    /// The method's name; `unknown` for every name that is not registered, so that a client cannot fill the metrics.
    package let method: String
    /// Nil when it succeeded.
    package let fault: FaultKind?
    package let duration: Duration
    package let requestBytes: Int
    package let responseBytes: Int
}
