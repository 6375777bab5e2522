import Testing

@testable import Shared

@Suite struct FailureBackoffTests {
    private static let start = ContinuousClock.now
    private static func source(_ peer: String, _ credential: String? = nil) -> FailureBackoff.Source {
        FailureBackoff.Source(peer: peer, credential: credential)
    }

    @Test func aFewFailuresCostNothingAndEachFurtherOneMore() {
        var backoff = FailureBackoff()
        var now = Self.start
        for _ in 0..<FailureBackoff.free { backoff.failed(Self.source("a"), at: now) }
        #expect(backoff.wait(Self.source("a"), at: now) == nil)
        var waits: [Duration] = []
        for _ in 0..<4 {
            backoff.failed(Self.source("a"), at: now)
            let wait = backoff.wait(Self.source("a"), at: now)
            waits.append(wait ?? .zero)
            now += wait ?? .zero
        }
        #expect(waits == waits.sorted() && waits[0] > .zero && waits[3] > waits[0])
        #expect(backoff.wait(Self.source("b"), at: now) == nil)
    }

    @Test func guessingUnderManyPrefixesFromOnePeerIsOneCount() {
        var backoff = FailureBackoff()
        for n in 0...FailureBackoff.free { backoff.failed(Self.source("a", "week_\(n)"), at: Self.start) }
        #expect(backoff.wait(Self.source("a", "week_other"), at: Self.start) != nil)
    }

    @Test func whoWasLetInFromThereIsNotLockedOutByAStranger() {
        var backoff = FailureBackoff()
        backoff.succeeded(Self.source("a", "week_known"), at: Self.start)
        for n in 0...FailureBackoff.free { backoff.failed(Self.source("a", "week_\(n)"), at: Self.start) }
        #expect(backoff.wait(Self.source("a", "week_known"), at: Self.start) == nil)
        // And its own failures count against itself.
        for _ in 0...FailureBackoff.free { backoff.failed(Self.source("a", "week_known"), at: Self.start) }
        #expect(backoff.wait(Self.source("a", "week_known"), at: Self.start) != nil)
    }

    @Test func manyPeersTogetherHaveABoundAndTheMemoryOfThemToo() {
        var backoff = FailureBackoff()
        for n in 0...FailureBackoff.freeOverall { backoff.failed(Self.source("peer \(n)"), at: Self.start) }
        #expect(backoff.wait(Self.source("one more"), at: Self.start) != nil)
        for n in 0..<(FailureBackoff.mostSources + 500) { backoff.failed(Self.source("p\(n)"), at: Self.start) }
        #expect(backoff.remembered <= FailureBackoff.mostSources)
    }

    @Test func failuresAreForgotten() {
        var backoff = FailureBackoff()
        for _ in 0...FailureBackoff.free { backoff.failed(Self.source("a"), at: Self.start) }
        let later = Self.start + .seconds(120)
        backoff.failed(Self.source("a"), at: later)
        #expect(backoff.wait(Self.source("a"), at: later) == nil)
    }
}
