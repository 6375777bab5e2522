import Synchronization

/// Something that happens once in a run, and that other parts of it wait for.
final class Milestone: Sendable {
    private let isReached = Mutex(false)

    func reach() { isReached.withLock { $0 = true } }

    /// Ends with the task's cancellation too.
    func wait() async throws {
        while !isReached.withLock(\.self) { try await Task.sleep(for: .milliseconds(20)) }
    }
}
