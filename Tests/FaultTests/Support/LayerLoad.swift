import Shared
import Synchronization
import Testing

/// Callers of the PostgreSQL layer alone: each inserts numbers of its own, by single statements, by transactions and by
/// grouped writes in turn, and remembers what it was told. Only the grouped ones have a key, which is their gate; of the
/// others the layer's word is all there is.
final class LayerLoad: Sendable {
    private enum Told: Sendable {
        case done
        case notDone
        case unknown
    }

    private struct State {
        var told: [Int64: Told] = [:]
        var done = 0
        var slowest: Duration = .zero
        var isOver = false
    }

    private let database: Database
    private let timeout: Duration
    private let state = Mutex(State())

    private static let insert = Statement("INSERT INTO entries VALUES ($1)", Int64.self, access: .write)
    private static let insertOnce = Statement(
        """
        WITH gate AS (INSERT INTO gates VALUES ($1) ON CONFLICT DO NOTHING RETURNING number)
        INSERT INTO entries SELECT number FROM gate
        """, Int64.self, access: .groupable)
    private static let all = Statement("SELECT number FROM entries ORDER BY number", runsLong: true) { row in
        try row.next(Int64.self)
    }
    private static let numbersPerCaller: Int64 = 1_000_000

    private init(_ database: Database, timeout: Duration) {
        self.database = database
        self.timeout = timeout
    }

    /// Runs the callers until `body` returns, and then holds what they were told against the table.
    static func run(
        on database: Database, callers: Int = 8, timeout: Duration = .seconds(3),
        during body: (LayerLoad) async throws -> Void
    ) async throws {
        try await database.withLease { lease in
            try await lease.script(
                "CREATE TABLE entries (number int8 NOT NULL); CREATE TABLE gates (number int8 PRIMARY KEY)")
        }
        let load = LayerLoad(database, timeout: timeout)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 1...Int64(callers) { group.addTask { await load.insert(as: caller) } }
            defer { load.state.withLock { $0.isOver = true } }
            try await body(load)
            load.state.withLock { $0.isOver = true }
            try await group.waitForAll()
        }
        try await load.check()
    }

    private func insert(as caller: Int64) async {
        for number in 1..<Self.numbersPerCaller {
            if state.withLock(\.isOver) || Task.isCancelled { return }
            let began = ContinuousClock.now
            let number = caller * Self.numbersPerCaller + number
            let told = await StatementDeadline.$current.withValue(began + timeout) { await insert(number) }
            state.withLock { state in
                state.told[number] = told
                state.slowest = max(state.slowest, ContinuousClock.now - began)
                if told == .done { state.done += 1 }
            }
            if told != .done { try? await Task.sleep(for: .milliseconds(10)) }
        }
    }

    private func insert(_ number: Int64) async -> Told {
        do {
            switch number % 3 {
            case 0: try await database.execute(Self.insert, number)
            case 1: try await database.execute(Self.insertOnce, number)
            default: _ = try await database.transaction { try await $0.execute(Self.insert, number) }
            }
            return .done
        } catch let error as PostgresError where error.code == .outcomeUnknown {
            return .unknown
        } catch {
            return .notDone
        }
    }

    /// Waits until so many further calls were done; answers how long that took.
    @discardableResult
    func completes(_ count: Int, within limit: Duration = .seconds(40)) async throws -> Duration {
        let began = ContinuousClock.now
        let goal = state.withLock(\.done) + count
        while state.withLock({ $0.done < goal }) {
            guard ContinuousClock.now - began < limit else {
                throw LoadFailure(description: "not \(count) calls done in \(limit)")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        return ContinuousClock.now - began
    }

    var completed: Int { state.withLock(\.done) }

    private func check() async throws {
        let rows = try await database.query(Self.all)
        let counts = Dictionary(rows.map { ($0, 1) }, uniquingKeysWith: +)
        let (told, slowest) = state.withLock { ($0.told, $0.slowest) }
        #expect(told.filter { $0.value == .done && counts[$0.key] != 1 }.isEmpty, "what was done is there once")
        #expect(told.filter { $0.value == .notDone && counts[$0.key] != nil }.isEmpty, "what was not is not there")
        #expect(told.filter { $0.value == .unknown && counts[$0.key, default: 0] > 1 }.isEmpty, "nothing is doubled")
        #expect(Set(counts.keys).isSubset(of: told.keys))
        // A second for a machine that is busy with all of this.
        #expect(slowest <= timeout + .seconds(1), "callers are answered within their deadline")
        let figures = database.figures
        #expect(figures.leases.taken == 0 && figures.leases.waiting == 0 && figures.readers.outstanding == 0)
    }
}
