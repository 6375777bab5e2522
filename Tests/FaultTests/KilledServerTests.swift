import Shared
import TestSupport
import Testing

/// PostgreSQL is killed (-9, all of its processes) under load and started again.
@Suite(.serialized) struct KilledServerTests {
    @Test func aServiceLosesAndDoublesNothingWhenPostgreSQLIsKilled() async throws {
        try await PrivateCluster.with { cluster in
            try await cluster.sql("CREATE DATABASE week")
            try await ServiceProcess.run(.registry, conninfo: cluster.conninfo("week")) { service in
                let client = service.client()
                defer { client.close() }
                var recovery = Duration.zero
                var before: Footprint?
                let calls = try await ServiceLoad.run(on: client) { load in
                    try await load.acknowledges(100)
                    before = try await Footprint.of(service, cluster)
                    for _ in 0..<(2 * FaultScale.rounds) {
                        try await cluster.kill()
                        try await load.refuses(1)
                        try await cluster.start()
                        recovery = max(recovery, try await load.acknowledges(1))
                        try await load.acknowledges(100)
                    }
                }
                let verdict = try await Verdict.reach(calls, client, cluster, "week")
                #expect(verdict.refused > 0)
                #expect(verdict.slowest < .seconds(5), "callers are answered within their 4 s")
                let after = try await Footprint.afterwards(service, cluster)
                after.expectNormal(since: try #require(before))
                try FaultReport.add(
                    "PostgreSQL killed (-9) and started again", verdict, recovery: recovery,
                    before: try #require(before), after: after)
            }
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
