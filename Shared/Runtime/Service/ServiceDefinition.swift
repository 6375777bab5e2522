package import Contracts
package import Postgres

/// A service as a value: what `main` runs and what tests start with another configuration.
///
/// ```swift
/// @main enum RegistryMain {
///     static let service = ServiceDefinition(.registry, migrations: Migrations.all, constraints: Constraints.faults) {
///         service, routes in
///         RegistryRouter(units: Units(service)).register(on: &routes)
///         return [.every(.seconds(1), "closer") { try await service.transact { effect in … } }]
///     }
///     static func main() async { await ServiceHost.main(service) }
/// }
/// ```
package struct ServiceDefinition: Sendable {
    package let name: ServiceName
    package let migrations: [Migration]
    /// What the violation of a constraint of the service's schema means to a caller, by the constraint's name.
    package let constraints: [String: FaultKind]
    /// The configuration keys that only this service has, for the documentation.
    package let keys: [ConfigurationKeyDescription]
    let assemble: @Sendable (ServiceDependencies, inout Routes) async throws -> [Job]

    /// - Parameter assemble: puts the objects of the service together: registers every method on the routes and answers
    ///   the long-running parts. It runs once, before the service listens, with the database migrated.
    package init(
        _ name: ServiceName, migrations: [Migration], constraints: [String: FaultKind] = [:],
        keys: [ConfigurationKeyDescription] = [],
        assemble: @escaping @Sendable (ServiceDependencies, inout Routes) async throws -> [Job]
    ) {
        self.name = name
        self.migrations = migrations
        self.constraints = constraints
        self.keys = keys
        self.assemble = assemble
    }
}
