import Contracts
import Postgres

extension Projection {
    /// Waits until everything the owner had committed when this was called is here. For decisions that are not taken a
    /// second time: a plan made from half a projection would leave the other half out for good.
    ///
    /// Costs one call of the owner when nothing is outstanding.
    ///
    /// - Throws: the owner's fault when it cannot be asked; `dependencyUnavailable` when its changes are not all here
    ///   within the limit.
    package func catchUp(_ service: ServiceDependencies, within limit: Duration = .seconds(10)) async throws {
        let asked = service.clock.now()
        let end = ContinuousClock.now + limit
        repeat {
            let state = try await service.database.first(ProjectionStatements.position, name)
            if let state, !state.rebuild {
                let next = try await fetch(service, ChangesParams(after: state.position, limit: 1, waitMs: 0))
                // In the feed's order: when the next one was made after we asked, all that was made before is here.
                guard let change = next.changes.first, change.at <= asked else { return }
            }
            try await Task.sleep(for: .milliseconds(25))
        } while ContinuousClock.now < end
        throw Fault(.dependencyUnavailable, "What \(source.rawValue) has changed is not all here yet: try again")
    }
}
