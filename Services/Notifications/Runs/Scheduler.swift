import Shared
import Synchronization

/// The built-in caller of the tick: each minute by the real clock, in every process of the service; as many as there are
/// give the same mail (M11). In a rehearsal time stands still until somebody moves it, so ticks come from `week remind`.
final class Scheduler: Sendable {
    private let runs: Runs
    private let service: ServiceDependencies
    private let lastTick = Mutex(ContinuousClock.now)

    private static let interval: Duration = .seconds(60)
    /// Over this the service is not ready: reminders of this process come late.
    private static let greatestLag: Duration = .seconds(300)

    init(_ runs: Runs, _ service: ServiceDependencies) {
        self.runs = runs
        self.service = service
    }

    func job() -> Job {
        service.metrics.observe(
            "week_reminders_lag_seconds", help: "How long ago this process planned reminders last."
        ) { Double(self.lag.wholeMicroseconds) / 1e6 }
        return .every(Self.interval, "scheduler", logger: service.logger, readiness: { self.problem }) {
            try await self.tick()
        }
    }

    /// How long ago this process planned last.
    private var lag: Duration { ContinuousClock.now - lastTick.withLock(\.self) }

    private var problem: String? {
        let lag = lag
        return lag > Self.greatestLag ? "reminders were planned \(lag.components.seconds) s ago" : nil
    }

    private func tick() async throws {
        let began = ContinuousClock.now
        _ = try await service.transact("runs", before: runs.catchUp) { effect in try await self.runs.tick(effect) }
        lastTick.withLock { $0 = began }
    }
}
