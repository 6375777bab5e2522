import Contracts
import Postgres

extension Projection {
    /// Waits until everything the owner had committed when this was called is here. For decisions that are not taken a
    /// second time: a plan made from half a projection would leave the other half out for good.
    ///
    /// Costs one call of the owner when nothing is outstanding. Not inside a transaction that has written: owners on the same
    /// cluster show no change that is younger than it until it ends.
    ///
    /// - Throws: the owner's fault when it cannot be asked; `dependencyUnavailable` when its changes are not all here
    ///   within the limit.
    package func catchUp(_ service: ServiceDependencies, within limit: Duration = .seconds(10)) async throws {
        let end = ContinuousClock.now + limit
        let state = try await service.database.first(ProjectionStatements.position, name)
        let page = try await fetch(service, ChangesParams(after: state?.position, limit: 1, waitMs: 0))
        while true {
            if try await has(page.latest, service.database) { return }
            guard ContinuousClock.now < end else { break }
            try await Task.sleep(for: Self.look)
        }
        throw Fault(.dependencyUnavailable, "What \(source.rawValue) has changed is not all here yet: try again")
    }

    private static let look: Duration = .milliseconds(25)

    private func has(_ latest: String, _ database: Database) async throws -> Bool {
        guard let state = try await database.first(ProjectionStatements.position, name), !state.rebuild,
            let own = FeedPosition(state.position), let latest = FeedPosition(latest)
        else { return false }
        return own >= latest
    }
}
