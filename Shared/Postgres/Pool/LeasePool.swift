import Logging
import Synchronization

/// The leases of a database: connections that one caller has to itself for a while.
final class LeasePool: Sendable {
    private typealias Answer = CheckedContinuation<PoolState.Grant, any Error>

    private struct Storage {
        var state: PoolState
        var connections: [PoolState.Slot: Connection] = [:]
        var answers: [PoolState.Waiter: (answer: Answer, timer: Task<Void, any Error>)] = [:]
        var isClosed = false
    }

    private let configuration: DatabaseConfiguration
    private let logger: Logger
    private let readers: Readers
    private let forsaken: ForsakenCommits
    private let storage: Mutex<Storage>
    private let nextWaiter = Atomic<UInt64>(1)
    private let refused = Atomic(0)

    init(configuration: DatabaseConfiguration, readers: Readers, forsaken: ForsakenCommits, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        self.readers = readers
        self.forsaken = forsaken
        storage = Mutex(
            Storage(state: PoolState(capacity: configuration.leases, queueLimit: configuration.leaseQueue)))
    }

    var figures: DatabaseFigures.Leases {
        storage.withLock {
            .init(
                open: $0.state.open, taken: $0.state.taken, waiting: $0.state.waiting,
                refused: refused.load(ordering: .relaxed))
        }
    }

    /// Lends a connection to `body` and takes it back however `body` ends.
    func withLease<Value: Sendable>(
        deadline: ContinuousClock.Instant, _ body: (Lease) async throws -> Value
    ) async throws -> Value {
        let (slot, connection) = try await acquire(deadline: min(deadline, .now + configuration.leaseWait))
        let lease = Lease(connection: connection, deadline: deadline)
        do {
            let value = try await body(lease)
            await giveBack(slot, lease)
            return value
        } catch {
            await giveBack(slot, lease)
            throw error
        }
    }

    private func acquire(deadline: ContinuousClock.Instant) async throws -> (PoolState.Slot, Connection) {
        var backoff = Backoff()
        while true {
            let (slot, opened) = try await wait(until: deadline)
            do {
                if opened == nil { try await forsaken.makeRoom(asking: readers, deadline: deadline) }
                let connection = try opened ?? open(slot)
                if opened == nil { _ = try await connection.submit(.exclusive(commits: false), [], deadline: deadline) }
                return (slot, connection)
            } catch {
                discard(slot)
                guard var fault = error as? PostgresError else { throw error }
                // Only the wait for the connection has a deadline here, no statement.
                if fault.code == .deadlineExceeded { fault.code = .connectionLost }
                guard fault.code == .connectionLost else { throw fault }
                let pause = backoff.next()
                guard ContinuousClock.now + pause < deadline else { throw fault }
                try await Task.sleep(for: pause)
            }
        }
    }

    private func open(_ slot: PoolState.Slot) throws -> Connection {
        let connection = try Connection(
            keywords: try configuration.keywords(.lease), logger: logger, forsaken: forsaken)
        storage.withLock { $0.connections[slot] = connection }
        return connection
    }

    /// Waits for a slot; with a connection if the slot has one that still stands.
    private func wait(until deadline: ContinuousClock.Instant) async throws -> (PoolState.Slot, Connection?) {
        let waiter = nextWaiter.wrappingAdd(1, ordering: .relaxed).oldValue
        while true {
            switch try await grant(waiter, deadline) {
            case .open(let slot): return (slot, nil)
            case .use(let slot):
                let connection = storage.withLock { $0.connections[slot] }
                if let connection, connection.isUsable { return (slot, connection) }
                discard(slot)
            }
        }
    }

    private func grant(
        _ waiter: PoolState.Waiter, _ deadline: ContinuousClock.Instant
    ) async throws
        -> PoolState.Grant
    {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { answer in
                let now = storage.withLock { storage -> Result<PoolState.Grant, any Error>? in
                    if storage.isClosed { return .failure(PostgresError(.closed)) }
                    // The handler may have run before anybody waits; then the task is cancelled already.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    switch storage.state.acquire(waiter) {
                    case .granted(let grant): return .success(grant)
                    case .refused:
                        refused.add(1, ordering: .relaxed)
                        return .failure(PostgresError(.poolExhausted))
                    case .wait: break
                    }
                    // Waiting is rare, so its timer may be a task of its own, cancelled when the wait is over.
                    let timer = Task { [self] in
                        try await Task.sleep(until: deadline)
                        leave(waiter, PostgresError(.poolExhausted))
                    }
                    storage.answers[waiter] = (answer, timer)
                    return nil
                }
                if let now { answer.resume(with: now) }
            }
        } onCancel: {
            leave(waiter, CancellationError())
        }
    }

    private func leave(_ waiter: PoolState.Waiter, _ error: any Error) {
        let entry = storage.withLock { storage in
            storage.state.leave(waiter) ? storage.answers.removeValue(forKey: waiter) : nil
        }
        guard let entry else { return }
        entry.timer.cancel()
        if error is PostgresError { refused.add(1, ordering: .relaxed) }
        entry.answer.resume(throwing: error)
    }

    private func answer(_ waiter: PoolState.Waiter, _ grant: PoolState.Grant) {
        let entry = storage.withLock { $0.answers.removeValue(forKey: waiter) }
        entry?.timer.cancel()
        entry?.answer.resume(returning: grant)
    }

    private func giveBack(_ slot: PoolState.Slot, _ lease: Lease) async {
        guard await lease.settle() else { return discard(slot) }
        let isClosed = storage.withLock { $0.isClosed }
        if isClosed { return discard(slot) }
        let openedAt = lease.connection.openedAt
        let waiter = storage.withLock { $0.state.release(slot, openedAt: openedAt, at: .now) }
        if let waiter { answer(waiter, .use(slot)) }
    }

    /// Closes the connection of a slot, if there is one, and lets the next waiter open another.
    private func discard(_ slot: PoolState.Slot) {
        let (connection, next) = storage.withLock { storage in
            (storage.connections.removeValue(forKey: slot), storage.state.remove(slot))
        }
        connection?.closeWhenIdle()
        if let next { answer(next.waiter, next.grant) }
    }

    // MARK: Life

    /// Closes what was free or open for too long.
    func expire() {
        let late = storage.withLock { storage in
            storage.state.expire(idle: configuration.idleLimit, age: configuration.ageLimit, at: .now)
                .compactMap { storage.connections.removeValue(forKey: $0) }
        }
        late.forEach { $0.closeWhenIdle() }
    }

    /// Refuses whoever waits and whoever comes; leases that are out are closed when they come back.
    func close() {
        let (waiters, free) = storage.withLock { storage in
            storage.isClosed = true
            let (waiters, free) = storage.state.drain()
            return (
                waiters.compactMap { storage.answers.removeValue(forKey: $0) },
                free.compactMap { storage.connections.removeValue(forKey: $0) }
            )
        }
        for waiter in waiters {
            waiter.timer.cancel()
            waiter.answer.resume(throwing: PostgresError(.closed))
        }
        free.forEach { $0.closeWhenIdle() }
    }
}
