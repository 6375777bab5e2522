import Contracts
import CoreMetrics
package import RPC
import Synchronization
import Values

/// What the RPC server reports, as metrics.
package final class CallMetrics: RPCObserver {
    private let registry: MetricsRegistry
    private let connections: Gauge
    private let open = Atomic(0)
    private let refused: Counter
    // Kept, so that a call costs no search of the registry. Methods and reasons are bounded: so is this.
    private let outcomes = Mutex<[Outcome: Counter]>([:])
    private let durations = Mutex<[String: CoreMetrics.Timer]>([:])

    private struct Outcome: Hashable {
        let method: String
        let fault: FaultKind?
    }

    package init(_ registry: MetricsRegistry) {
        self.registry = registry
        connections = registry.gauge("week_rpc_connections")
        refused = registry.counter("week_rpc_connections_refused_total")
    }

    package func connectionOpened() { connections.record(open.add(1, ordering: .relaxed).newValue) }

    package func connectionClosed() { connections.record(open.subtract(1, ordering: .relaxed).newValue) }

    package func connectionRefused() { refused.increment() }

    package func callEnded(_ call: CallRecord) {
        let outcome = Outcome(method: call.method, fault: call.fault)
        outcomes.withLock { known in
            if let counter = known[outcome] { return counter }
            let reason = call.fault?.reason ?? "OK"
            let counter = registry.counter("week_rpc_calls_total", [("method", call.method), ("reason", reason)])
            known[outcome] = counter
            return counter
        }.increment()
        durations.withLock { known in
            if let timer = known[call.method] { return timer }
            let timer = registry.timer("week_rpc_call_seconds", [("method", call.method)])
            known[call.method] = timer
            return timer
        }.recordNanoseconds(call.duration.wholeMicroseconds * 1_000)
    }

    package func notificationDropped(method: String) {
        registry.counter("week_rpc_notifications_dropped_total", [("method", method)]).increment()
    }
}
