import DequeModule

/// Decides who gets which lease. Pure: time comes in, connections are numbers, nothing waits here.
struct PoolState {
    typealias Slot = Int
    typealias Waiter = UInt64

    enum Grant: Equatable {
        /// The free connection of this slot.
        case use(Slot)
        /// A new connection, to be opened into this slot.
        case open(Slot)
    }

    enum Answer: Equatable {
        case granted(Grant)
        case wait
        /// Too many wait already.
        case refused
    }

    private enum Place {
        case free(since: ContinuousClock.Instant, openedAt: ContinuousClock.Instant)
        case taken
    }

    let capacity: Int
    let queueLimit: Int
    private var places: [Slot: Place] = [:]
    private var queue: Deque<Waiter> = []
    private var nextSlot = 0

    init(capacity: Int, queueLimit: Int) {
        self.capacity = capacity
        self.queueLimit = queueLimit
    }

    var waiting: Int { queue.count }
    var open: Int { places.count }
    var taken: Int { places.values.count { if case .taken = $0 { true } else { false } } }

    mutating func acquire(_ waiter: Waiter) -> Answer {
        if let grant = grant() { return .granted(grant) }
        guard queue.count < queueLimit else { return .refused }
        queue.append(waiter)
        return .wait
    }

    /// The most recently used connection: the others grow idle and close.
    private mutating func grant() -> Grant? {
        var latest: (slot: Slot, since: ContinuousClock.Instant)?
        for case (let slot, .free(let since, _)) in places where latest.map({ $0.since < since }) ?? true {
            latest = (slot, since)
        }
        if let latest {
            places[latest.slot] = .taken
            return .use(latest.slot)
        }
        guard places.count < capacity else { return nil }
        nextSlot += 1
        places[nextSlot] = .taken
        return .open(nextSlot)
    }

    /// A lease came back whole. Returns the waiter that gets it now, if any.
    mutating func release(_ slot: Slot, openedAt: ContinuousClock.Instant, at now: ContinuousClock.Instant) -> Waiter? {
        guard let waiter = queue.popFirst() else {
            places[slot] = .free(since: now, openedAt: openedAt)
            return nil
        }
        return waiter
    }

    /// A connection is gone: lost, not opened, or closed. Returns the waiter that opens another one, if any.
    mutating func remove(_ slot: Slot) -> (waiter: Waiter, grant: Grant)? {
        places[slot] = nil
        guard let waiter = queue.popFirst() else { return nil }
        nextSlot += 1
        places[nextSlot] = .taken
        return (waiter, .open(nextSlot))
    }

    /// The waiter left. Returns false when it was granted a lease before.
    mutating func leave(_ waiter: Waiter) -> Bool {
        guard let index = queue.firstIndex(of: waiter) else { return false }
        queue.remove(at: index)
        return true
    }

    /// Takes out what has been free or open for too long; the caller closes it.
    mutating func expire(
        idle: Duration, age: Duration, at now: ContinuousClock.Instant
    ) -> [Slot] {
        var late: [Slot] = []
        for case (let slot, .free(let since, let openedAt)) in places where now - since >= idle || now - openedAt >= age
        {
            late.append(slot)
        }
        for slot in late { places[slot] = nil }
        return late.sorted()
    }

    /// Forgets everyone who waits; the caller tells them.
    mutating func drain() -> (waiters: [Waiter], free: [Slot]) {
        let free = places.compactMap { if case .free = $0.value { $0.key } else { nil } }
        for slot in free { places[slot] = nil }
        defer { queue = [] }
        return (Array(queue), free.sorted())
    }
}
