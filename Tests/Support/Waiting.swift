/// Asks until `condition` holds; false when it does not within `limit`. For what another task or process brings about and
/// does not tell: who is told waits for that instead.
package func eventually(
    within limit: Duration = .seconds(30), _ condition: () async throws -> Bool
) async throws -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return try await condition()
}

/// The same, for who cannot go on without it: throws `NeverCame`.
package func until(within limit: Duration = .seconds(30), _ condition: () async throws -> Bool) async throws {
    guard try await eventually(within: limit, condition) else { throw NeverCame(limit: limit) }
}

/// What `until` waited for in vain.
package struct NeverCame: Error, CustomStringConvertible {
    let limit: Duration

    package var description: String { "it did not come to be so within \(limit)" }
}
