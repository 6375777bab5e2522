import Postgres
import Synchronization
import Values

/// Whether the database answers, and whether its clock and ours agree.
final class DatabaseHealth: Sendable {
    private let database: Database
    private let clock: ServiceClock
    private let skew = Mutex<Duration?>(nil)

    static let greatestSkew: Duration = .seconds(2)
    static let measureInterval: Duration = .seconds(60)
    /// A probe must not wait as long as a caller would.
    static let answerLimit: Duration = .seconds(2)

    init(database: Database, clock: ServiceClock) {
        self.database = database
        self.clock = clock
    }

    /// nil when the database answers in time.
    func reachability() async -> String? {
        do {
            _ = try await time()
            return nil
        } catch {
            return "the database does not answer"
        }
    }

    func skewProblem() -> String? {
        guard let skew = skew.withLock(\.self), abs(skew) > Self.greatestSkew else { return nil }
        return "this clock and PostgreSQL's are \(skew.wholeMicroseconds / 1_000) ms apart"
    }

    /// Ours minus PostgreSQL's; nil until it was measured, and in a rehearsal, whose clock is meant to differ.
    var measuredSkew: Duration? { skew.withLock(\.self) }

    /// Compares the clocks: the middle of the question's time against the answer.
    func measure() async throws {
        guard clock.mode == .system else { return }
        let before = clock.now()
        let theirs = try await time()
        let after = clock.now()
        let middle = before.adding(after.duration(since: before) / 2)
        skew.withLock { $0 = middle.duration(since: theirs) }
    }

    private func time() async throws -> Instant {
        try await StatementDeadline.$current.withValue(.now + Self.answerLimit) {
            try await database.one(HealthStatements.time)
        }
    }
}

private func abs(_ duration: Duration) -> Duration { duration < .zero ? .zero - duration : duration }
