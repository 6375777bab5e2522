import Foundation
import ServiceLifecycle
import Shared
import Subprocess
import SystemPackage

/// Keeps one process running until the cluster stops: started again after a pause when it ends by itself, asked to end
/// and waited for when the cluster stops.
struct SupervisedProcess: ServiceLifecycle.Service {
    let name: String
    /// What to run; asked for anew at each start.
    let configuration: @Sendable () throws -> Subprocess.Configuration
    let log: ProcessLog
    /// Asks the process to end well.
    let stopSignal: Signal
    /// How long it may take over that before it is killed: above the services' own limit of 20 s.
    static let stopLimit: Duration = .seconds(25)
    /// Returns when what the process needs is there.
    let prerequisite: @Sendable () async throws -> Void
    let terminal: Terminal

    /// A process that ran this long was well: the next pause is short again.
    private static let well: Duration = .seconds(30)
    private static let pauses = Backoff(first: .milliseconds(250), most: .seconds(10))

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await prerequisite()
                try await keepRunning()
            } catch is CancellationError {
                return
            }
        }
    }

    private func keepRunning() async throws {
        var failures = 0
        while !Task.isCancelled {
            let start = ContinuousClock.now
            let status = try await runOnce()
            if Task.isCancelled { return }
            failures = ContinuousClock.now - start > Self.well ? 1 : failures + 1
            let pause = Self.pauses.delay(after: failures)
            terminal.warn("\(name) ended (\(Self.words(status))); starting it again. Its log: \(log.path)")
            try await Task.sleep(for: pause)
        }
    }

    private func runOnce() async throws -> TerminationStatus {
        var configuration = try configuration()
        configuration.platformOptions.teardownSequence = [
            .send(signal: stopSignal, allowedDurationToNextStep: Self.stopLimit)
        ]
        let file = try log.open()
        defer { try? file.close() }
        // When this task is cancelled, Subprocess sends the signal, waits, and returns when the process is gone.
        return try await Subprocess.run(
            configuration, output: .fileDescriptor(file, closeAfterSpawningProcess: false),
            error: .fileDescriptor(file, closeAfterSpawningProcess: false)
        ).terminationStatus
    }

    private static func words(_ status: TerminationStatus) -> String {
        switch status {
        case .exited(let code): "exit status \(code)"
        case .signaled(let signal): "signal \(signal)"
        }
    }
}
