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
                let verdict = try await ServiceUnderFault.endures(
                    "disk full", conninfo: cluster.conninfo("week"), on: cluster
                ) { load in
                    try disk.fill()
                    try await load.refuses(20)
                    disk.free()
                    try await cluster.revive()
                    let recovery = try await load.acknowledges(1)
                    try await load.acknowledges(50)
                    return recovery
                }
                #expect(verdict.refused >= 20)
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
