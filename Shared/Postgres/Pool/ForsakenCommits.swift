import Synchronization

/// The sessions with a commit that nobody waits for any more, and in which PostgreSQL may still wait for a synchronous standby.
/// It does not notice when the connection ends, and to end such a session would show rows that no standby has: so there may
/// only be a few of them, and then no further commit is tried until PostgreSQL says that one is over.
final class ForsakenCommits: Sendable {
    /// Beside the connections that the pools may hold anyway.
    static let limit = 8

    private let sessions = Mutex<Set<Int32>>([])

    private static let waiting = Statement(
        "SELECT pid FROM pg_stat_activity WHERE pid = ANY($1) AND wait_event = 'SyncRep'", [Int32].self
    ) { row in try row.next(Int32?.self) ?? 0 }

    /// - Parameter session: the process of the server.
    func add(_ session: Int32) { sessions.withLock { _ = $0.insert(session) } }

    func remove(_ session: Int32) { sessions.withLock { _ = $0.remove(session) } }

    /// Returns when a further commit may be tried. Throws `connectionLost` while it may not, and when the server cannot be
    /// asked. Costs nothing as long as few commits are given up.
    nonisolated(nonsending) func makeRoom(asking readers: Readers, deadline: ContinuousClock.Instant) async throws {
        let known = sessions.withLock { $0.count < Self.limit ? [] : Array($0) }
        guard !known.isEmpty else { return }
        let bound = Self.waiting.bind(known)
        let rows = try await readers.run([Command(bound)], deadline: deadline)[0]
        let waiting = try rows.rows(of: bound.definition, Self.waiting.decode)
        let left = sessions.withLock { sessions in
            sessions.subtract(Set(known).subtracting(waiting))
            return sessions.count
        }
        guard left < Self.limit else {
            throw PostgresError(.connectionLost, message: "\(left) commits wait for a standby already")
        }
    }
}
