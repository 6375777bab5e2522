import Contracts
import Logging
import Postgres
import Synchronization
import Values

/// Follows one feed: long-polls the owner and applies what comes.
final class ProjectionRun: Sendable {
    private let projection: Projection
    private let service: ServiceDependencies
    private let caughtUp: Mutex<ContinuousClock.Instant>

    /// Over this the service is not ready (`domain.md` §0).
    static let greatestLag: Duration = .seconds(5)
    /// Short enough that a quiet owner still proves every two seconds that there is nothing new.
    private static let waitMs = 2_000
    private static let pageLimit = 200
    private static let backoff = Backoff(first: .milliseconds(100), most: .seconds(2))

    /// - Parameter startedAt: when it began to lag; what it has not yet taken over counts from there.
    init(
        _ projection: Projection, _ service: ServiceDependencies, startedAt: ContinuousClock.Instant = .now
    ) {
        self.projection = projection
        self.service = service
        caughtUp = Mutex(startedAt)
    }

    /// How long ago this service is known to have had everything the owner had.
    var lag: Duration { ContinuousClock.now - caughtUp.withLock(\.self) }

    /// Why the service is not ready, as far as it is this projection's matter.
    var problem: String? {
        let lag = lag
        return lag > Self.greatestLag ? "\(lag.components.seconds) s behind \(projection.source.rawValue)" : nil
    }

    func run() async throws {
        var failures = 0
        while !Task.isCancelled {
            do {
                try await follow()
                if failures > 0 { log(.notice, "projection_recovered") }
                failures = 0
            } catch is CancellationError {
                return
            } catch {
                failures += 1
                // The first failure of a row is enough to know; the metric shows how long it lasts.
                if failures == 1 { log(.warning, "projection_failed", ["error": .detail(of: error)]) }
                try? await Task.sleep(for: Self.backoff.delay(after: failures))
            }
        }
    }

    /// One page: asks behind the position, applies, moves the position.
    private func follow() async throws {
        guard let state = try await service.database.first(ProjectionStatements.position, projection.name) else {
            try await service.database.execute(ProjectionStatements.ensure, projection.name, service.clock.now())
            return
        }
        if state.rebuild { return try await rebuild() }
        let asked = ContinuousClock.now
        let page = try await projection.fetch(
            service, ChangesParams(after: state.position, limit: Self.pageLimit, waitMs: Self.waitMs))
        let isApplied = page.changes.isEmpty ? true : try await apply(page, after: state)
        // Nothing newer was committed when it was answered, and that was after we asked; with changes that an older
        // transaction of the owner holds back we are behind.
        if isApplied, page.next == page.latest {
            let instant = page.changes.isEmpty ? ContinuousClock.now : asked
            caughtUp.withLock { $0 = max($0, instant) }
        }
    }

    /// False when another process has applied this page, or somebody wants a rebuild: then all begins with the new state.
    private func apply(_ page: ChangesPage, after state: ProjectionState) async throws -> Bool {
        try await service.transact("projection.\(projection.name)") { effect in
            guard try await effect.one(ProjectionStatements.lock, projection.name) == state else { return false }
            for change in page.changes {
                try await projection.apply(change, effect)
                try await service.ledger.adopt(change, effect)
            }
            try await effect.execute(ProjectionStatements.advance, projection.name, page.next, effect.now)
            return true
        }
    }

    private func rebuild() async throws {
        log(.notice, "projection_rebuilds")
        try await service.transact { effect in
            guard try await effect.one(ProjectionStatements.lock, projection.name).rebuild else { return }
            try await projection.clear(effect.transaction)
            try await effect.execute(
                ProjectionStatements.advance, projection.name, FeedPosition.start.description, effect.now)
        }
    }

    private func log(_ level: Logger.Level, _ event: Logger.Message, _ more: Logger.Metadata = [:]) {
        let own: Logger.Metadata = [
            "projection": "\(projection.name)", "source": "\(projection.source.rawValue)",
        ]
        service.logger.log(level: level, event, metadata: own.merging(more) { _, new in new })
    }
}

extension Job {
    /// Keeps a projection up to date, with its lag as a metric and a check of readiness.
    ///
    /// - Parameter decidesReadiness: false for what is only shown and never decided by: a service that follows one that
    ///   follows it would otherwise wait for it at a start, and go down with it.
    package static func projection(
        _ projection: Projection, _ service: ServiceDependencies, decidesReadiness: Bool = true
    ) -> Job {
        let run = ProjectionRun(projection, service)
        service.metrics.observe(
            "week_projection_lag_seconds", [("projection", projection.name)],
            help: "How far a projection is behind the service it follows."
        ) {
            Double(run.lag.wholeMicroseconds) / 1e6
        }
        return Job(
            "projection:\(projection.name)", readiness: { decidesReadiness ? run.problem : nil }, run: run.run)
    }
}
