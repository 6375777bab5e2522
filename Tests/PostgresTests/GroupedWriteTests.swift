import Postgres
import TestSupport
import Testing

/// Groupable writes on a real server: they share commits, and nobody pays for another's fault.
@Suite struct GroupedWriteTests {
    private static let put = Statement(
        """
        WITH gate AS (INSERT INTO keys (key) VALUES ($1) ON CONFLICT ON CONSTRAINT keys_pkey DO NOTHING RETURNING key)
        INSERT INTO effects (key, weight) SELECT key, $2 FROM gate
        """, Int64.self, Int64.self, access: .groupable)
    private static let transactions = Statement("SELECT count(DISTINCT xmin::text), count(*) FROM effects") { row in
        (try row.next(Int64.self), try row.next(Int64.self))
    }

    private func withTables(
        configure: (inout DatabaseConfiguration) -> Void = { _ in }, _ body: (Database) async throws -> Void
    ) async throws {
        try await TestPostgres.withDatabase(configure: configure) { database in
            try await database.withLease {
                try await $0.script(
                    """
                    CREATE TABLE keys (key int8 PRIMARY KEY);
                    CREATE TABLE effects (key int8 NOT NULL, weight int8 NOT NULL CHECK (weight > 0))
                    """)
            }
            try await body(database)
        }
    }

    @Test func writesOfManyCallersShareCommits() async throws {
        try await withTables { database in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for key in 1...1_000 as ClosedRange<Int64> {
                    group.addTask { try await database.execute(Self.put, key, 1) }
                }
                for try await count in group { #expect(count == 1) }
            }
            let (commits, rows) = try await database.one(Self.transactions)
            #expect(rows == 1_000)
            #expect(commits < 500, "\(commits) commits for \(rows) writes")
            #expect(database.figures.writers.open <= 2)
            #expect(database.figures.leases.open <= 1, "they need no lease")
            #expect(try await database.execute(Self.put, 1, 1) == 0, "its key is taken")
        }
    }

    @Test func faultsOfSomeHarmNobodyElse() async throws {
        try await withTables { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for key in 1...400 as ClosedRange<Int64> {
                    group.addTask {
                        guard key.isMultiple(of: 7) else {
                            let count = try await database.execute(Self.put, key, 1)
                            #expect(count == 1)
                            return
                        }
                        let error = await #expect(throws: PostgresError.self) {
                            try await database.execute(Self.put, key, 0)
                        }
                        #expect(error?.isCheckViolation ?? false)
                    }
                }
                try await group.waitForAll()
            }
            let (_, rows) = try await database.one(Self.transactions)
            #expect(rows == 400 - 400 / 7)
        }
    }

    @Test func aLockHoldsUpOnlyWhoeverWaitsForIt() async throws {
        try await withTables { database in
            let blocked = try await database.transaction { tx in
                try await tx.execute(Statement("INSERT INTO keys VALUES (1)", access: .write))
                let blocked = Task { try await database.execute(Self.put, 1, 1) }
                try await until { database.figures.writers.outstanding + database.figures.leases.taken > 1 }
                for key in 2...50 as ClosedRange<Int64> {
                    let count = try await database.execute(Self.put, key, 1)
                    #expect(count == 1)
                }
                return blocked
            }
            #expect(try await blocked.value == 0, "the key was taken by the transaction it waited for")
        }
    }

    @Test func theSameKeyFromManyCallersHasOneEffect() async throws {
        try await withTables { database in
            let wins = try await withThrowingTaskGroup(of: Int.self) { group in
                for place in 0..<600 as Range<Int64> {
                    group.addTask { try await database.execute(Self.put, place % 20, 1) }
                }
                return try await group.reduce(0, +)
            }
            #expect(wins == 20)
            let (_, rows) = try await database.one(Self.transactions)
            #expect(rows == 20)
        }
    }

    @Test func aLostConnectionIsNoLostWrite() async throws {
        try await withTables(configure: { $0.leaseWait = .seconds(20) }) { database in
            let knife = Task {
                let direct = Database(configuration: database.configuration, logger: TestPostgres.logger)
                defer { direct.close() }
                while !Task.isCancelled {
                    try await terminateOthers(direct)
                    try? await Task.sleep(for: .milliseconds(10))
                }
            }
            defer { knife.cancel() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for key in 1...500 as ClosedRange<Int64> {
                    // 0 when an earlier sending of the same call was committed.
                    group.addTask { _ = try await database.execute(Self.put, key, 1) }
                }
                try await group.waitForAll()
            }
            let (_, rows) = try await database.one(Self.transactions)
            #expect(rows == 500)
        }
    }

    @Test func aPassedDeadlineInACommitIsAnUnknownOutcome() async throws {
        try await withTables { database in
            try await database.withLease {
                try await $0.script(
                    """
                    CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN PERFORM pg_sleep(2); RETURN NEW; END $$;
                    CREATE TRIGGER slow BEFORE INSERT ON effects FOR EACH ROW EXECUTE FUNCTION slow()
                    """)
            }
            let error = await #expect(throws: PostgresError.self) {
                try await StatementDeadline.$current.withValue(.now + .milliseconds(100)) {
                    try await database.execute(Self.put, 1, 1)
                }
            }
            #expect(error?.code == .outcomeUnknown)
            // Nobody cancelled it: it is there in the end.
            try await until { try await database.one(Self.transactions).1 == 1 }
        }
    }
}
