import Postgres
import Synchronization
import TestSupport
import Testing

/// Reads without a task are answered, refused, repeated and cancelled as all reads are, wherever their connection lives.
@Suite struct PendingReadTests {
    private static let echo = Statement("SELECT $1::int8", Int64.self) { row in try row.next(Int64.self) }
    private static let divide = Statement("SELECT 100 / $1::int8", Int64.self) { row in try row.next(Int64.self) }
    private static let sleep = Statement("SELECT pg_sleep($1)", Double.self)
    private static let hold = Statement("SELECT pg_advisory_lock(1)", access: .write)
    private static let release = Statement("SELECT pg_advisory_unlock(1)", access: .write)
    private static let wait = Statement("SELECT pg_advisory_lock_shared(1)")
    private static let session = Statement("SELECT pg_backend_pid()::int8") { row in try row.next(Int64.self) }

    /// On event loops, and where each connection has a thread.
    private static let places: [SerialOrderTests.Place] = SerialOrderTests.Place.allCases

    @Test(arguments: places)
    func eachIsToldItsOwnAnswerOnce(on place: SerialOrderTests.Place) async throws {
        try await TestPostgres.withDatabase(reactors: place.reactors) { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<1_000 as Range<Int64> {
                    group.addTask {
                        if number.isMultiple(of: 7) {
                            let error = await #expect(throws: PostgresError.self) {
                                try await database.begun(Self.divide.one(0))
                            }
                            #expect(error?.sqlState == "22012" && error?.statement == Self.divide.definition.sql)
                        } else {
                            let answer = try await database.begun(Self.echo.one(number))
                            #expect(answer == number)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func oneThatBeganOnAnEventLoopIsAnsweredThere() async throws {
        try await TestPostgres.withDatabase(reactors: TestPostgres.eventLoops) { database in
            let loop = TestPostgres.eventLoops[0]
            // On a busy machine one may be passed on to another connection, the first above all, while its own is made.
            var isThere = false
            for _ in 0..<1_000 where !isThere {
                let answer = try await withCheckedThrowingContinuation {
                    (continuation: CheckedContinuation<(Int64, Bool), any Error>) in
                    loop.execute {
                        let request = Self.echo.one(3)
                        _ = database.begin(request, deadline: .now + .seconds(20)) { rows in
                            continuation.resume(with: Result { (try request.read(try rows.get()), loop.isCurrent) })
                        }
                    }
                }
                #expect(answer.0 == 3)
                isThere = answer.1
            }
            #expect(isThere)
        }
    }

    @Test(arguments: places)
    func aCancelledOneEndsAndTheConnectionGoesOn(on place: SerialOrderTests.Place) async throws {
        try await TestPostgres.withDatabase(reactors: place.reactors, configure: { $0.readers = 1 }) { database in
            let before = try await database.begun(Self.session.one())
            let sleeping = Task { try await database.begun(Self.sleep.all(30)) }
            try await until { database.figures.readers.outstanding == 1 }
            sleeping.cancel()
            await #expect(throws: CancellationError.self) { try await sleeping.value }
            let after = try await database.begun(Self.session.one())
            #expect(before == after)
        }
    }

    @Test func onePastItsDeadlineFails() async throws {
        try await TestPostgres.withDatabase(reactors: TestPostgres.eventLoops) { database in
            let error = await #expect(throws: PostgresError.self) {
                try await database.begun(Self.sleep.all(30), deadline: .now + .milliseconds(100))
            }
            #expect(error?.code == .deadlineExceeded)
        }
    }

    @Test(arguments: places)
    func oneOutlivesTheLossOfItsConnection(on place: SerialOrderTests.Place) async throws {
        try await TestPostgres.withDatabase(
            reactors: place.reactors, configure: { $0.leaseWait = .seconds(20) }
        ) { database in
            let direct = Database(configuration: database.configuration, logger: TestPostgres.logger)
            defer { direct.close() }
            try await direct.withLease { lease in
                // It waits for this lock however busy the machine is, and is sent again before it can be answered.
                try await lease.execute(Self.hold)
                let waiting = Task { try await database.begun(Self.wait.all(), deadline: .now + .seconds(60)) }
                try await until { database.figures.readers.statements == 1 }
                try await terminateOthers(lease)
                try await until { database.figures.readers.statements > 1 }
                try await lease.execute(Self.release)
                _ = try await waiting.value
            }
        }
    }

    @Test func oneBehindASlowStatementGoesToAnotherConnection() async throws {
        try await TestPostgres.withDatabase(reactors: TestPostgres.eventLoops) { database in
            let slow = Task { try await database.begun(Self.sleep.all(30)) }
            defer { slow.cancel() }
            try await until { database.figures.readers.outstanding == 1 }
            // At once, so that some of them queue up behind it.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 as Range<Int64> {
                    group.addTask {
                        let answer = try await database.begun(Self.echo.one(number), deadline: .now + .seconds(10))
                        #expect(answer == number)
                    }
                }
                try await group.waitForAll()
            }
            #expect(database.figures.readers.outstanding == 1)
        }
    }

    @Test func aClosedDatabaseRefusesIt() async throws {
        try await TestPostgres.withDatabase { database in
            database.close()
            let error = await #expect(throws: PostgresError.self) { try await database.begun(Self.echo.one(1)) }
            #expect(error?.code == .closed)
        }
    }

    @Test func anUnreachableServerFailsWithinTheBoundedWait() async throws {
        var configuration = DatabaseConfiguration(parameters: ["host": "/nowhere"], applicationName: "tests")
        configuration.leaseWait = .milliseconds(200)
        let database = Database(configuration: configuration, logger: TestPostgres.logger)
        defer { database.close() }
        let error = await #expect(throws: PostgresError.self) { try await database.begun(Self.echo.one(1)) }
        #expect(error?.code == .connectionLost)
    }
}
