import Logging
import Synchronization

/// A few connections that carry the statements of all callers. A further one opens when all that stand are busy.
final class SharedConnections: Sendable {
    private struct Storage {
        var connections: [Connection] = []
        var isClosed = false
    }

    private let configuration: DatabaseConfiguration
    private let use: ConnectionUse
    private let limit: Int
    private let logger: Logger
    private let storage = Mutex(Storage())

    init(configuration: DatabaseConfiguration, use: ConnectionUse, limit: Int, logger: Logger) {
        self.configuration = configuration
        self.use = use
        self.limit = limit
        self.logger = logger
    }

    var figures: DatabaseFigures.Shared {
        storage.withLock { storage in
            .init(open: storage.connections.count, outstanding: storage.connections.reduce(0) { $0 + $1.outstanding })
        }
    }

    /// The connection with the fewest callers. Lost ones are replaced.
    func choose() throws -> Connection {
        try storage.withLock { storage in
            if storage.isClosed { throw PostgresError(.closed) }
            storage.connections.removeAll { !$0.isUsable }
            let idlest = storage.connections.min { $0.outstanding < $1.outstanding }
            if let idlest, idlest.outstanding == 0 || storage.connections.count >= limit {
                return idlest
            }
            let connection = try Connection(keywords: try configuration.keywords(use), logger: logger)
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
