import NIOCore
import Synchronization

/// The connections of a server, to be told when it shuts down.
final class OpenConnections: Sendable {
    private struct State {
        var connections: [ObjectIdentifier: Connection] = [:]
        var isDraining = false
        var whenEmpty: EventLoopPromise<Void>?
    }

    // Taken when a connection opens or closes and at shutdown, never for a call.
    private let state = Mutex(State())

    func insert(_ connection: Connection) {
        let isDraining = state.withLock { state in
            state.connections[ObjectIdentifier(connection)] = connection
            return state.isDraining
        }
        if isDraining { connection.eventLoop.execute { connection.drain() } }
    }

    func remove(_ connection: Connection) {
        let promise: EventLoopPromise<Void>? = state.withLock { state in
            state.connections[ObjectIdentifier(connection)] = nil
            return state.connections.isEmpty ? state.whenEmpty.take() : nil
        }
        promise?.succeed()
    }

    /// Drains every connection, and cuts those that are still there after `limit`. Succeeds when none is left.
    func drain(within limit: TimeAmount, on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let promise = eventLoop.makePromise(of: Void.self)
        let connections = state.withLock { state in
            state.isDraining = true
            if !state.connections.isEmpty { state.whenEmpty = promise }
            return Array(state.connections.values)
        }
        guard !connections.isEmpty else {
            promise.succeed()
            return promise.futureResult
        }
        for connection in connections { connection.eventLoop.execute { connection.drain() } }
        let cutting = eventLoop.scheduleTask(in: limit) { self.cut() }
        promise.futureResult.whenComplete { _ in cutting.cancel() }
        return promise.futureResult
    }

    private func cut() {
        let connections = state.withLock { Array($0.connections.values) }
        for connection in connections { connection.eventLoop.execute { connection.cut() } }
    }
}
