import Postgres
import TestSupport
import Testing

/// Connections are cut while callers of every kind work: each caller is told the truth and nothing leaks.
@Suite struct DisturbanceTests {
    private static let insert = Statement("INSERT INTO t VALUES ($1)", Int64.self, access: .write)
    private static let all = Statement("SELECT a FROM t ORDER BY a") { row in try row.next(Int64.self) }
    private static let divide = Statement("SELECT 100 / $1::int8", Int64.self) { row in try row.next(Int64.self) }

    private enum Outcome: Sendable {
        case done(Int64)
        case notDone(Int64)
        case unknown(Int64)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func everyAcknowledgedWriteIsThereOnceAndEveryRefusedOneIsNot(seed: UInt64) async throws {
        try await TestPostgres.withDatabase(configure: { $0.leaseWait = .seconds(20) }) { database in
            try await database.withLease { try await $0.script("CREATE TABLE t (a int8)") }
            let cutter = Task { try await Self.cut(database) }
            let outcomes = try await withThrowingTaskGroup(of: Outcome?.self) { group in
                for number in 1...400 as ClosedRange<Int64> {
                    group.addTask { try await Self.call(number, seed: seed, on: database) }
                }
                var outcomes: [Outcome] = []
                for try await outcome in group { if let outcome { outcomes.append(outcome) } }
                return outcomes
            }
            cutter.cancel()
            let cuts = try await cutter.value
            #expect(cuts > 2, "the connections were cut while calls ran")
            let rows = try await database.query(Self.all)
            let counts = Dictionary(rows.map { ($0, 1) }, uniquingKeysWith: +)
            for outcome in outcomes {
                switch outcome {
                case .done(let number): #expect(counts[number] == 1)
                case .notDone(let number): #expect(counts[number] == nil)
                case .unknown(let number): #expect(counts[number] ?? 0 <= 1)
                }
            }
            try await until { database.figures.leases.taken == 0 && database.figures.readers.outstanding == 0 }
        }
    }

    /// One caller: a read, a failing read, a write, or a transaction, by number.
    private static func call(_ number: Int64, seed: UInt64, on database: Database) async throws -> Outcome? {
        switch (UInt64(number) &* 31 &+ seed) % 4 {
        case 0:
            let quotient = try await database.one(divide, number)
            #expect(quotient == 100 / number)
            return nil
        case 1:
            let error = await #expect(throws: PostgresError.self) { try await database.one(divide, 0) }
            #expect(error?.sqlState == "22012")
            return nil
        case 2:
            return try await outcome(number) { try await database.execute(insert, number) }
        default:
            return try await outcome(number) {
                try await database.transaction(attempts: 20) { tx in
                    try await tx.execute(insert, number)
                    let quotient = try await tx.one(divide, number)
                    #expect(quotient == 100 / number)
                }
            }
        }
    }

    private static func outcome(_ number: Int64, _ body: () async throws -> Void) async throws -> Outcome {
        do {
            try await body()
            return .done(number)
        } catch let error as PostgresError where error.code == .outcomeUnknown {
            return .unknown(number)
        } catch let error as PostgresError where error.code == .connectionLost {
            return .notDone(number)
        }
    }

    /// Cuts every connection of the database again and again; returns how often.
    private static func cut(_ database: Database) async throws -> Int {
        let knife = Database(configuration: database.configuration, logger: TestPostgres.logger)
        defer { knife.close() }
        var cuts = 0
        while !Task.isCancelled {
            do {
                try await terminateOthers(knife)
                cuts += 1
                try await Task.sleep(for: .milliseconds(15))
            } catch is CancellationError {
                break
            }
        }
        return cuts
    }
}
