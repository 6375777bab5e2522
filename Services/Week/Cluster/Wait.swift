/// Waits for what sends no signal of its own.
enum Wait {
    /// False when `condition` did not come true in time. Asks every 50 ms.
    static func until(within limit: Duration, _ condition: () async throws -> Bool) async throws -> Bool {
        let end = ContinuousClock.now + limit
        while true {
            if try await condition() { return true }
            guard ContinuousClock.now < end else { return false }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
