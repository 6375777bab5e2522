import Synchronization

/// How many change rows a transaction wrote, so that readers are woken only when there is something to read.
final class FeedMarks: Sendable {
    private let count = Atomic(0)

    func add() { count.add(1, ordering: .relaxed) }

    /// The transaction runs again from its beginning.
    func reset() { count.store(0, ordering: .relaxed) }

    var isEmpty: Bool { count.load(ordering: .relaxed) == 0 }
}
