import Postgres
import Synchronization

extension Database {
    /// Begins a read and waits for what it tells, in a task that may be cancelled.
    func begun<Value>(
        _ request: Request<Value>, deadline: ContinuousClock.Instant = .now + .seconds(20)
    ) async throws -> Value {
        let read = Mutex<PendingRead?>(nil)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // Told twice, the continuation would end the process.
                let begun = begin(request, deadline: deadline) { rows in
                    continuation.resume(with: Result { try request.read(try rows.get()) })
                }
                read.withLock { $0 = begun }
                if Task.isCancelled { begun.cancel() }
            }
        } onCancel: {
            read.withLock { $0 }?.cancel()
        }
    }
}
