package import Shared

extension ServiceDependencies {
    /// Dependencies on a database that a test has migrated, for what runs beneath a service's calls. No peer is reachable.
    package static func forTests(
        _ name: ServiceName = .registry, database: Database, clock: ServiceClock = .system
    ) throws -> ServiceDependencies {
        let source = ConfigurationSource(values: [
            "week.database": "dbname=unused", "week.keys.file": "/unused", "week.signing.keys.file": "/unused",
        ])
        return ServiceDependencies(
            name: name, clock: clock, database: database,
            configuration: try ServiceConfiguration(name, from: source), logger: TestPostgres.logger,
            signingKeys: try SigningKeyRing(.generate(), logger: TestPostgres.logger))
    }
}
