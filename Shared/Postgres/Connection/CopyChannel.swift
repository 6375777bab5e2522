import DequeModule
import Synchronization

/// Carries chunks between a caller and the thread of a connection in one direction; about a megabyte lies in it at most.
final class CopyChannel: Sendable, Equatable {
    enum Taken {
        case chunk([UInt8])
        /// Nothing yet; the connection is woken when there is.
        case empty
        /// Everything was taken; the fault, if any, makes PostgreSQL undo the COPY.
        case end(fault: String?)
    }

    private struct Storage {
        var chunks: Deque<[UInt8]> = []
        var bytes = 0
        var isFinished = false
        var fault: String?
        /// Nobody takes any more.
        var isClosed = false
        var connection: Connection?
        var caller: CheckedContinuation<Void, Never>?
    }

    private static let limit = 1 << 20
    private let storage: Mutex<Storage>

    init() { storage = Mutex(Storage()) }

    /// A channel without data.
    init(finished fault: String) { storage = Mutex(Storage(isFinished: true, fault: fault, isClosed: true)) }

    static func == (left: CopyChannel, right: CopyChannel) -> Bool { left === right }

    // MARK: The connection's side

    var hasRoom: Bool { storage.withLock { $0.isClosed || $0.bytes < Self.limit } }

    /// As `hasRoom`; if there is none, the connection is woken when there is.
    func hasRoom(orWake connection: Connection) -> Bool {
        storage.withLock { storage in
            let hasRoom = storage.isClosed || storage.bytes < Self.limit
            storage.connection = hasRoom ? nil : connection
            return hasRoom
        }
    }

    func put(_ chunk: [UInt8]) {
        give { storage in
            if storage.isClosed { return }
            storage.chunks.append(chunk)
            storage.bytes += chunk.count
        }
    }

    func take(orWake connection: Connection) -> Taken {
        give { storage in
            if let chunk = storage.chunks.popFirst() {
                storage.bytes -= chunk.count
                return .chunk(chunk)
            }
            if storage.isFinished { return .end(fault: storage.fault) }
            storage.connection = connection
            return .empty
        }
    }

    // MARK: The caller's side

    /// Waits while the channel is full. Returns false when nobody takes any more.
    func send(_ chunk: [UInt8]) async -> Bool {
        while true {
            let isAccepted = change { storage -> Bool? in
                if storage.isClosed { return false }
                guard storage.bytes < Self.limit else { return nil }
                storage.chunks.append(chunk)
                storage.bytes += chunk.count
                return true
            }
            if let isAccepted { return isAccepted }
            await wait { $0.isClosed || $0.bytes < Self.limit }
        }
    }

    /// Whether the COPY is over and everything it brought was taken.
    var isDrained: Bool { storage.withLock { $0.isClosed && $0.chunks.isEmpty } }

    func finish(fault: String? = nil) {
        change { storage in
            storage.isFinished = true
            storage.fault = fault
        }
    }

    /// The next chunk; nil when the channel is closed and empty.
    func next() async -> [UInt8]? {
        while true {
            let chunk = change { storage -> [UInt8]?? in
                if let chunk = storage.chunks.popFirst() {
                    storage.bytes -= chunk.count
                    return chunk
                }
                return storage.isClosed ? .some(nil) : nil
            }
            if let chunk { return chunk }
            await wait { $0.isClosed || !$0.chunks.isEmpty }
        }
    }

    /// The COPY is answered, or nobody wants the rest: nobody waits any more.
    func close(dropping: Bool = false) {
        change { storage in
            storage.isClosed = true
            storage.isFinished = true
            if dropping { storage.chunks = [] }
        }
        give { _ in }
    }

    /// Not cancelled by itself: a cancelled task's job is answered soon, which closes the channel.
    private func wait(until isReady: @Sendable (borrowing Storage) -> Bool) async {
        await withCheckedContinuation { caller in
            let isReadyNow = storage.withLock { storage in
                if isReady(storage) { return true }
                storage.caller = caller
                return false
            }
            if isReadyNow { caller.resume() }
        }
    }

    /// A change by the connection: wakes the caller, who looks again.
    private func give<Value: Sendable>(_ body: (inout sending Storage) -> Value) -> Value {
        let (value, caller) = storage.withLock { storage in
            let value = body(&storage)
            defer { storage.caller = nil }
            return (value, storage.caller)
        }
        caller?.resume()
        return value
    }

    /// A change by the caller: wakes the connection if it waits for one.
    private func change<Value: Sendable>(_ body: (inout sending Storage) -> Value) -> Value {
        let (value, connection) = storage.withLock { storage in
            let value = body(&storage)
            defer { storage.connection = nil }
            return (value, storage.connection)
        }
        connection?.wakeForCopy()
        return value
    }
}
