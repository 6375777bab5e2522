import Postgres
import TestSupport
import Testing

/// Reads of many callers share pipelines, and nobody sees anything of the others.
@Suite struct ReadTests {
    private static let echo = Statement("SELECT $1::int8", Int64.self) { row in try row.next(Int64.self) }
    private static let divide = Statement("SELECT 100 / $1::int8", Int64.self) { row in try row.next(Int64.self) }

    @Test func manyConcurrentCallersEachGetTheirOwnAnswer() async throws {
        try await TestPostgres.withDatabase { database in
            try await withThrowingTaskGroup(of: (Int64, Int64).self) { group in
                for number in 0..<2_000 as Range<Int64> {
                    group.addTask { (number, try await database.one(Self.echo, number)) }
                }
                for try await (asked, answered) in group { #expect(asked == answered) }
            }
            #expect(database.figures.readers.open <= 2)
            // The connection's thread counts down just after it has answered the last caller.
            let end = ContinuousClock.now + .seconds(10)
            while database.figures.readers.outstanding > 0, .now < end { await Task.yield() }
            #expect(database.figures.readers.outstanding == 0)
        }
    }

    @Test func failingReadsHarmNobodyElse() async throws {
        try await TestPostgres.withDatabase { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<600 as Range<Int64> {
                    group.addTask {
                        if number % 7 == 0 {
                            let error = await #expect(throws: PostgresError.self) {
                                try await database.one(Self.divide, 0)
                            }
                            #expect(error?.sqlState == "22012")
                        } else {
                            let quotient = try await database.one(Self.divide, number)
                            #expect(quotient == 100 / number)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aStatementThatCannotBePreparedFailsAloneEveryTime() async throws {
        let broken = Statement("SELECT nothing FROM nowhere") { row in try row.next(Int64.self) }
        try await TestPostgres.withDatabase { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 as Range<Int64> {
                    group.addTask {
                        if number.isMultiple(of: 5) {
                            let error = await #expect(throws: PostgresError.self) { try await database.query(broken) }
                            #expect(error?.sqlState == "42P01")
                        } else {
                            let answer = try await database.one(Self.echo, number)
                            #expect(answer == number)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aWriteDeclaredAsReadIsRefused() async throws {
        try await TestPostgres.withDatabase { database in
            try await database.withLease { try await $0.script("CREATE TABLE t (a int)") }
            let write = Statement("INSERT INTO t VALUES (1)")
            let error = await #expect(throws: PostgresError.self) { try await database.execute(write) }
            #expect(error?.sqlState == "25006")
        }
    }

    @Test func verbsCountRows() async throws {
        try await TestPostgres.withDatabase { database in
            let rows = Statement("SELECT * FROM generate_series(1, $1::int4)", Int32.self) { row in
                try row.next(Int32.self)
            }
            let three = try await database.query(rows, 3)
            #expect(three == [1, 2, 3])
            #expect(try await database.first(rows, 3) == 1)
            #expect(try await database.first(rows, 0) == nil)
            #expect(try await database.query(rows, 0).isEmpty)
            #expect(try await database.execute(rows, 5) == 5)
            await #expect(throws: PostgresError.self) { try await database.one(rows, 0) }
            await #expect(throws: PostgresError.self) { try await database.one(rows, 2) }
        }
    }

    @Test func aChangedTableIsReadWithItsNewColumns() async throws {
        try await TestPostgres.withDatabase { database in
            try await database.withLease { try await $0.script("CREATE TABLE t (a int); INSERT INTO t VALUES (1)") }
            let all = Statement("SELECT * FROM t") { row in try row.next(Int64.self) }
            #expect(try await database.query(all) == [1])
            try await database.withLease { try await $0.script("ALTER TABLE t ALTER a TYPE int8") }
            #expect(try await database.query(all) == [1])
        }
    }

    @Test func aCancelledReadEndsAndTheConnectionGoesOn() async throws {
        let sleep = Statement("SELECT pg_sleep(30)")
        try await TestPostgres.withDatabase { database in
            let task = Task { try await database.execute(sleep) }
            try await until { database.figures.readers.outstanding == 1 }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            // Behind the sleeping statement on the same pipelines: only answered soon because that one was cancelled.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 as Range<Int64> {
                    group.addTask {
                        let answer = try await database.one(Self.echo, number)
                        #expect(answer == number)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aReadPastItsDeadlineFailsAndOthersAreAnswered() async throws {
        let sleep = Statement("SELECT pg_sleep(30)")
        try await TestPostgres.withDatabase(configure: { $0.readers = 1 }) { database in
            let late = Task {
                try await StatementDeadline.$current.withValue(.now + .milliseconds(300)) {
                    try await database.execute(sleep)
                }
            }
            let error = await #expect(throws: PostgresError.self) { try await late.value }
            #expect(error?.code == .deadlineExceeded)
            let answer = try await database.one(Self.echo, 5)
            #expect(answer == 5)
        }
    }

    @Test func readsSurviveTheLossOfTheirConnection() async throws {
        try await TestPostgres.withDatabase { database in
            let slow = Statement("SELECT $1::int8 FROM pg_sleep(0.3)", Int64.self) { row in try row.next(Int64.self) }
            async let answer = database.one(slow, 9)
            try await until { database.figures.readers.outstanding == 1 }
            try await terminateOthers(database)
            #expect(try await answer == 9)
        }
    }
}

/// Ends all other sessions of the database from one that lives on.
func terminateOthers(_ executor: some StatementExecutor) async throws {
    let kill = Statement(
        """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        """, access: .write
    ) { row in try row.next(Int64.self) }
    _ = try await executor.one(kill)
}
