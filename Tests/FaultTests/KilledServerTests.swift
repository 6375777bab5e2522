import Shared
import TestSupport
import Testing

/// PostgreSQL is killed (-9, all of its processes) under load and started again.
@Suite(.serialized) struct KilledServerTests {
    @Test func aServiceLosesAndDoublesNothingWhenPostgreSQLIsKilled() async throws {
        try await PrivateCluster.with { cluster in
            try await cluster.sql("CREATE DATABASE week")
            let verdict = try await ServiceUnderFault.endures(
                "PostgreSQL killed (-9) and started again", conninfo: cluster.conninfo("week"), on: cluster
            ) { load in
                var recovery = Duration.zero
                for _ in 0..<(2 * FaultScale.rounds) {
                    try await cluster.kill()
                    try await load.refuses(1)
                    try await cluster.start()
                    recovery = max(recovery, try await load.acknowledges(1))
                    try await load.acknowledges(100)
                }
                return recovery
            }
            #expect(verdict.refused > 0)
        }
    }

    @Test func theLayersWordHoldsWhenPostgreSQLIsKilled() async throws {
        try await PrivateCluster.with { cluster in
            let database = try Database.forFaults(cluster.conninfo())
            defer { database.close() }
            try await LayerLoad.run(on: database) { load in
                for _ in 0..<(2 * FaultScale.rounds) {
                    try await load.completes(200)
                    try await cluster.kill()
                    try await cluster.start()
                    try await load.completes(50)
                }
            }
        }
    }
}

extension Database {
    /// The layer as a service configures it.
    static func forFaults(
        _ conninfo: String, configure: (inout DatabaseConfiguration) -> Void = { _ in }
    ) throws -> Database {
        var configuration = try DatabaseConfiguration(conninfo: conninfo, applicationName: "faults")
        configure(&configuration)
        return Database(configuration: configuration, logger: TestPostgres.logger)
    }
}
