import Shared
import Synchronization
import TestSupport
import Testing

/// The server has no connection left for the service.
@Suite(.serialized) struct TooManyConnectionsTests {
    @Test func aServiceWithoutConnectionsAnswersInTimeAndComesBack() async throws {
        let settings = ["max_connections": "14", "superuser_reserved_connections": "0"]
        try await PrivateCluster.with(settings) { cluster in
            try await cluster.sql("CREATE DATABASE week")
            let verdict = try await ServiceUnderFault.endures(
                "too many connections", conninfo: cluster.conninfo("week"), on: cluster
            ) { load in
                try await Hog.takeEverything(of: cluster) { try await load.refuses(8) }
                let recovery = try await load.acknowledges(1)
                try await load.acknowledges(50)
                return recovery
            }
            #expect(verdict.refused >= 8)
        }
    }
}

/// Somebody who takes every connection there is.
private final class Hog: Sendable {
    private static let count = 14
    private static let others = Statement(
        """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND application_name <> 'hog'
        """, access: .write)

    private let database: Database
    private let held = Atomic<Int>(0)

    private init(_ cluster: PrivateCluster) throws {
        var configuration = try DatabaseConfiguration(conninfo: cluster.conninfo(), applicationName: "hog")
        configuration.leases = Self.count
        configuration.leaseWait = .milliseconds(300)
        database = Database(configuration: configuration, logger: TestPostgres.logger)
    }

    /// Runs `body` while nobody else has a connection or gets one.
    static func takeEverything(of cluster: PrivateCluster, _ body: () async throws -> Void) async throws {
        let hog = try Hog(cluster)
        defer { hog.database.close() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count { group.addTask { await hog.hold() } }
            defer { group.cancelAll() }
            let end = ContinuousClock.now + .seconds(30)
            while hog.held.load(ordering: .relaxed) < count {
                guard ContinuousClock.now < end else { throw LoadFailure(description: "the hog got no connections") }
                try await Task.sleep(for: .milliseconds(20))
            }
            try await body()
        }
    }

    /// Tries until it has a connection; then throws all others out again and again, and keeps it until it is cancelled.
    private func hold() async {
        while !Task.isCancelled {
            try? await database.withLease(deadline: .now + .seconds(60)) { lease in
                held.wrappingAdd(1, ordering: .relaxed)
                defer { held.wrappingSubtract(1, ordering: .relaxed) }
                while !Task.isCancelled {
                    try await lease.execute(Self.others)
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
        }
    }
}
