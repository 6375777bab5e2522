import Postgres
import TestSupport
import Testing

@Suite struct TransactionTests {
    private static let insert = Statement("INSERT INTO t (a) VALUES ($1)", Int64.self, access: .write)
    private static let all = Statement("SELECT a FROM t ORDER BY a") { row in try row.next(Int64.self) }
    private static let total = Statement("SELECT coalesce(sum(a), 0)::int8 FROM t") { row in try row.next(Int64.self) }

    private func withTable(
        _ body: (Database) async throws -> Void
    ) async throws {
        try await TestPostgres.withDatabase { database in
            try await database.withLease {
                try await $0.script("CREATE TABLE t (a int8, CONSTRAINT t_a_unique UNIQUE (a) DEFERRABLE)")
            }
            try await body(database)
        }
    }

    @Test func whatIsCommittedStaysAndWhatThrowsIsGone() async throws {
        struct Refusal: Error {}
        try await withTable { database in
            try await database.transaction { tx in
                try await tx.execute(Self.insert, 1)
                #expect(try await tx.query(Self.all) == [1])
                #expect(try await database.query(Self.all).isEmpty)
            }
            await #expect(throws: Refusal.self) {
                try await database.transaction { tx in
                    try await tx.execute(Self.insert, 2)
                    throw Refusal()
                }
            }
            #expect(try await database.query(Self.all) == [1])
        }
    }

    @Test func aDryRunReturnsItsValueAndLeavesNothing() async throws {
        try await withTable { database in
            let seen = try await database.transactionEnding { tx in
                try await tx.execute(Self.insert, 1)
                return .rollback(try await tx.query(Self.all))
            }
            #expect(seen == [1])
            #expect(try await database.query(Self.all).isEmpty)
        }
    }

    @Test func theViolatedConstraintIsNamed() async throws {
        try await withTable { database in
            try await database.execute(Self.insert, 1)
            let error = await #expect(throws: PostgresError.self) { try await database.execute(Self.insert, 1) }
            #expect(error?.isUniqueViolation ?? false)
            #expect(error?.constraint == "t_a_unique")
            #expect(error?.table == "t")
            #expect(!(error?.description.contains("(1)") ?? true), "data does not leak")
            #expect(error?.debugDescription.contains("(1)") ?? false)
        }
    }

    @Test func aDeferredConstraintFailsAtCommitAndNothingStays() async throws {
        try await withTable { database in
            try await database.execute(Self.insert, 1)
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction { tx in
                    try await tx.execute(Statement("SET CONSTRAINTS ALL DEFERRED", access: .write))
                    try await tx.execute(Self.insert, 1)
                    try await tx.execute(Self.insert, 2)
                }
            }
            #expect(error?.isUniqueViolation ?? false)
            #expect(try await database.query(Self.all) == [1])
            // An autocommitted statement meets its deferred constraint at the sync.
            try await database.withLease { lease in
                try await lease.script("CREATE TABLE late (a int8 UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            }
            let insert = Statement("INSERT INTO late VALUES ($1)", Int64.self, access: .write)
            try await database.execute(insert, 1)
            for number in 2...4 as ClosedRange<Int64> {
                let error = await #expect(throws: PostgresError.self) { try await database.execute(insert, 1) }
                #expect(error?.isUniqueViolation ?? false)
                try await database.execute(insert, number)
            }
        }
    }

    @Test func aSavepointUndoesOnlyItself() async throws {
        try await withTable { database in
            try await database.transaction { tx in
                try await tx.execute(Self.insert, 1)
                await #expect(throws: PostgresError.self) {
                    try await tx.savepoint { tx in
                        try await tx.execute(Self.insert, 2)
                        try await tx.execute(Self.insert, 1)
                    }
                }
                try await tx.savepoint { tx in _ = try await tx.execute(Self.insert, 3) }
            }
            #expect(try await database.query(Self.all) == [1, 3])
        }
    }

    @Test func aFailureThatWasSwallowedIsNoCommit() async throws {
        try await withTable { database in
            await #expect(throws: PostgresError.self) {
                try await database.transaction { tx in
                    try await tx.execute(Self.insert, 1)
                    _ = try? await tx.execute(Self.insert, 1)
                }
            }
            let rows = try await database.query(Self.all)
            #expect(rows.isEmpty)
        }
    }

    @Test func serializationFailuresAreRunAgain() async throws {
        try await withTable { database in
            let bodies = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await database.transaction(isolation: .serializable, attempts: 50) { tx in
                            bodies.count()
                            let total = try await tx.one(Self.total)
                            try await tx.execute(Self.insert, total + 1)
                        }
                    }
                }
                try await group.waitForAll()
            }
            // Each saw the sum of those before it, as if one after the other.
            #expect(try await database.query(Self.all) == [1, 2, 4, 8])
            #expect(bodies.value >= 4)
        }
    }

    @Test func aSerializationFailureOfTwoConnectionsReachesTheCallerWhenAttemptsAreUp() async throws {
        try await withTable { database in
            try await database.execute(Self.insert, 1)
            let update = Statement("UPDATE t SET a = a + 1", access: .write)
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction(isolation: .repeatableRead, attempts: 1) { tx in
                    _ = try await tx.query(Self.all)
                    try await database.execute(update)
                    try await tx.execute(update)
                }
            }
            #expect(error?.isSerializationFailure ?? false)
            #expect(try await database.query(Self.all) == [2])
        }
    }

    @Test func readOnlyTransactionsCannotWrite() async throws {
        try await withTable { database in
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction(readOnly: true) { tx in _ = try await tx.execute(Self.insert, 1) }
            }
            #expect(error?.sqlState == "25006")
        }
    }

    @Test func aPassedDeadlineEndsTheTransactionAndTheLeaseComesBack() async throws {
        try await withTable { database in
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction(deadline: .now + .milliseconds(200)) { tx in
                    try await tx.execute(Self.insert, 1)
                    try await tx.execute(Statement("SELECT pg_sleep(30)", access: .write))
                }
            }
            #expect(error?.code == .deadlineExceeded || error?.isQueryCanceled ?? false)
            #expect(try await database.query(Self.all).isEmpty)
            try await until { database.figures.leases.taken == 0 }
        }
    }

    @Test func aCancelledTaskRollsBackAndGivesItsLeaseBack() async throws {
        try await withTable { database in
            for _ in 0..<6 {
                let task = Task {
                    try await database.transaction { tx in
                        try await tx.execute(Self.insert, 1)
                        try await tx.execute(Statement("SELECT pg_sleep(30)", access: .write))
                    }
                }
                try await until { database.figures.leases.taken > 0 }
                task.cancel()
                await #expect(throws: (any Error).self) { try await task.value }
            }
            try await until { database.figures.leases.taken == 0 }
            try await database.execute(Self.insert, 1)
            #expect(try await database.query(Self.all) == [1])
        }
    }

    @Test func aLostConnectionBeforeCommitRunsTheTransactionAgain() async throws {
        try await withTable { database in
            let bodies = Counter()
            try await database.transaction { tx in
                try await tx.execute(Self.insert, 1)
                if bodies.count() == 1 { try await terminateOthers(database) }
                try await tx.execute(Self.insert, 2)
            }
            #expect(bodies.value == 2)
            #expect(try await database.query(Self.all) == [1, 2])
        }
    }

    @Test func aConnectionLostInAWriteLeavesItsOutcomeUnknown() async throws {
        try await withTable { database in
            let slow = Statement("INSERT INTO t SELECT 1 FROM pg_sleep(30)", access: .write)
            let outcome = Task { try await database.execute(slow) }
            try await until {
                try await database.one(
                    Statement(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
                    ) { row in try row.next(Int64.self) }) == 1
            }
            try await terminateOthers(database)
            let error = await #expect(throws: PostgresError.self) { try await outcome.value }
            #expect(error?.code == .outcomeUnknown)
            #expect(try await database.query(Self.all).isEmpty)
        }
    }

    @Test func advisoryLocksOfTransactionsExclude() async throws {
        try await withTable { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await database.transaction { tx in
                            try await tx.lock("seal")
                            let total = try await tx.one(Self.total)
                            try await tx.execute(Self.insert, total + 1)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.query(Self.all) == [1, 2, 4, 8, 16, 32, 64, 128])
        }
    }

    @Test func isolationAndReadOnlyAreWhatWasAskedFor() async throws {
        let settings = Statement(
            "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')", access: .write
        ) { row in (try row.next(String?.self), try row.next(String?.self)) }
        try await TestPostgres.withDatabase { database in
            for (level, name) in [
                (IsolationLevel.readCommitted, "read committed"), (.repeatableRead, "repeatable read"),
                (.serializable, "serializable"),
            ] {
                for readOnly in [false, true] {
                    let seen = try await database.transaction(isolation: level, readOnly: readOnly) { tx in
                        try await tx.one(settings)
                    }
                    #expect(seen == (name, readOnly ? "on" : "off"))
                }
            }
            let after = try await database.one(settings)
            #expect(after == ("read committed", "off"), "nothing of it stays with the session")
        }
    }

    @Test func conflictsAreTriedAgainSoOftenAndNoMore() async throws {
        try await withTable { database in
            let bodies = Counter()
            let conflict = Statement(
                "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$", access: .write)
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction(attempts: 4) { tx in
                    bodies.count()
                    try await tx.execute(conflict)
                }
            }
            #expect(error?.isSerializationFailure ?? false)
            #expect(bodies.value == 4)
            let hurried = Counter()
            await #expect(throws: PostgresError.self) {
                try await database.transaction(deadline: .now + .milliseconds(300), attempts: 1_000) { tx in
                    hurried.count()
                    try await tx.execute(conflict)
                }
            }
            #expect((1..<40).contains(hurried.value), "the pauses grow, and end before the deadline")
        }
    }

    @Test func savepointsNest() async throws {
        struct Refusal: Error {}
        try await withTable { database in
            try await database.transaction { tx in
                try await tx.savepoint { tx in
                    try await tx.execute(Self.insert, 1)
                    await #expect(throws: Refusal.self) {
                        try await tx.savepoint { tx in
                            try await tx.execute(Self.insert, 2)
                            throw Refusal()
                        }
                    }
                    try await tx.execute(Self.insert, 3)
                }
                await #expect(throws: Refusal.self) {
                    try await tx.savepoint { tx in
                        try await tx.savepoint { _ = try await $0.execute(Self.insert, 4) }
                        throw Refusal()
                    }
                }
            }
            #expect(try await database.query(Self.all) == [1, 3])
        }
    }

    @Test func aLockIsTriedWithoutWaiting() async throws {
        try await withTable { database in
            let (first, second, third) = try await database.transaction { tx in
                let first = try await tx.tryLock("one")
                let (second, third) = try await database.transaction { other in
                    (try await other.tryLock("one"), try await other.tryLock("two"))
                }
                return (first, second, third)
            }
            #expect((first, second, third) == (true, false, true))
            let after = try await database.transaction { try await $0.tryLock("one") }
            #expect(after, "it ended with its transaction")
        }
    }

    @Test func aTransactionIsOverWhenItsClosureIs() async throws {
        try await withTable { database in
            let escaped = try await database.transaction { tx in
                try await tx.execute(Self.insert, 1)
                return tx
            }
            let error = await #expect(throws: PostgresError.self) { try await escaped.execute(Self.insert, 2) }
            #expect(error?.code == .usage)
        }
    }
}
