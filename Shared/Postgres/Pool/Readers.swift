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
    nonisolated(nonsending) func run(
        _ commands: [Command], deadline: ContinuousClock.Instant
    ) async throws -> [ResultBuffer] {
        let patience = min(deadline, .now + configuration.leaseWait)
        var backoff = Backoff()
        while true {
            do {
                return try await connections.choose().submit(.read, commands, deadline: deadline)
            } catch is PassedOn {
                // Another connection answers, so this one does not come back to the same place.
                continue
            } catch let fault as PostgresError where fault.code == .connectionLost {
                let pause = backoff.next()
                guard ContinuousClock.now + pause < patience else { throw fault }
                try await Task.sleep(for: pause)
            }
        }
    }
}
