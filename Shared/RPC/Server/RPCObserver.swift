package import Contracts
package import Security

/// Told what a server does; the runtime makes metrics and log lines of it. What only needs a count is in
/// `RPCServer.stats`. Called on event loops: must be quick and must not block.
package protocol RPCObserver: Sendable {
    /// TLS is why a connection ended: a handshake that failed or took too long, a cut.
    func transportFailed(_ failure: TLSFailure)
    /// A call begins to run.
    ///
    /// - Parameter method: as in ``CallRecord/method``.
    func callBegan(method: String)
    /// A request was answered, a notification ended, or the end of the connection ended either.
    func callEnded(_ call: CallRecord)
    /// A message was answered with a fault before it became a call.
    func messageRefused(_ fault: FaultKind)
}

/// One call, over.
package struct CallRecord: Sendable {
    /// The method's name; ``unknownMethod`` for every name that is not registered, so that a client cannot fill the metrics.
    package let method: String
    /// Nil when it succeeded.
    package let fault: FaultKind?
    /// Whether `callBegan` was told of it: not when it ended while it waited for its turn.
    package let hasRun: Bool
    package let duration: Duration
    package let requestBytes: Int
    package let responseBytes: Int
    package let trace: TraceContext

    package static let unknownMethod = "unknown"
}
