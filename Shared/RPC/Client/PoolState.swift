/// Decides which connection a call goes by, when another one is opened, and to which address. A value without I/O.
struct PoolState {
    struct Limits: Hashable, Sendable {
        /// Calls at a time by one connection: the server's own limit (`RPCLimits.callsInFlight`).
        var callsPerConnection = 64
        var longPollsPerConnection = 16
        var connections = 8
        /// With so many calls on the least busy connection, another one is opened beside.
        var callsToGrow = 16
        /// What a name stands for is asked again after so long, so that a server that was added gets its share.
        var resolutionMs = 30_000
    }

    struct Member {
        let address: String
        var calls = 0
        var longPolls = 0
    }

    /// An address that could not be connected to.
    private struct Failing {
        var inARow: Int
        /// Not tried again before.
        var until: Uptime
    }

    enum Choice: Equatable {
        /// Send by this connection; `release` it after.
        case use(Int)
        /// Nothing to send by yet: ask again when something has changed, or at this moment.
        case wait(until: Uptime)
    }

    let limits: Limits
    private(set) var members: [Int: Member] = [:]
    /// The member that is being opened, and whether its connection is of no use already.
    private(set) var opening: (member: Int, isRetired: Bool)?
    /// Attempts that failed one after the other, to whatever address.
    private(set) var failures = 0
    /// All attempts that ever failed: a caller sees how many failed while it waited.
    private(set) var failuresEver = 0
    private(set) var retryAt = Uptime(nanoseconds: 0)
    /// What the name stands for, as last asked; one connection to each is wanted.
    private var addresses: [String] = []
    private var resolvedAt: Uptime?
    private var failing: [String: Failing] = [:]
    private var nextMember = 0

    init(_ limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Chooses the member with the fewest calls in flight, and counts the call on it.
    ///
    /// - Parameter avoided: an address that has just refused this call; chosen only when there is no other.
    mutating func choose(isLongPoll: Bool, avoiding avoided: String? = nil) -> Choice {
        func rank(_ entry: (key: Int, value: Member)) -> (Int, Int, Int) {
            (entry.value.address == avoided ? 1 : 0, entry.value.calls + entry.value.longPolls, entry.key)
        }
        guard let candidate = members.filter({ hasRoom($0.value, isLongPoll) }).min(by: { rank($0) < rank($1) }) else {
            return .wait(until: retryAt)
        }
        if isLongPoll {
            members[candidate.key]?.longPolls += 1
        } else {
            members[candidate.key]?.calls += 1
        }
        return .use(candidate.key)
    }

    private func hasRoom(_ member: Member, _ isLongPoll: Bool) -> Bool {
        isLongPoll ? member.longPolls < limits.longPollsPerConnection : member.calls < limits.callsPerConnection
    }

    /// The member for which a connection is to be opened now; nil when none is wanted. It ends by `opened`,
    /// `openingFailed` or, when `target` finds no use for it, `openingUnneeded`.
    mutating func open(at now: Uptime) -> Int? {
        guard now >= retryAt, opening == nil, members.count < limits.connections else { return nil }
        guard isBusy || isStale(at: now) || addresses.contains(where: { isMissed($0, at: now) }) else { return nil }
        nextMember += 1
        opening = (nextMember, false)
        return nextMember
    }

    /// The address to connect to, of those the name stands for now; nil when another connection would be of no use.
    ///
    /// The one with the fewest connections, the one that failed least among equals. While it fails an address is left
    /// alone, unless there is nothing else and no connection at all.
    mutating func target(of names: [String], at now: Uptime) -> Int? {
        addresses = names
        resolvedAt = now
        failing = failing.filter { names.contains($0.key) }
        func rank(_ index: Int) -> (Int, Int) { (count(names[index]), failing[names[index]]?.inARow ?? 0) }
        if let best = names.indices.filter({ mayBeTried(names[$0], at: now) }).min(by: { rank($0) < rank($1) }) {
            return isBusy || count(names[best]) == 0 ? best : nil
        }
        guard members.isEmpty else { return nil }
        func tryAt(_ index: Int) -> Uptime { failing[names[index]]?.until ?? now }
        return names.indices.min { tryAt($0) < tryAt($1) }
    }

    /// Whether there is no connection that another call would not crowd; true of none at all.
    private var isBusy: Bool {
        members.values.allSatisfy {
            $0.calls >= limits.callsToGrow || $0.longPolls >= limits.longPollsPerConnection
        }
    }

    private func isStale(at now: Uptime) -> Bool {
        resolvedAt.map { now >= $0.adding(milliseconds: limits.resolutionMs) } ?? true
    }

    private func isMissed(_ address: String, at now: Uptime) -> Bool {
        count(address) == 0 && mayBeTried(address, at: now)
    }

    private func mayBeTried(_ address: String, at now: Uptime) -> Bool {
        failing[address].map { $0.until <= now } ?? true
    }

    private func count(_ address: String) -> Int {
        members.values.reduce(0) { $0 + ($1.address == address ? 1 : 0) }
    }

    /// Whether the new member can be used: not when its connection has died since.
    mutating func opened(_ member: Int, address: String) -> Bool {
        guard let opening, opening.member == member, !opening.isRetired else { return false }
        self.opening = nil
        failures = 0
        failing[address] = nil
        retryAt = Uptime(nanoseconds: 0)
        members[member] = Member(address: address)
        return true
    }

    mutating func openingUnneeded() { opening = nil }

    /// - Parameters:
    ///   - address: the one that was tried; nil when it did not come so far.
    ///   - jitter: 0.5…1, so that many clients do not come back at once.
    mutating func openingFailed(address: String?, at now: Uptime, jitter: Double) {
        opening = nil
        failures += 1
        failuresEver += 1
        guard let address else {
            retryAt = now.adding(milliseconds: Self.pause(after: failures, jitter))
            return
        }
        let inARow = (failing[address]?.inARow ?? 0) + 1
        failing[address] = Failing(inARow: inARow, until: now.adding(milliseconds: Self.pause(after: inARow, jitter)))
        // At once if another address may be tried, or else when the first may be tried again.
        retryAt = addresses.map { failing[$0]?.until ?? now }.min() ?? now
    }

    private static func pause(after failures: Int, _ jitter: Double) -> Int {
        Int(Double(min(2000, 25 << min(failures, 10))) * jitter)
    }

    /// Whether a caller is to be told that nothing can be reached: after a few tries while it waited, each address among
    /// them, or after one when the service has been away for longer.
    ///
    /// - Parameter failed: how many attempts have failed since it began to wait.
    func givesUp(after failed: Int) -> Bool {
        let tries = max(3, addresses.count)
        return members.isEmpty && failed > 0 && (failed >= tries || failures > tries)
    }

    mutating func release(_ member: Int, isLongPoll: Bool) {
        if isLongPoll {
            members[member]?.longPolls -= 1
        } else {
            members[member]?.calls -= 1
        }
    }

    /// Takes no new calls any more.
    mutating func retired(_ member: Int) {
        members[member] = nil
        if opening?.member == member { opening?.isRetired = true }
    }
}
