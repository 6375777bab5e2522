package import Contracts
import Synchronization

/// Whether the service may be called, and if not why. Every part that may not be ready has a check here.
package final class Readiness: Sendable {
    /// nil when all is well, else what is wrong, for an operator: no hosts, no secrets.
    package typealias Check = @Sendable () async -> String?

    private let checks = Mutex<[(name: String, check: Check)]>([])
    private let draining = Atomic(false)
    private let clock: ServiceClock.Mode

    package init(clock: ServiceClock.Mode) { self.clock = clock }

    package func add(_ name: String, _ check: @escaping Check) { checks.withLock { $0.append((name, check)) } }

    /// From now on not ready: no new work shall be sent here.
    package func drain() { draining.store(true, ordering: .relaxed) }

    /// Looks at everything now.
    package func report() async -> HealthReport {
        if draining.load(ordering: .relaxed) { return HealthReport(status: .draining, clock: clock.rawValue) }
        var results: [HealthReport.Check] = []
        for (name, check) in checks.withLock(\.self) {
            let problem = await check()
            results.append(HealthReport.Check(name: name, ok: problem == nil, detail: problem))
        }
        let isReady = results.allSatisfy(\.ok)
        return HealthReport(status: isReady ? .serving : .notServing, checks: results, clock: clock.rawValue)
    }
}
