package import Logging
package import Postgres
import Shared

/// A real PostgreSQL for tests: the cluster of `WEEK_TEST_POSTGRES` (a conninfo of a role that may create databases), or
/// one private cluster for the whole test process, stopped and removed when the process ends, however it ends.
package enum TestPostgres {
    /// Runs `body` with an empty database of its own, dropped afterwards.
    ///
    /// - Parameters:
    ///   - schema: the schema in the search path; created by `migrate`, not here.
    ///   - reactors: where its shared connections are served, as in a service: on event loops; on threads when empty.
    ///   - configure: changes the configuration: pool sizes, limits.
    package static func withDatabase<Value: Sendable>(
        schema: String? = nil, reactors: [any Reactor] = eventLoops,
        configure: (inout DatabaseConfiguration) -> Void = { _ in },
        _ body: (Database) async throws -> Value
    ) async throws -> Value {
        let name = try await createDatabase()
        var configuration = try await configuration(database: name, schema: schema)
        configure(&configuration)
        let database = Database(configuration: configuration, reactors: reactors, logger: logger)
        do {
            let value = try await body(database)
            database.close()
            try await drop(name)
            return value
        } catch {
            database.close()
            try? await drop(name)
            throw error
        }
    }

    /// The event loops of services.
    package static let eventLoops: [any Reactor] = EventLoopReactor.all

    /// The configuration of a database in the tests' cluster: for processes, and for a second pool.
    package static func configuration(database: String, schema: String? = nil) async throws -> DatabaseConfiguration {
        var configuration = try DatabaseConfiguration(
            conninfo: try await TestCluster.conninfo(), applicationName: "tests", schema: schema)
        configuration.parameters["dbname"] = database
        configuration.readers = 2
        configuration.leases = 4
        return configuration
    }

    /// Creates an empty database and returns its name. Prefer `withDatabase`, which drops it too.
    package static func createDatabase() async throws -> String {
        let name = "test_\(UInt64.random(in: 0...(.max)))"
        try await withAdministration { try await $0.script("CREATE DATABASE \(name)") }
        return name
    }

    package static func drop(_ name: String) async throws {
        try await withAdministration { try await $0.script("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }
    }

    private static func withAdministration(_ body: (Lease) async throws -> Void) async throws {
        let database = Database(
            configuration: try await configuration(database: "postgres"), logger: logger)
        defer { database.close() }
        try await database.withLease(body)
    }

    /// Prints warnings only: tests provoke many faults on purpose.
    package static let logger: Logger = {
        var logger = Logger(label: "tests") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .critical
        return logger
    }()
}
