import Synchronization

/// Counts from several tasks.
final class Counter: Sendable {
    private let counted = Mutex(0)

    var value: Int { counted.withLock { $0 } }

    @discardableResult
    func count() -> Int {
        counted.withLock { counted in
            counted += 1
            return counted
        }
    }
}
