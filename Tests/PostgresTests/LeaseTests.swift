import TestSupport
import Testing

@testable import Postgres

/// A lease comes back however its holder ends, and comes back clean.
@Suite struct LeaseTests {
    private struct Refusal: Error {}
    private static let one = Statement("SELECT 1", access: .write) { row in try row.next(Int32.self) }
    private static let sleep = Statement("SELECT pg_sleep(30)", access: .write)

    private func withFourLeases(_ body: (Database) async throws -> Void) async throws {
        try await TestPostgres.withDatabase(configure: { $0.leases = 4 }) { database in
            try await body(database)
            try await until { database.figures.leases.taken == 0 && database.figures.leases.waiting == 0 }
            // All four can be had at once, and answer.
            let holders = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await database.withLease { lease in
                            let answer = try await lease.one(Self.one)
                            #expect(answer == 1)
                            holders.count()
                            try await until { holders.value == 4 }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func afterAThrownError() async throws {
        try await withFourLeases { database in
            for _ in 0..<20 {
                await #expect(throws: Refusal.self) {
                    try await database.withLease { lease in
                        _ = try await lease.one(Self.one)
                        throw Refusal()
                    }
                }
                await #expect(throws: Refusal.self) {
                    try await database.transaction { tx in
                        _ = try await tx.one(Self.one)
                        throw Refusal()
                    }
                }
            }
        }
    }

    @Test func afterACancelledTask() async throws {
        try await withFourLeases { database in
            for round in 0..<12 {
                let holder = Task {
                    if round.isMultiple(of: 2) {
                        try await database.withLease { _ = try await $0.execute(Self.sleep) }
                    } else {
                        try await database.transaction { tx in
                            try await tx.savepoint { _ = try await $0.execute(Self.sleep) }
                        }
                    }
                }
                try await until { database.figures.leases.taken > 0 }
                holder.cancel()
                await #expect(throws: (any Error).self) { try await holder.value }
            }
        }
    }

    @Test func afterALostConnection() async throws {
        try await withFourLeases { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        await #expect(throws: PostgresError.self) {
                            try await database.withLease { _ = try await $0.execute(Self.sleep) }
                        }
                    }
                }
                let sleeping = Statement(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
                ) { row in try row.next(Int64.self) }
                try await until { try await database.one(sleeping) == 4 }
                let direct = Database(configuration: database.configuration, logger: TestPostgres.logger)
                defer { direct.close() }
                try await terminateOthers(direct)
                try await group.waitForAll()
            }
        }
    }

    @Test func aTransactionThatAScriptLeftOpenIsNotLentOn() async throws {
        try await TestPostgres.withDatabase(configure: { $0.leases = 1 }) { database in
            try await database.withLease { try await $0.script("BEGIN; CREATE TABLE t (a int)") }
            let error = await #expect(throws: PostgresError.self) {
                try await database.execute(Statement("INSERT INTO t VALUES (1)", access: .write))
            }
            #expect(error?.sqlState == "42P01", "what was begun is undone")
        }
    }

    @Test func pausesGrowToTheirCapAndDifferByChance() {
        var (backoff, other) = (
            Backoff(first: .milliseconds(10), cap: .milliseconds(80)),
            Backoff(first: .milliseconds(10), cap: .milliseconds(80))
        )
        let pauses = (0..<50).map { _ in backoff.next() }
        for (index, pause) in pauses.enumerated() {
            let ceiling = min(Duration.milliseconds(10) * (1 << min(index, 10)), .milliseconds(80))
            #expect(pause <= ceiling && pause >= ceiling / 2)
        }
        #expect(pauses != (0..<50).map { _ in other.next() })
    }
}
