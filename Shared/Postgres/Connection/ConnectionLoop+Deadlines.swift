import CLibPQ

/// What becomes of jobs nobody waits for any more.
extension ConnectionLoop {
    /// A statement that nobody waits for and that ends by itself within this time is not worth a cancel request.
    private static let cancelDelay: Duration = .milliseconds(20)
    /// A cancel request may be lost, or come while the server was between two statements: then it is sent again.
    private static let cancelPause: Duration = .milliseconds(500)
    /// How long a server may take to answer a statement that was given up. A peer that is gone without a word is noticed by
    /// nothing else; callers behind it wait for a lost connection's successor (`leaseWait`, 5 s) a little longer than this.
    private static let silenceLimit: Duration = .seconds(3)
    /// How long a late statement that may have committed gets to say so.
    private static let verdictDelay: Duration = .milliseconds(250)

    func abandon(_ id: Job.ID, _ error: any Error) {
        if state.mayHaveCommitted(id), let session, !isForsaken {
            isForsaken = true
            connection.forsaken?.add(session)
        }
        guard state.abandon(id), let answer = answers.removeValue(forKey: id) else { return }
        verdicts[id] = nil
        connection.left(1)
        answer.resume(throwing: error)
    }

    func expire(_ open: OpaquePointer?) throws(PostgresError) {
        let now = ContinuousClock.now
        if let due = nextExpiry, due <= now {
            let (late, next) = state.expired(at: now)
            nextExpiry = next
            for id in late { expire(id, now) }
        }
        if let open { try attendAbandonedHead(open, now) }
    }

    private func expire(_ id: Job.ID, _ now: ContinuousClock.Instant) {
        guard state.mayHaveCommitted(id) else {
            return abandon(id, PostgresError(.deadlineExceeded))
        }
        // It may be committing: the verdict is worth a moment, and without one nobody knows.
        let until = verdicts[id] ?? now + Self.verdictDelay
        if until <= now {
            abandon(id, PostgresError(.outcomeUnknown))
        } else {
            verdicts[id] = until
            nextExpiry = min(nextExpiry ?? until, until)
        }
    }

    /// What nobody waits for any more is cancelled; a server that does not even answer that is taken for lost, so that those
    /// behind it go elsewhere.
    private func attendAbandonedHead(_ open: OpaquePointer, _ now: ContinuousClock.Instant) throws(PostgresError) {
        guard let head = state.headWithoutCaller() else {
            headSince = nil
            notForsaken()
            return
        }
        guard let seen = headSince, seen.id == head else {
            headSince = (head, now)
            return
        }
        guard now - seen.since < Self.silenceLimit else {
            // What it may still wait for is counted beyond the end of the connection.
            isForsaken = false
            throw PostgresError(.connectionLost, message: "the server was silent for \(Self.silenceLimit)")
        }
        let isDue = lastCancel.map { $0.id != head || now - $0.at >= Self.cancelPause } ?? true
        guard now - seen.since >= Self.cancelDelay, isDue, state.abandonedHead() == head,
            let request = PQgetCancel(open)
        else { return }
        lastCancel = (head, now)
        state.cancelRequested()
        let box = CancelRequest(request)
        // A thread of its own: PQcancel connects and blocks.
        try? Thread.start { box.send() }
    }

    /// The server has answered what was given up, or ended.
    func notForsaken() {
        guard isForsaken, let session else { return }
        isForsaken = false
        connection.forsaken?.remove(session)
    }

    /// Tells the owner, now and then, that callers wait and nobody is answered, so that those who can go elsewhere do.
    ///
    /// - Parameter since: of those who wait; nil when nobody does.
    func attendStall(since: ContinuousClock.Instant?) {
        guard let stalled, let since else {
            stall = nil
            return
        }
        let next = stall.flatMap { $0.since == since ? $0.next : nil } ?? since + Connection.stall
        let now = ContinuousClock.now
        stall = (since, next)
        guard now >= next else { return }
        // Twice as long until the next time: what stands for long is looked at seldom.
        stall = (since, now + min(now - since, Self.longestStallPause))
        connection.stalled()
        stalled(connection)
    }

    private static let longestStallPause: Duration = .seconds(1)

    /// When to look again, whatever comes.
    func nextDue() -> ContinuousClock.Instant? {
        var due = nextExpiry
        if let stall { due = min(due ?? stall.next, stall.next) }
        if let headSince {
            var next = headSince.since + Self.silenceLimit
            if state.abandonedHead() == headSince.id {
                let last = lastCancel.flatMap { $0.id == headSince.id ? $0.at : nil }
                next = min(next, last.map { $0 + Self.cancelPause } ?? headSince.since + Self.cancelDelay)
            }
            due = min(due ?? next, next)
        }
        return due
    }

    func pollTimeout() -> Int32 {
        guard let due = nextDue() else { return -1 }
        let (seconds, attoseconds) = (due - ContinuousClock.now).components
        // Rounded up, so that poll does not return just before the time.
        return Int32(clamping: max(0, seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1))
    }
}

/// A cancel request on its way to the thread that sends it.
private final class CancelRequest: @unchecked Sendable {
    // Unchecked: handed over once, used by the receiving thread only.
    private let request: OpaquePointer

    init(_ request: OpaquePointer) { self.request = request }

    deinit { PQfreeCancel(request) }

    func send() {
        var message = [CChar](repeating: 0, count: 256)
        // Its failure changes nothing: the answer is dropped whenever it comes.
        _ = PQcancel(request, &message, Int32(message.count))
    }
}
