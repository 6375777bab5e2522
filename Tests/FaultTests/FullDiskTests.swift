import Shared
import TestSupport
import Testing

/// The database's disk is full. PostgreSQL refuses what needs room, and may even stop; nothing acknowledged is lost.
@Suite(.serialized) struct FullDiskTests {
    @Test func aServiceOnAFullDiskRefusesAndGoesOnWhenThereIsRoom() async throws {
        try await SmallDisk.with(mebibytes: 90) { disk in
            let settings = ["min_wal_size": "2MB", "max_wal_size": "8MB", "max_connections": "30"]
            try await PrivateCluster.with(settings, in: disk.path, initialisation: ["--wal-segsize=1"]) { cluster in
                try await cluster.sql("CREATE DATABASE week")
                try await ServiceProcess.run(.registry, conninfo: cluster.conninfo("week")) { service in
                    let client = service.client()
                    defer { client.close() }
                    var recovery = Duration.zero
                    var before: Footprint?
                    let calls = try await ServiceLoad.run(on: client) { load in
                        try await load.acknowledges(100)
                        before = try await Footprint.of(service, cluster)
                        try disk.fill()
                        try await load.refuses(20)
                        disk.free()
                        try await cluster.revive()
                        recovery = try await load.acknowledges(1)
                        try await load.acknowledges(50)
                    }
                    let verdict = try await Verdict.reach(calls, client, cluster, "week")
                    #expect(verdict.refused >= 20)
                    #expect(verdict.slowest < .seconds(5))
                    let after = try await Footprint.afterwards(service, cluster)
                    after.expectNormal(since: try #require(before))
                    try FaultReport.add(
                        "disk full", verdict, recovery: recovery, before: try #require(before), after: after)
                }
            }
        }
    }
}

extension PrivateCluster {
    /// Starts the server if it has stopped, and returns when it answers: what an administrator does once there is room.
    fileprivate func revive() async throws {
        let end = ContinuousClock.now + .seconds(30)
        while true {
            do {
                if !isRunning { try await start() }
                try await sql("SELECT 1")
                return
            } catch {
                guard ContinuousClock.now < end else { throw error }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}
