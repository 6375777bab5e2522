import Logging

/// A part of a service that runs as long as the service does.
///
/// It ends by returning, or by its task's cancellation when the service drains. An error it throws ends the service: a
/// part that is to survive its errors is `every`.
package struct Job: Sendable {
    package let name: String
    let run: @Sendable () async throws -> Void
    /// Whether the service may be called ready, and if not why.
    let readiness: @Sendable () -> String?

    package init(
        _ name: String, readiness: @escaping @Sendable () -> String? = { nil },
        run: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.readiness = readiness
        self.run = run
    }

    /// Calls `body` now and then `interval` after each call has ended. An error is logged and the next call waits longer,
    /// up to a minute, until one succeeds.
    package static func every(
        _ interval: Duration, _ name: String, logger: Logger, readiness: @escaping @Sendable () -> String? = { nil },
        _ body: @escaping @Sendable () async throws -> Void
    ) -> Job {
        Job(name, readiness: readiness) {
            var failures = 0
            while !Task.isCancelled {
                do {
                    try await body()
                    failures = 0
                } catch is CancellationError {
                    return
                } catch {
                    failures += 1
                    logger.error("job_failed", metadata: ["job": "\(name)", "error": .detail(of: error)])
                }
                let pause = failures == 0 ? interval : max(interval, Backoff.standard.delay(after: failures))
                try? await Task.sleep(for: pause)
            }
        }
    }
}

/// How long to wait after failures in a row: doubling, with a cap and jitter, so that many do not come back at once.
package struct Backoff: Sendable {
    package let first: Duration
    package let most: Duration

    package init(first: Duration, most: Duration) {
        self.first = first
        self.most = most
    }

    package static let standard = Backoff(first: .milliseconds(200), most: .seconds(60))

    /// - Parameter failures: how many in a row, from 1.
    package func delay(after failures: Int) -> Duration {
        let factor = 1 << min(max(failures - 1, 0), 20)
        return min(first * factor, most) * Double.random(in: 0.5...1)
    }
}
