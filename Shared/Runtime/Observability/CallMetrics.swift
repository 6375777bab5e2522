import Contracts
import Logging
package import RPC
package import Security
import Synchronization
import Values

/// What the RPC server reports: as metrics by method, and as a line of the log for each call.
///
/// Methods and reasons are bounded, names that nobody registered share one label: so is what this holds.
package final class CallMetrics: RPCObserver {
    // A class: a call takes one of them out of the table twice.
    private final class Method: Sendable {
        let running: any MetricSeries
        let duration: any MetricSeries
        let requestBytes: any MetricSeries
        let responseBytes: any MetricSeries
        private let outcomes = Mutex<[String: any MetricSeries]>([:])

        init(
            running: any MetricSeries, duration: any MetricSeries, requestBytes: any MetricSeries,
            responseBytes: any MetricSeries
        ) {
            self.running = running
            self.duration = duration
            self.requestBytes = requestBytes
            self.responseBytes = responseBytes
        }

        func outcome(_ reason: String, otherwise make: () -> any MetricSeries) -> any MetricSeries {
            outcomes.withLock { known in
                if let outcome = known[reason] { return outcome }
                let outcome = make()
                known[reason] = outcome
                return outcome
            }
        }
    }

    private let registry: MetricsRegistry
    private let logger: Logger
    // Kept, so that a call costs no search of the registry.
    private let methods = Mutex<[String: Method]>([:])

    package init(_ registry: MetricsRegistry, logger: Logger) {
        self.registry = registry
        self.logger = logger
    }

    package func callBegan(method: String) {
        methods.withLock { series(of: method, in: &$0).running }.add(1)
    }

    package func callEnded(_ call: CallRecord) {
        let reason = call.fault?.reason ?? "OK"
        let method = methods.withLock { series(of: call.method, in: &$0) }
        let outcome = method.outcome(reason) {
            registry.series(
                "week_rpc_calls_total", [("method", call.method), ("reason", reason)], .counter,
                help: "Calls that were answered or given up, by method and the fault's reason, OK without one.")
        }
        outcome.add(1)
        method.duration.add(Double(call.duration.wholeMicroseconds) / 1e6)
        method.requestBytes.add(Double(call.requestBytes))
        method.responseBytes.add(Double(call.responseBytes))
        if call.hasRun { method.running.add(-1) }
        log(call, reason)
    }

    package func messageRefused(_ fault: FaultKind) {
        registry.counter(
            "week_rpc_refused_total", [("reason", fault.reason)],
            help: "Messages that were answered with a fault before they became calls: unreadable, busy, shutting down."
        ).increment()
    }

    package func transportFailed(_ failure: TLSFailure) {
        registry.counter(
            "week_rpc_tls_failures_total", [("reason", failure.word)],
            help: "Connections that TLS ended: handshake, certificate, violation, truncated, timeout."
        ).increment()
        logger.debug("tls_failed", metadata: ["reason": "\(failure)"])
    }

    /// The trace of a call stands in the log of every service it passes: of each at `debug`; at `info` of those that
    /// failed for a reason that is not the caller's.
    private func log(_ call: CallRecord, _ reason: String) {
        let level: Logger.Level = call.fault.map { $0.retryable || $0 == .internalError } == true ? .info : .debug
        guard logger.logLevel <= level else { return }
        logger.log(
            level: level, "call_ended",
            metadata: [
                "traceId": "\(call.trace.traceID)", "method": "\(call.method)", "reason": "\(reason)",
                "microseconds": .stringConvertible(Int(call.duration.wholeMicroseconds)),
            ])
    }

    private func series(of name: String, in known: inout [String: Method]) -> Method {
        if let method = known[name] { return method }
        let labels = [("method", name)]
        let method = Method(
            running: registry.series(
                "week_rpc_calls_running", labels, .gauge, help: "Calls that run now, long polls among them."),
            duration: registry.series(
                "week_rpc_call_seconds", labels, .histogram(Buckets.seconds),
                help: "From the last byte of a request to its answer, waiting included."),
            requestBytes: registry.series(
                "week_rpc_request_bytes_total", labels, .counter, help: "Bytes of params that calls brought."),
            responseBytes: registry.series(
                "week_rpc_response_bytes_total", labels, .counter, help: "Bytes of answers."))
        known[name] = method
        return method
    }
}
