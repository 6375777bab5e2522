package import Contracts
package import Postgres

/// What a service keeps of another's data in its own schema, fed by the owner's change feed.
///
/// Changes are applied in the feed's order, with the position in the same transaction: each exactly once, in one process
/// at a time. `apply` must be repeatable from nothing: a rebuild clears the tables and starts at the first change.
///
/// ```swift
/// let units = Projection("registry", of: .registry, feed: RegistryAPI.ListChanges.self) { transaction in
///     try await transaction.execute(ProjectedUnitStatements.clear)
/// } apply: { change, effect in
///     guard change.entity == "unit" else { return }
///     try await effect.execute(ProjectedUnitStatements.upsert, try change.decoded(as: Unit.self) …)
/// }
/// return [.projection(units, service)]
/// ```
package struct Projection: Sendable {
    package let name: String
    package let source: ServiceName
    let clear: @Sendable (Transaction) async throws -> Void
    let apply: @Sendable (Change, Effect) async throws -> Void
    let fetch: @Sendable (ServiceDependencies, ChangesParams) async throws -> ChangesPage

    /// - Parameters:
    ///   - name: unique in the service; the key of its position, the label of its metric.
    ///   - source: the service that owns the data.
    ///   - feed: its `changes.list`.
    ///   - clear: empties what the projection keeps, before a rebuild.
    ///   - apply: takes one change over; entities it does not keep are ignored. It may record changes of its own.
    package init<Feed: RPCMethod>(
        _ name: String, of source: ServiceName, feed: Feed.Type,
        clear: @escaping @Sendable (Transaction) async throws -> Void,
        apply: @escaping @Sendable (Change, Effect) async throws -> Void
    ) where Feed.Params == ChangesParams, Feed.Result == ChangesPage {
        self.name = name
        self.source = source
        self.clear = clear
        self.apply = apply
        fetch = { service, params in try await service.client(of: source).call(Feed.self, params) }
    }

    /// Of the registry's own feed, kept by the registry: what all services keep it keeps the same way.
    init(
        ownFeed name: String, clear: @escaping @Sendable (Transaction) async throws -> Void,
        apply: @escaping @Sendable (Change, Effect) async throws -> Void
    ) {
        self.name = name
        source = .registry
        self.clear = clear
        self.apply = apply
        fetch = { service, params in try await service.feed.page(params) }
    }
}
