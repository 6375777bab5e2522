import Postgres

extension Database {
    /// Waits until a session of this database waits for a lock that another holds.
    ///
    /// - Returns: false when none does within thirty seconds.
    package func someoneWaitsForALock() async throws -> Bool {
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            if try await one(Self.lockWaits) > 0 { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    private static let lockWaits = Statement(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    ) { row in try row.next(Int64?.self) ?? 0 }
}
