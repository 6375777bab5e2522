import Shared
import TestSupport
import Testing

/// How processes of a service meet a schema: together, too old, or in use.
@Suite struct StartTests {
    @Test func processesThatStartTogetherMigrateOnceAndBothServe() async throws {
        try await PrivateCluster.with { cluster in
            try await cluster.sql("CREATE DATABASE week")
            let conninfo = cluster.conninfo("week")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...3 {
                    group.addTask {
                        try await ServiceProcess.run(.registry, conninfo: conninfo) { service in
                            let client = service.client()
                            defer { client.close() }
                            _ = try await ServiceLoad.create("start:\(number)", timeout: .seconds(20), client).get()
                        }
                    }
                }
                try await group.waitForAll()
            }
            let doubled = try await cluster.sql(
                "SELECT count(*) - count(DISTINCT (migration_set, version)) FROM registry.schema_migrations", in: "week"
            )
            #expect(doubled == "0")
            let units = try await cluster.sql("SELECT count(*) FROM registry.units", in: "week")
            #expect(units == "3")
        }
    }

    @Test func anOlderProgramRefusesANewerSchemaAndSaysWhatToDo() async throws {
        try await PrivateCluster.with { cluster in
            try await cluster.sql("CREATE DATABASE week")
            let conninfo = cluster.conninfo("week")
            try await ServiceProcess.run(.registry, conninfo: conninfo) { _ in }
            try await cluster.sql(
                """
                INSERT INTO registry.schema_migrations (migration_set, version, name, checksum)
                SELECT 'service', max(version) + 1, 'of_the_future', '0' FROM registry.schema_migrations
                WHERE migration_set = 'service'
                """, in: "week")
            let ended = try await ServiceProcess.runToEnd(.registry, conninfo: conninfo, within: .seconds(60))
            #expect(ended.status != 0)
            #expect(ended.errors.contains("of_the_future"), "\(ended.errors)")
            #expect(ended.errors.contains("it was migrated by a newer program, use that one"), "\(ended.errors)")
        }
    }
}
