import Shared

/// The built-in caller of the tick: each minute by the real clock, in every process of the service; as many as there are
/// give the same mail (M11). In a rehearsal time stands still until somebody moves it, so ticks come from `week remind`.
struct Scheduler: Sendable {
    private let runs: Runs
    private let watch: ReminderWatch
    private let service: ServiceDependencies
    private let interval: Duration

    /// - Parameter interval: from the end of one tick to the next.
    init(_ runs: Runs, _ watch: ReminderWatch, _ service: ServiceDependencies, interval: Duration = .seconds(60)) {
        self.runs = runs
        self.watch = watch
        self.service = service
        self.interval = interval
    }

    func job() -> Job {
        .every(interval, "scheduler", logger: service.logger, readiness: { self.problem }) { try await self.tick() }
    }

    private var problem: String? {
        let lag = watch.sincePlanned
        return lag > Backlog.greatestLag ? "reminders were planned \(lag.components.seconds) s ago" : nil
    }

    private func tick() async throws {
        _ = try await service.transact("runs", before: runs.catchUp) { effect in try await self.runs.tick(effect) }
        watch.planned()
        // After hours without the service the first tick mends what the first look saw.
        try await watch.look()
    }
}
