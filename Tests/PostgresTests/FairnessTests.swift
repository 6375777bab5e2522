import Postgres
import TestSupport
import Testing

/// Callers share connections, and none of them has to wait for what another asked for without need.
@Suite struct FairnessTests {
    private static let echo = Statement("SELECT $1::int8", Int64.self) { row in try row.next(Int64.self) }
    /// 90 MB in the course of at least six seconds.
    private static let huge = Statement(
        "SELECT repeat('x', 30000) FROM generate_series(1, 3000) AS n, pg_sleep(0.002 * (n - n + 1))")

    @Test func aHugeResultHoldsUpOneConnectionAndNobodyElse() async throws {
        try await TestPostgres.withDatabase { database in
            // Both connections stand, so that neither has to be made first.
            try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in 0..<20 as Range<Int64> { group.addTask { try await database.one(Self.echo, number) } }
                for try await _ in group {}
            }
            let large = Task { try await database.execute(Self.huge) }
            defer { large.cancel() }
            try await until { database.figures.readers.outstanding > 0 }
            // At once, so that some queue up behind it before anybody could know; nobody comes after them.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 as Range<Int64> {
                    group.addTask {
                        let answer = try await StatementDeadline.$current.withValue(.now + .seconds(5)) {
                            try await database.one(Self.echo, number)
                        }
                        #expect(answer == number)
                    }
                }
                try await group.waitForAll()
            }
            #expect(database.figures.readers.outstanding >= 1, "the huge result is still on its way")
        }
    }

    @Test func aFloodOfOneCallerDelaysAnotherByOneRoundAtMost() async throws {
        try await TestPostgres.withDatabase(configure: { $0.readers = 1 }) { database in
            let (answers, ends) = (Counter(), Counter())
            try await withThrowingTaskGroup(of: Void.self) { group in
                // The calls one client may have in flight.
                for _ in 0..<64 {
                    group.addTask {
                        while ends.value == 0 {
                            _ = try await database.one(Self.echo, 1)
                            answers.count()
                        }
                    }
                }
                try await until { answers.value > 1_000 }
                var overtaken: [Int] = []
                for _ in 0..<50 {
                    let before = answers.value
                    _ = try await database.one(Self.echo, 2)
                    overtaken.append(answers.value - before)
                }
                ends.count()
                try await group.waitForAll()
                overtaken.sort()
                // Those that were in the queue before, and a further round until this task ran again.
                #expect(overtaken[25] <= 4 * 64, "\(overtaken)")
            }
        }
    }

    @Test func cancelledReadsTouchNobodyElse() async throws {
        let slow = Statement("SELECT $1::int8 FROM pg_sleep(0.05)", Int64.self) { row in try row.next(Int64.self) }
        try await TestPostgres.withDatabase(configure: { $0.readers = 1 }) { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<400 as Range<Int64> {
                    guard number.isMultiple(of: 10) else {
                        group.addTask {
                            let answer = try await database.one(Self.echo, number)
                            #expect(answer == number)
                        }
                        continue
                    }
                    group.addTask {
                        // Some leave before they are sent, some at the head, some after their answer.
                        let reading = Task { try await database.one(slow, number) }
                        try await Task.sleep(for: .milliseconds(number % 70))
                        reading.cancel()
                        let result = await reading.result
                        #expect((try? result.get()) ?? number == number)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
