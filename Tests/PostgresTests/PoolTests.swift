import Postgres
import TestSupport
import Testing

@testable import Postgres

@Suite struct PoolTests {
    private static let now = ContinuousClock.now

    @Test func freeLeasesAreUsedBeforeNewOnesOpen() {
        var pool = PoolState(capacity: 2, queueLimit: 1)
        #expect(pool.acquire(1) == .granted(.open(1)))
        #expect(pool.release(1, openedAt: Self.now, at: Self.now) == nil)
        #expect(pool.acquire(2) == .granted(.use(1)))
        #expect(pool.acquire(3) == .granted(.open(2)))
        #expect(pool.acquire(4) == .wait)
        #expect(pool.acquire(5) == .refused)
        #expect(pool.release(2, openedAt: Self.now, at: Self.now) == 4)
        #expect(pool.taken == 2)
    }

    @Test func aLostConnectionLetsTheNextWaiterOpenAnother() {
        var pool = PoolState(capacity: 1, queueLimit: 4)
        #expect(pool.acquire(1) == .granted(.open(1)))
        #expect(pool.acquire(2) == .wait)
        #expect(pool.acquire(3) == .wait)
        let left = pool.leave(2)
        #expect(left)
        let next = pool.remove(1)
        #expect(next?.waiter == 3)
        #expect(next?.grant == .open(2))
        let leftLate = pool.leave(3)
        #expect(!leftLate)
    }

    @Test func idleAndOldLeasesExpire() {
        var pool = PoolState(capacity: 3, queueLimit: 4)
        for waiter in 1...3 as ClosedRange<UInt64> { _ = pool.acquire(waiter) }
        let old = Self.now - .seconds(3_600)
        _ = pool.release(1, openedAt: Self.now, at: Self.now - .seconds(400))
        _ = pool.release(2, openedAt: old, at: Self.now)
        _ = pool.release(3, openedAt: Self.now, at: Self.now)
        let late = pool.expire(idle: .seconds(300), age: .seconds(3_000), at: Self.now)
        #expect(late == [1, 2])
        #expect(pool.open == 1)
    }

    @Test func aFullPoolRefusesWithinItsBound() async throws {
        try await TestPostgres.withDatabase(configure: {
            $0.leases = 1
            $0.leaseWait = .seconds(1)
        }) { database in
            try await database.withLease { _ in
                let error = await #expect(throws: PostgresError.self) { try await database.withLease { _ in } }
                #expect(error?.code == .poolExhausted)
            }
            try await database.withLease { _ in }
        }
    }

    @Test func aWaitingTaskThatIsCancelledLeavesTheQueue() async throws {
        try await TestPostgres.withDatabase(configure: { $0.leases = 1 }) { database in
            try await database.withLease { _ in
                let task = Task { try await database.withLease { _ in } }
                try await until { database.figures.leases.waiting == 1 }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(database.figures.leases.waiting == 0)
            }
            try await database.withLease { _ in }
            #expect(database.figures.leases.taken == 0)
        }
    }

    @Test func anUnreachableServerFailsWithinTheBoundedWait() async throws {
        let configuration = DatabaseConfiguration(
            parameters: ["host": "/nowhere", "password": "secret"], applicationName: "tests")
        var short = configuration
        short.leaseWait = .milliseconds(200)
        let database = Database(configuration: short, logger: TestPostgres.logger)
        defer { database.close() }
        for access in [StatementAccess.read, .write] {
            let error = await #expect(throws: PostgresError.self) {
                try await database.execute(Statement("SELECT 1", access: access))
            }
            #expect(error?.code == .connectionLost)
        }
        #expect(!"\(configuration)".contains("secret"))
    }

    @Test func aClosedDatabaseRefuses() async throws {
        try await TestPostgres.withDatabase { database in
            database.close()
            for access in [StatementAccess.read, .write] {
                let error = await #expect(throws: PostgresError.self) {
                    try await database.execute(Statement("SELECT 1", access: access))
                }
                #expect(error?.code == .closed)
            }
        }
    }

    @Test func aWrongConnectionStringIsNotQuoted() {
        let error = #expect(throws: PostgresError.self) {
            try DatabaseConfiguration(conninfo: "password=secret nonsense", applicationName: "tests")
        }
        #expect(!(error?.debugDescription.contains("secret") ?? true))
    }
}
