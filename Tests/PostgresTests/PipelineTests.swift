import Postgres
import TestSupport
import Testing

/// Several statements of one caller in one round trip.
@Suite struct PipelineTests {
    private static let echo = Statement("SELECT $1::int8", Int64.self) { row in try row.next(Int64.self) }
    private static let series = Statement("SELECT generate_series(1, $1::int8)", Int64.self) { row in
        try row.next(Int64.self)
    }
    private static let divide = Statement("SELECT 100 / $1::int8", Int64.self) { row in try row.next(Int64.self) }
    private static let greet = Statement("SELECT 'hello ' || $1", String.self) { row in try row.next(String?.self) }
    private static let insert = Statement("INSERT INTO t VALUES ($1)", Int64.self, access: .write)
    private static let all = Statement("SELECT a FROM t ORDER BY a") { row in try row.next(Int64.self) }

    @Test func eachAnswerHasItsType() async throws {
        try await TestPostgres.withDatabase { database in
            let (number, numbers, none, greeting, count) = try await database.pipeline(
                Self.echo.one(7), Self.series.all(3), Self.series.first(0), Self.greet.one("world"),
                Self.series.count(4))
            #expect(number == 7)
            #expect(numbers == [1, 2, 3])
            #expect(none == nil)
            #expect(greeting == "hello world")
            #expect(count == 4)
        }
    }

    @Test func theFirstFailureIsThrownWithItsStatementAndHarmsNobodyElse() async throws {
        try await TestPostgres.withDatabase { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...200 as ClosedRange<Int64> {
                    group.addTask {
                        guard number.isMultiple(of: 5) else {
                            let (one, two) = try await database.pipeline(
                                Self.echo.one(number), Self.divide.one(number))
                            #expect(one == number && two == 100 / number)
                            return
                        }
                        let error = await #expect(throws: PostgresError.self) {
                            _ = try await database.pipeline(
                                Self.echo.one(number), Self.divide.one(0), Self.series.all(1))
                        }
                        #expect(error?.sqlState == "22012")
                        #expect(error?.statement == Self.divide.definition.sql)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aTransactionTakesReadsAndWrites() async throws {
        try await TestPostgres.withDatabase { database in
            try await database.withLease { try await $0.script("CREATE TABLE t (a int8 PRIMARY KEY)") }
            try await database.transaction { tx in
                let (first, rows, second, more) = try await tx.pipeline(
                    Self.insert.count(1), Self.all.all(), Self.insert.count(2), Self.all.all())
                #expect((first, second) == (1, 1))
                #expect(rows == [1])
                #expect(more == [1, 2])
            }
            let error = await #expect(throws: PostgresError.self) {
                try await database.withLease { lease in
                    _ = try await lease.pipeline(Self.insert.count(3), Self.insert.count(1))
                }
            }
            #expect(error?.isUniqueViolation ?? false)
            #expect(try await database.query(Self.all) == [1, 2], "on a lease a pipeline is one transaction")
        }
    }

    @Test func theDatabaseItselfTakesReadsOnly() async throws {
        try await TestPostgres.withDatabase { database in
            let error = await #expect(throws: PostgresError.self) {
                _ = try await database.pipeline(Self.echo.one(1), Self.insert.count(1))
            }
            #expect(error?.code == .usage)
        }
    }
}
