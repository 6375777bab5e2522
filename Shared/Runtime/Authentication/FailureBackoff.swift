/// How often authentication failed, by where from: after some failures each further one costs a longer pause. A value:
/// who asks brings the time.
///
/// A key that was let in from a peer has a count of its own there: a stranger who guesses from the same address does not
/// lock out those who are known, and gets no more guesses by it. Everything together has a bound as well, so many peers
/// help no further than one would.
struct FailureBackoff {
    struct Source: Hashable {
        let peer: String
        /// The prefix of the key that was tried; nil for a token, or for what has no form of a key.
        let credential: String?
    }

    private struct Count {
        var failures = 0
        var until: ContinuousClock.Instant?
        var last: ContinuousClock.Instant
    }

    /// So many are forgiven at once; one is forgotten each `forgetting`.
    static let free = 10
    static let freeOverall = 1_000
    private static let forgetting: Duration = .seconds(6)
    private static let firstPause: Duration = .milliseconds(500)
    private static let longestPause: Duration = .seconds(60)
    /// Beyond it the oldest are forgotten: the memory of an attack by many addresses is bounded, and the overall count
    /// still holds.
    static let mostSources = 4_096

    private var counts: [Source: Count] = [:]
    private var known: [Source: ContinuousClock.Instant] = [:]
    private var overall: Count?

    /// How many sources have a count.
    var remembered: Int { counts.count }

    /// How long this source has to wait before it may try; nil: not at all.
    func wait(_ source: Source, at now: ContinuousClock.Instant) -> Duration? {
        let until =
            known[source] != nil
            ? counts[source]?.until : max(counts[place(source)]?.until, overall?.until)
        return until.flatMap { $0 > now ? now.duration(to: $0) : nil }
    }

    mutating func failed(_ source: Source, at now: ContinuousClock.Instant) {
        let place = place(source)
        counts[place] = Self.counted(counts[place], free: Self.free, at: now)
        overall = Self.counted(overall, free: Self.freeOverall, at: now)
        if counts.count > Self.mostSources, let oldest = counts.min(by: { $0.value.last < $1.value.last }) {
            counts[oldest.key] = nil
        }
    }

    mutating func succeeded(_ source: Source, at now: ContinuousClock.Instant) {
        counts[source] = nil
        known[source] = now
        if known.count > Self.mostSources, let oldest = known.min(by: { $0.value < $1.value }) {
            known[oldest.key] = nil
        }
    }

    /// Those not known there share their peer's count.
    private func place(_ source: Source) -> Source {
        known[source] == nil ? Source(peer: source.peer, credential: nil) : source
    }

    private static func counted(_ count: Count?, free: Int, at now: ContinuousClock.Instant) -> Count {
        var count = count ?? Count(last: now)
        let forgotten = Int(count.last.duration(to: now) / forgetting)
        count.failures = max(0, count.failures - forgotten) + 1
        count.last = now
        let beyond = count.failures - free
        if beyond > 0 { count.until = now + min(longestPause, firstPause * (1 << min(beyond - 1, 10))) }
        return count
    }
}

private func max<Value: Comparable>(_ left: Value?, _ right: Value?) -> Value? {
    guard let left, let right else { return left ?? right }
    return Swift.max(left, right)
}
