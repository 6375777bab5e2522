import Testing

@testable import RPC

/// Which connection, and to which address: decided without sockets and clocks.
@Suite struct PoolStateTests {
    private let start = Uptime(nanoseconds: 1_000_000_000)

    /// Opens a connection to what the state wants; nil when it wants none.
    private func open(_ pool: inout PoolState, _ names: [String], at now: Uptime) -> String? {
        guard let member = pool.open(at: now) else { return nil }
        guard let index = pool.target(of: names, at: now) else {
            pool.openingUnneeded()
            return nil
        }
        let isUsable = pool.opened(member, address: names[index])
        #expect(isUsable)
        return names[index]
    }

    @Test func eachAddressGetsAConnectionAndCallsGoToTheLeastBusy() {
        var pool = PoolState()
        #expect(open(&pool, ["a", "b", "c"], at: start) == "a")
        #expect(open(&pool, ["a", "b", "c"], at: start) == "b")
        #expect(open(&pool, ["a", "b", "c"], at: start) == "c")
        #expect(open(&pool, ["a", "b", "c"], at: start) == nil)
        var counts: [String: Int] = [:]
        for _ in 0..<30 {
            guard case .use(let member) = pool.choose(isLongPoll: false) else { continue }
            counts[pool.members[member]?.address ?? "", default: 0] += 1
        }
        #expect(counts == ["a": 10, "b": 10, "c": 10])
    }

    @Test func anAddressThatFailsIsLeftAloneAndTheOthersAreTriedAtOnce() {
        var pool = PoolState()
        let names = ["dead", "live"]
        #expect(pool.open(at: start) != nil)
        #expect(pool.target(of: names, at: start) == 0)
        pool.openingFailed(address: "dead", at: start, jitter: 1)
        #expect(!pool.givesUp(after: 1))
        #expect(open(&pool, names, at: start) == "live")
        // The dead one is tried again when its pause is over, and only then; nothing else is opened meanwhile.
        #expect(pool.open(at: start) == nil)
        let later = start.adding(milliseconds: 50)
        #expect(pool.open(at: later) != nil)
        #expect(pool.target(of: names, at: later) == 0)
        pool.openingFailed(address: "dead", at: later, jitter: 1)
        #expect(pool.open(at: later.adding(milliseconds: 99)) == nil)
        #expect(open(&pool, names, at: later.adding(milliseconds: 100)) == "dead")
    }

    @Test func pausesDoubleUpToTwoSecondsWithJitter() {
        var pool = PoolState()
        var now = start
        for (failure, milliseconds) in [50, 100, 200, 400, 800, 1_600, 2_000, 2_000].enumerated() {
            #expect(pool.open(at: now) != nil)
            _ = pool.target(of: ["a"], at: now)
            pool.openingFailed(address: "a", at: now, jitter: 0.5)
            #expect(pool.open(at: now.adding(milliseconds: milliseconds / 2 - 1)) == nil, "failure \(failure + 1)")
            now = now.adding(milliseconds: milliseconds / 2)
        }
        #expect(pool.givesUp(after: 1))
    }

    @Test func everyAddressIsTriedBeforeTheCallerIsTold() {
        var pool = PoolState()
        let names = ["a", "b", "c", "d", "e"]
        for tried in 1...5 {
            #expect(pool.open(at: start) != nil)
            let index = pool.target(of: names, at: start)
            #expect(index == tried - 1)
            pool.openingFailed(address: names[tried - 1], at: start, jitter: 1)
            #expect(pool.givesUp(after: tried) == (tried == 5))
        }
    }

    @Test func anAddressThatIsAddedToTheNameIsFound() {
        var pool = PoolState()
        #expect(open(&pool, ["a"], at: start) == "a")
        #expect(open(&pool, ["a", "b"], at: start.adding(milliseconds: 29_999)) == nil)
        #expect(open(&pool, ["a", "b"], at: start.adding(milliseconds: 30_000)) == "b")
    }

    @Test func whatRefusedACallIsAvoidedWhileThereIsAnother() {
        var pool = PoolState()
        #expect(open(&pool, ["a", "b"], at: start) == "a")
        #expect(pool.choose(isLongPoll: false, avoiding: "a") == .use(1))
        #expect(open(&pool, ["a", "b"], at: start) == "b")
        for _ in 0..<10 { #expect(pool.choose(isLongPoll: false, avoiding: "a") == .use(2)) }
    }

    @Test func aFullConnectionTakesNoMoreAndAnotherIsOpenedBeside() {
        var pool = PoolState()
        #expect(open(&pool, ["a"], at: start) == "a")
        for _ in 0..<16 { #expect(pool.choose(isLongPoll: false) == .use(1)) }
        #expect(open(&pool, ["a"], at: start) == "a")
        for _ in 0..<16 { #expect(pool.choose(isLongPoll: false) == .use(2)) }
        pool.retired(2)
        for _ in 0..<48 { #expect(pool.choose(isLongPoll: false) == .use(1)) }
        guard case .wait = pool.choose(isLongPoll: false) else {
            Issue.record("64 calls are all a connection takes")
            return
        }
    }
}
