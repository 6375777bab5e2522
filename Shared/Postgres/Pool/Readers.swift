import Logging

/// The connections that carry everybody's reads.
final class Readers: Sendable {
    let connections: SharedConnections
    private let configuration: DatabaseConfiguration

    init(configuration: DatabaseConfiguration, reactors: [any Reactor], logger: Logger) {
        self.configuration = configuration
        connections = SharedConnections(
            configuration: configuration, use: .reader, limit: configuration.readers, reactors: reactors,
            logger: logger)
    }

    /// Runs reads behind each other on one connection; lost connections are replaced and the reads are sent again until
    /// their deadline is near.
    ///
    /// - Parameter fault: the lost connection they were sent on already.
    nonisolated(nonsending) func run(
        _ commands: [Command], deadline: ContinuousClock.Instant, after fault: PostgresError? = nil
    ) async throws -> [ResultBuffer] {
        let patience = min(deadline, .now + configuration.leaseWait)
        var backoff = Backoff()
        if let fault { try await pause(&backoff, until: patience, after: fault) }
        while true {
            do {
                return try await connections.choose().submit(.read, commands, deadline: deadline)
            } catch is PassedOn {
                // Another connection answers, so this one does not come back to the same place.
                continue
            } catch let fault as PostgresError where fault.code == .connectionLost {
                try await pause(&backoff, until: patience, after: fault)
            }
        }
    }

    /// Begins a read without waiting for it; `receive` is told its answer where that comes in, or where it is refused.
    func begin(
        _ statement: BoundStatement, deadline: ContinuousClock.Instant,
        receive: @escaping @Sendable (Result<ResultBuffer, any Error>) -> Void
    ) -> PendingRead {
        let read = PendingRead(on: self, receive: receive)
        read.begin(statement, deadline: deadline)
        return read
    }

    private nonisolated(nonsending) func pause(
        _ backoff: inout Backoff, until patience: ContinuousClock.Instant, after fault: PostgresError
    ) async throws {
        let pause = backoff.next()
        guard ContinuousClock.now + pause < patience else { throw fault }
        try await Task.sleep(for: pause)
    }
}
