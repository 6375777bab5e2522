import Shared
import Synchronization

/// Runs a sender now and then, and at once when a run has planned something.
final class SenderLoop: Sendable {
    private let signal: AsyncStream<Wake>
    private let continuation: AsyncStream<Wake>.Continuation

    private enum Wake {
        /// A second is over.
        case second
        /// Something was planned, and is about to be committed.
        case planned
    }

    /// A signal may come before the commit it tells of: so long after one that found nothing another look is taken.
    private static let looks: [Duration] = [.milliseconds(20), .milliseconds(80), .milliseconds(300)]

    init() {
        // One waiting signal stands for any number.
        (signal, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func wake() { continuation.yield(.planned) }

    /// The job: looks each second, since another process may have planned, and a retry may have come due.
    ///
    /// - Parameters:
    ///   - problem: why messages wait that should not; nil: none does.
    ///   - progress: told when some were moved on.
    func job(
        _ sender: Sender, logger: Logger, problem: @escaping @Sendable () -> String?,
        progress: @escaping @Sendable () -> Void
    ) -> Job {
        Job("sender", readiness: problem) { [self] in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    while !Task.isCancelled {
                        try? await Task.sleep(for: .seconds(1))
                        self.continuation.yield(.second)
                    }
                }
                group.addTask {
                    for await wake in self.signal {
                        do {
                            var handled = try await sender.drain()
                            for pause in Self.looks where wake == .planned && handled == 0 {
                                try await Task.sleep(for: pause)
                                handled = try await sender.drain()
                            }
                            if handled > 0 { progress() }
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
