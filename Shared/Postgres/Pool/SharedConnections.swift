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
    private let reactors: [any Reactor]
    private let forsaken: ForsakenCommits?
    private let logger: Logger
    private let storage = Mutex(Storage())
    private let counts = PipelineCounts()

    /// - Parameter reactors: the event loops that serve the connections; each has a thread of its own when there are none.
    init(
        configuration: DatabaseConfiguration, use: ConnectionUse, limit: Int, reactors: [any Reactor],
        forsaken: ForsakenCommits? = nil, logger: Logger
    ) {
        self.configuration = configuration
        self.use = use
        self.limit = limit
        self.reactors = reactors
        self.forsaken = forsaken
        self.logger = logger
    }

    var figures: DatabaseFigures.Shared {
        storage.withLock { storage in
            .init(
                open: storage.connections.count, outstanding: storage.connections.reduce(0) { $0 + $1.outstanding },
                statements: counts.statements, syncs: counts.syncs)
        }
    }

    /// The connection with the fewest callers among those that answer, one of the caller's event loop rather than another's:
    /// nobody queues up behind another's huge result or slow statement who need not. Lost ones are replaced.
    func choose() throws -> Connection {
        try storage.withLock { storage in
            if storage.isClosed { throw PostgresError(.closed) }
            if let here = storage.connections.first(where: { $0.reactor?.isCurrent ?? false }),
                here.standing().isGood
            {
                return here
            }
            var idlest: (connection: Connection, standing: Connection.Standing)?
            var isOneLost = false
            for connection in storage.connections {
                let standing = connection.standing()
                if !standing.isUsable {
                    isOneLost = true
                } else if idlest.map({ standing.isBetter(than: $0.standing) }) ?? true {
                    idlest = (connection, standing)
                }
            }
            if isOneLost { storage.connections.removeAll { !$0.isUsable } }
            if let idlest, storage.connections.count >= limit || isGoodEnough(idlest.standing) {
                return idlest.connection
            }
            let connection = try Connection(
                keywords: try configuration.keywords(use), logger: logger, counts: counts,
                reactor: reactor(beside: storage.connections), forsaken: forsaken,
                stalled: { [weak self] connection in self?.relieve(connection) })
            storage.connections.append(connection)
            return connection
        }
    }

    /// Whether no further connection would serve the caller better.
    private func isGoodEnough(_ standing: Connection.Standing) -> Bool {
        standing.outstanding == 0 && (standing.isHere || !reactors.contains(where: \.isCurrent))
    }

    /// The event loop with the fewest connections, the caller's own among equals.
    private func reactor(beside connections: [Connection]) -> (any Reactor)? {
        func weight(_ reactor: any Reactor) -> (Int, Int) {
            (connections.count { $0.reactor === reactor }, reactor.isCurrent ? 0 : 1)
        }
        return reactors.min { weight($0) < weight($1) }
    }

    /// Nobody is answered on a connection: the reads that wait there behind another's statement go elsewhere, if another
    /// connection answers or may be opened. Called where the connection is served.
    private func relieve(_ stalled: Connection) {
        let isRoomElsewhere = storage.withLock { storage in
            let others = storage.connections.filter { $0 !== stalled && $0.isUsable }
            return !storage.isClosed
                && (others.count + 1 < limit || others.contains { !$0.standing().isStalled })
        }
        if isRoomElsewhere { stalled.passOnReads() }
    }

    /// Closes one connection that is too old, or that nobody needed for long though others stand; what it accepted is
    /// still answered, and the next call opens another.
    func expire() {
        let late = storage.withLock { storage -> Connection? in
            let now = ContinuousClock.now
            let index = storage.connections.firstIndex { connection in
                now - connection.openedAt >= configuration.ageLimit
                    || (storage.connections.count > 1 && connection.isIdle(for: configuration.idleLimit, at: now))
            }
            guard let index else { return nil }
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
