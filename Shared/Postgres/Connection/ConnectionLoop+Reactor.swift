import CLibPQ
import CPolling
import Glibc

/// A connection that is served on an event loop instead of a thread of its own.
///
/// libpq reads and writes a socket by itself and an event loop of NIO watches none but its own. So libpq is given one end of
/// a pair of sockets in the place of its connection, which the event loop adopts; `Interposed` carries the bytes between
/// the two. All of this runs on the event loop, from the moment the connection is made.
final class Interposed {
    let open: OpaquePointer
    let reactor: any Reactor
    /// The end of the pair that libpq does not hold.
    let far: Int32
    /// nil before the event loop has it, and after it ended.
    var stream: (any ReactorStream)?
    /// Something went to libpq since its output was last carried away.
    var hasOutput = false
    /// Nobody was answered when the timer came, but the event loop was late.
    var isSecondLook = false
    var timer: (due: ContinuousClock.Instant, cancel: @Sendable () -> Void)?

    init(_ open: OpaquePointer, on reactor: any Reactor, far: Int32) {
        self.open = open
        self.reactor = reactor
        self.far = far
    }
}

extension ConnectionLoop: ReactorReceiver {
    /// libpq makes room for so much before each read, so one read takes it all.
    private static let portion = 8_192
    private static let outputLimit = 65_536
    /// A timer that comes later than this comes from an event loop that is busy.
    private static let lateness: Duration = .milliseconds(1)

    /// Gives a connection just made to the event loop. The caller's thread has nothing more to do.
    func attach(_ open: OpaquePointer, to reactor: any Reactor) throws(PostgresError) {
        var (moved, far): (Int32, Int32) = (-1, -1)
        guard cpolling_interpose(PQsocket(open), &moved, &far) == 0 else {
            let reason = String(cString: strerror(errno))
            PQfinish(open)
            throw PostgresError(.connectionLost, message: "a pair of sockets: \(reason)")
        }
        interposed = Interposed(open, on: reactor, far: far)
        connection.served(on: reactor) { self.turn() }
        reactor.adopt(moved, for: self)
    }

    func opened(_ stream: any ReactorStream) {
        interposed?.stream = stream
        turn()
    }

    func received(_ bytes: UnsafeRawBufferPointer) {
        guard let link = interposed else { return }
        do throws(PostgresError) {
            try feed(bytes, link)
        } catch {
            end(with: error)
        }
    }

    func receivedAll() { turn() }

    func closed() {
        // Behind whatever runs now: the end of a stream may be found while it is written to.
        interposed?.stream = nil
        interposed?.reactor.execute { [self] in
            guard let link = interposed else { return }
            // libpq finds the end where it would have found it.
            shutdown(link.far, Int32(SHUT_WR))
            guard PQconsumeInput(link.open) == 1 else { return end(with: drainAndFail(link.open)) }
            end(with: PostgresError(.connectionLost, message: "the server closed the connection"))
        }
    }

    private func feed(_ bytes: UnsafeRawBufferPointer, _ link: Interposed) throws(PostgresError) {
        let isEncrypted = PQsslInUse(link.open) == 1
        // Reading TLS may write.
        if isEncrypted { link.hasOutput = true }
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.portion))
            let count = send(link.far, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
            // The pair is empty and holds more than a portion.
            guard count > 0 else {
                throw PostgresError(.connectionLost, message: "a pair of sockets: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(count)
            repeat {
                guard PQconsumeInput(link.open) == 1 else { throw drainAndFail(link.open) }
                try receive(link.open)
                // A read of libpq gives one record of TLS.
            } while isEncrypted && cpolling_is_readable(PQsocket(link.open)) == 1
        }
        // A session that the server ended has no reply to carry the news.
        if PQstatus(link.open) != CONNECTION_OK { throw Self.lost(link.open) }
    }

    /// What callers left and what the time brought: the event loop's part of `serve`.
    private func turn() {
        guard let link = interposed, link.stream != nil else { return }
        do throws(PostgresError) {
            // From here on each change of the mailbox asks for another turn, behind this one.
            let mail = connection.collectForTurn()
            take(mail)
            try pump(link.open)
            try carryOutput(link)
            if mail.isClosing, state.isIdle { return end(with: PostgresError(.closed)) }
            try expire(link.open)
            watchStall(mail.waitingSince != nil)
            arrangeTimer()
        } catch {
            end(with: error)
        }
    }

    /// What libpq wrote goes to the server. Its output waits in memory when the server takes nothing, as libpq's own does.
    private func carryOutput(_ link: Interposed) throws(PostgresError) {
        guard link.hasOutput else { return }
        var count = 0
        repeat {
            // Unsent is what the pair had no room for, or what TLS keeps until it has read something.
            link.hasOutput = try flush(link.open)
            count = carry(link)
        } while count > 0 && (link.hasOutput || count == Self.outputLimit)
    }

    /// - Returns: how many bytes there were; the limit when there may be more.
    @discardableResult
    private func carry(_ link: Interposed) -> Int {
        link.stream?.write(atMost: Self.outputLimit) { room in
            max(0, recv(link.far, room.baseAddress, room.count, 0))
        } ?? 0
    }

    /// Answers wait in the socket while the event loop serves others, so time alone says nothing: a connection has stalled when
    /// nobody was answered until the timer came, and again when the event loop was late and has had time to look.
    private func watchStall(_ isAnybodyWaiting: Bool) {
        let now = ContinuousClock.now
        if !isAnybodyWaiting {
            stall = nil
        } else if stall == nil {
            hasAnswered = false
            interposed?.isSecondLook = false
            stall = (now, now + Connection.stall)
        }
    }

    private func timerFired() {
        guard let link = interposed else { return }
        link.timer = nil
        let now = ContinuousClock.now
        if let stall, stall.next <= now {
            if hasAnswered {
                self.stall = nil
            } else if now - stall.next > Self.lateness, !link.isSecondLook {
                link.isSecondLook = true
                self.stall = (stall.since, now + Self.lateness)
            } else {
                attendStall(since: stall.since)
            }
        }
        turn()
    }

    private func arrangeTimer() {
        guard let link = interposed, let due = nextDue() else { return }
        if let timer = link.timer {
            // One that comes too early looks and is set again.
            guard due < timer.due else { return }
            timer.cancel()
        }
        let cancel = link.reactor.schedule(after: max(.zero, due - .now)) { [weak self] in
            self?.timerFired()
        }
        link.timer = (due, cancel)
    }

    private func end(with fault: PostgresError) {
        guard let link = interposed else { return }
        interposed = nil
        link.timer?.cancel()
        settle(with: fault)
        // Says farewell into the pair.
        PQfinish(link.open)
        carry(link)
        close(link.far)
        link.stream?.close()
    }
}
