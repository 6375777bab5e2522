import Logging
import Synchronization

/// The connections that carry everybody's reads. A further one opens when all that stand are busy.
final class Readers: Sendable {
    private struct Storage {
        var connections: [Connection] = []
        var isClosed = false
    }

    private let configuration: DatabaseConfiguration
    private let logger: Logger
    private let storage = Mutex(Storage())

    init(configuration: DatabaseConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    var figures: DatabaseFigures.Readers {
        storage.withLock { storage in
            .init(open: storage.connections.count, outstanding: storage.connections.reduce(0) { $0 + $1.outstanding })
        }
    }

    /// Runs a read; lost connections are replaced and the read is sent again until its deadline is near.
    func run(_ statement: BoundStatement, deadline: ContinuousClock.Instant) async throws -> ResultBuffer {
        let patience = min(deadline, .now + configuration.leaseWait)
        var backoff = Backoff()
        while true {
            do {
                let connection = try choose()
                let results = try await connection.submit(.read, [Command(statement)], deadline: deadline)
                return results[0]
            } catch let fault as PostgresError where fault.code == .connectionLost {
                let pause = backoff.next()
                guard ContinuousClock.now + pause < patience else { throw fault }
                try await Task.sleep(for: pause)
            }
        }
    }

    private func choose() throws -> Connection {
        try storage.withLock { storage in
            if storage.isClosed { throw PostgresError(.closed) }
            storage.connections.removeAll { !$0.isUsable }
            let idlest = storage.connections.min { $0.outstanding < $1.outstanding }
            if let idlest, idlest.outstanding == 0 || storage.connections.count >= configuration.readers {
                return idlest
            }
            let connection = try Connection(keywords: try configuration.keywords(.reader), logger: logger)
            storage.connections.append(connection)
            return connection
        }
    }

    /// Replaces connections that are too old, one at a time; what they accepted is still answered.
    func expire() {
        let late = storage.withLock { storage -> Connection? in
            let now = ContinuousClock.now
            guard let index = storage.connections.firstIndex(where: { now - $0.openedAt >= configuration.ageLimit })
            else { return nil }
            return storage.connections.remove(at: index)
        }
        late?.closeWhenIdle()
    }

    func close() {
        let connections = storage.withLock { storage in
            storage.isClosed = true
            defer { storage.connections = [] }
            return storage.connections
        }
        connections.forEach { $0.closeWhenIdle() }
    }
}
