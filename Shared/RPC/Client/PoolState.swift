/// Decides which connection a call goes by, and when another one is opened. A value without I/O.
struct PoolState {
    struct Limits: Hashable, Sendable {
        /// Calls at a time by one connection: the server's own limit (`RPCLimits.callsInFlight`).
        var callsPerConnection = 64
        var longPollsPerConnection = 16
        var connections = 8
        /// With so many calls on the least busy connection, another one is opened beside.
        var callsToGrow = 16
    }

    struct Member {
        let address: String
        var calls = 0
        var longPolls = 0
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
    /// Attempts that failed one after the other.
    private(set) var failures = 0
    /// All attempts that ever failed: a caller sees how many failed while it waited.
    private(set) var failuresEver = 0
    private(set) var retryAt = Uptime(nanoseconds: 0)
    /// How many addresses the name has; one connection to each is wanted.
    private(set) var addresses = 1
    private var nextMember = 0

    init(_ limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Chooses, and counts the call on what it chose.
    mutating func choose(isLongPoll: Bool) -> Choice {
        let candidate = members.filter { hasRoom($0.value, isLongPoll) }
            .min { ($0.value.calls + $0.value.longPolls, $0.key) < ($1.value.calls + $1.value.longPolls, $1.key) }
        guard let candidate else { return .wait(until: retryAt) }
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

    /// The member for which a connection is to be opened now, by `opened` or `openingFailed`; nil when none is wanted.
    mutating func open(at now: Uptime) -> Int? {
        guard now >= retryAt, opening == nil, members.count < limits.connections else { return nil }
        let isBusy = members.values.allSatisfy {
            $0.calls >= limits.callsToGrow || $0.longPolls >= limits.longPollsPerConnection
        }
        guard isBusy || members.count < min(addresses, limits.connections) else { return nil }
        nextMember += 1
        opening = (nextMember, false)
        return nextMember
    }

    mutating func resolved(addresses count: Int) { addresses = max(1, count) }

    /// The address with the fewest connections, of those the name has now.
    func leastUsed(of candidates: [String]) -> Int? {
        candidates.indices.min { count(candidates[$0]) < count(candidates[$1]) }
    }

    private func count(_ address: String) -> Int {
        members.values.reduce(0) { $0 + ($1.address == address ? 1 : 0) }
    }

    /// Whether the new member can be used: not when its connection has died since.
    mutating func opened(_ member: Int, address: String) -> Bool {
        guard let opening, opening.member == member, !opening.isRetired else { return false }
        self.opening = nil
        failures = 0
        retryAt = Uptime(nanoseconds: 0)
        members[member] = Member(address: address)
        return true
    }

    /// - Parameter jitter: 0.5…1, so that many clients do not come back at once.
    mutating func openingFailed(at now: Uptime, jitter: Double) {
        opening = nil
        failures += 1
        failuresEver += 1
        let milliseconds = Double(min(2000, 25 << min(failures, 10))) * jitter
        retryAt = now.adding(milliseconds: Int(milliseconds))
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
