import Logging
import Postgres

/// The first contact of a process with its database: it may come up later than we do.
struct DatabaseStart: Sendable {
    let database: Database
    /// How long to wait for it.
    let limit: Duration
    let logger: Logger

    private static let backoff = Backoff(first: .milliseconds(100), most: .seconds(2))

    /// Throws the last error when the database does not answer within the limit, or refuses us.
    func waitUntilReachable() async throws {
        let end = ContinuousClock.now + limit
        var failures = 0
        while true {
            do {
                _ = try await StatementDeadline.$current.withValue(.now + .seconds(5)) {
                    try await database.one(HealthStatements.time)
                }
                if failures > 0 { logger.notice("database_reached") }
                return
            } catch let error as PostgresError {
                failures += 1
                guard ContinuousClock.now < end, mayPass(error) else { throw error }
                logger.warning("waiting_for_database", metadata: ["try": "\(failures)", "error": .detail(of: error)])
                try await Task.sleep(for: Self.backoff.delay(after: failures))
            }
        }
    }

    /// The runtime's tables first, then the service's.
    func migrate(_ migrations: [Migration]) async throws {
        let schema = database.configuration.schema ?? "public"
        try await database.migrate(RuntimeMigrations.all, schema: schema, set: "runtime")
        try await database.migrate(migrations, schema: schema)
    }

    /// A wrong password or a missing database (classes 28 and 3D) is no matter of waiting; everything else may be.
    private func mayPass(_ error: PostgresError) -> Bool {
        guard let state = error.sqlState else { return error.code != .usage }
        return !state.hasPrefix("28") && !state.hasPrefix("3D")
    }
}

/// The tables that every service's schema has.
package enum RuntimeMigrations {
    package static let all = [
        Migration(file: "V0001_runtime.sql", PackageResources.V0001_runtime_sql),
        Migration(file: "V0002_ledger.sql", PackageResources.V0002_ledger_sql),
        Migration(file: "V0003_access.sql", PackageResources.V0003_access_sql),
        Migration(file: "V0004_ledger_nodes.sql", PackageResources.V0004_ledger_nodes_sql),
    ]
}
