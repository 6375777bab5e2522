package import Postgres

/// A transaction that holds what it locked until a test lets it go.
package struct HeldTransaction: Sendable {
    fileprivate let released: AsyncStream<Void>.Continuation
    fileprivate let task: Task<Void, any Error>

    /// Ends it, and waits until it has ended.
    package func release() async throws {
        released.yield()
        try await task.value
    }
}

extension Database {
    /// Begins a transaction and returns when `lock` is over; what that throws, `release` throws.
    package func hold(_ lock: @escaping @Sendable (Transaction) async throws -> Void) async -> HeldTransaction {
        let (held, isHeld) = AsyncStream<Void>.makeStream()
        let (release, released) = AsyncStream<Void>.makeStream()
        let task = Task {
            defer { isHeld.finish() }
            try await transaction { transaction in
                try await lock(transaction)
                isHeld.yield()
                for await _ in release { break }
            }
        }
        for await _ in held { break }
        return HeldTransaction(released: released, task: task)
    }
}
