import Shared
import Synchronization

/// Runs a sender now and then, and at once when a run has planned something.
final class SenderLoop: Sendable {
    private let signal: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        // One waiting signal stands for any number.
        (signal, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func wake() { continuation.yield() }

    /// The job: looks each second, since another process may have planned, a retry may have come due, and a signal may
    /// have come before the commit it told of.
    ///
    /// - Parameter problem: why messages wait that should not; nil: none does.
    func job(
        _ sender: @escaping @Sendable () -> Sender, logger: Logger, problem: @escaping @Sendable () -> String?
    ) -> Job {
        Job("sender", readiness: problem) { [self] in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    while !Task.isCancelled {
                        try? await Task.sleep(for: .seconds(1))
                        self.wake()
                    }
                }
                group.addTask {
                    for await _ in self.signal {
                        do {
                            try await sender().drain()
                        } catch is CancellationError {
                            return
                        } catch {
                            logger.error("sender_failed", metadata: ["error": .detail(of: error)])
                        }
                    }
                }
                try await group.next()
                group.cancelAll()
            }
        }
    }
}
