import CPolling
import Glibc
import Logging
import Synchronization

/// One connection to PostgreSQL. It has a thread of its own, which polls the socket and the mailbox, or lives on an event
/// loop from the moment it is made.
///
/// Callers put jobs into the mailbox and suspend; the thread or the event loop (`ConnectionLoop`) answers them. A connection
/// that was lost stays lost: whoever owns it opens another one.
final class Connection: Sendable {
    /// Who waits for a job. Told once: `post` refuses it, or `ConnectionLoop` takes it out of its table to answer it and
    /// empties the table at the end.
    enum Answer {
        /// Unchecked, because the check costs an allocation for each statement.
        case task(UnsafeContinuation<[ResultBuffer], any Error>)
        case read(PendingRead)

        func resume(returning results: [ResultBuffer]) {
            switch self {
            case .task(let continuation): continuation.resume(returning: results)
            case .read(let read): read.answered(results)
            }
        }

        func resume(throwing error: any Error) {
            switch self {
            case .task(let continuation): continuation.resume(throwing: error)
            case .read(let read): read.failed(error)
            }
        }
    }

    /// Callers beyond this many get `poolExhausted`.
    static let outstandingLimit = 4_096
    /// A connection that has answered nobody for so long is held up by something large or slow.
    static let stall: Duration = .milliseconds(10)

    let openedAt = ContinuousClock.now
    private let mailbox = Mutex(Mailbox())
    private let wakeUp: Int32
    private let nextID = Atomic<UInt64>(1)
    let reactor: (any Reactor)?

    /// What went over the connections of the same use.
    let counts: PipelineCounts

    /// Told of the session while a commit is given up there and unanswered.
    let forsaken: ForsakenCommits?

    /// Starts the thread, which connects at once. Jobs may be submitted before it has.
    ///
    /// - Parameters:
    ///   - reactor: the event loop that serves it; a thread of its own if nil, which COPY, scripts and LISTEN need.
    ///   - stalled: told when nobody was answered for a while though somebody waits.
    init(
        keywords: [String: String], logger: Logger, counts: PipelineCounts = PipelineCounts(),
        reactor: (any Reactor)? = nil, forsaken: ForsakenCommits? = nil,
        listening: (@Sendable (ListenerEvent) -> Void)? = nil, stalled: (@Sendable (Connection) -> Void)? = nil
    ) throws {
        self.counts = counts
        self.forsaken = forsaken
        self.reactor = reactor
        wakeUp = cpolling_eventfd()
        guard wakeUp >= 0 else {
            throw PostgresError(.connectionLost, message: "eventfd: \(String(cString: strerror(errno)))")
        }
        let loop = ConnectionLoop(
            connection: self, keywords: keywords, logger: logger, reactor: reactor, listening: listening,
            stalled: stalled)
        try Thread.start { loop.run() }
    }

    // Its thread or event loop holds the connection, so that has ended and nobody writes to the eventfd any more.
    deinit { close(wakeUp) }

    var wakeUpDescriptor: Int32 { wakeUp }
    var outstanding: Int { mailbox.withLock { $0.outstanding } }
    func standing() -> Standing {
        let isHere = reactor?.isCurrent ?? false
        return mailbox.withLock { box in
            Standing(
                isUsable: box.fault == nil && !box.isClosing,
                isStalled: box.isStalled, outstanding: box.outstanding, isHere: isHere)
        }
    }

    /// Whether nobody waits, nor has for a while.
    func isIdle(for duration: Duration, at now: ContinuousClock.Instant) -> Bool {
        mailbox.withLock { $0.outstanding == 0 && now - $0.lastUsedAt >= duration }
    }

    /// Whether the last script left a transaction open.
    var isInTransaction: Bool { mailbox.withLock { $0.isInTransaction } }

    var isUsable: Bool { mailbox.withLock { $0.fault == nil && !$0.isClosing } }

    /// Runs a job and returns the rows of each of its commands.
    ///
    /// - Parameter isCancellable: false for what must run after its task was cancelled, as ROLLBACK.
    nonisolated(nonsending) func submit(
        _ kind: Job.Kind, _ commands: [Command], deadline: ContinuousClock.Instant, isCancellable: Bool = true
    ) async throws -> [ResultBuffer] {
        let job = job(kind, commands, deadline: deadline)
        guard isCancellable else {
            return try await withUnsafeThrowingContinuation { post(job, .task($0)) }
        }
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { answer in
                // The handler may have run before the job is in the mailbox; then this task is cancelled already.
                if Task.isCancelled {
                    answer.resume(throwing: CancellationError())
                } else {
                    post(job, .task(answer))
                }
            }
        } onCancel: {
            abandon(job.id)
        }
    }

    /// A job of this connection, for `post`.
    func job(_ kind: Job.Kind, _ commands: [Command], deadline: ContinuousClock.Instant) -> Job {
        let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        return Job(id: id, kind: kind, commands: commands, deadline: deadline)
    }

    /// Its caller left. Nothing happens to a job that is over.
    func abandon(_ id: Job.ID) { update { $0.abandoned.append(id) } }

    /// Puts commands before whatever job comes next, atomically with it.
    func prefixNext(_ commands: [Command]) { mailbox.withLock { $0.prefix = commands } }

    /// Takes the prefix back if no job has carried it. Returns whether there was one.
    func dropPrefix() -> Bool {
        mailbox.withLock { box in
            defer { box.prefix = [] }
            return !box.prefix.isEmpty
        }
    }

    /// Closes when everything accepted is answered.
    func closeWhenIdle() { update { $0.isClosing = true } }

    /// The other side of a COPY moved: the loop shall look again.
    func wakeForCopy() { update { $0.isCopyWaiting = true } }

    /// Reads that wait behind what the server works on fail with `PassedOn`, for another connection to take them.
    func passOnReads() {
        guard outstanding > 0 else { return }
        update { $0.isPassingOn = true }
    }

    /// Takes a job over, or refuses it at once.
    func post(_ job: Job, _ answer: Answer) {
        let outcome = mailbox.withLock { box -> Result<Wake, PostgresError> in
            if let fault = box.fault { return .failure(fault) }
            if box.isClosing { return .failure(PostgresError(.closed)) }
            if box.outstanding >= Self.outstandingLimit { return .failure(PostgresError(.poolExhausted)) }
            box.jobs.append((box.prefix.isEmpty ? job : job.prefixed(with: box.prefix), answer))
            box.prefix = []
            if box.outstanding == 0 { box.waitingSince = .now }
            box.outstanding += 1
            return .success(Wake(&box))
        }
        switch outcome {
        case .success(let wake): wake.perform(wakeUp)
        case .failure(let refusal): answer.resume(throwing: refusal)
        }
    }

    private func update(_ change: (inout Mailbox) -> Void) {
        mailbox.withLock { box in
            change(&box)
            return Wake(&box)
        }.perform(wakeUp)
    }

    // MARK: For the thread and the event loop

    /// Empties the mailbox. When there was nothing in it and `willSleep`, the next change writes to the eventfd.
    func collect(willSleep: Bool) -> Mailbox {
        mailbox.withLock { box in
            let taken = box
            box.empty()
            box.isSleeping = willSleep && taken.isQuiet
            return taken
        }
    }

    /// Empties the mailbox for a turn of the event loop: whatever comes from now on asks for the next one.
    func collectForTurn() -> Mailbox {
        mailbox.withLock { box in
            let taken = box
            box.empty()
            box.isSleeping = true
            return taken
        }
    }

    /// From now on an event loop empties the mailbox. It begins with a turn that nobody has to ask for.
    func served(on reactor: any Reactor, turn: @escaping @Sendable () -> Void) {
        mailbox.withLock { box in
            box.wakeEventLoop = { reactor.execute(turn) }
            box.isSleeping = false
        }
    }

    func awake(wasCalled: Bool) {
        mailbox.withLock { $0.isSleeping = false }
        guard wasCalled else { return }
        var count: UInt64 = 0
        _ = read(wakeUp, &count, 8)
    }

    func opened(_ opened: OpenedConnection) { update { $0.opened = opened } }

    func answered(_ count: Int) {
        mailbox.withLock { box in
            box.outstanding -= count
            let now = ContinuousClock.now
            box.waitingSince = box.outstanding > 0 ? now : nil
            box.isStalled = false
            box.lastUsedAt = now
        }
    }

    /// Callers went without an answer.
    func left(_ count: Int) {
        mailbox.withLock { box in
            box.outstanding -= count
            guard box.outstanding == 0 else { return }
            box.waitingSince = nil
            box.isStalled = false
        }
    }

    func stalled() { mailbox.withLock { $0.isStalled = true } }

    func scriptEnded(inTransaction: Bool) { mailbox.withLock { $0.isInTransaction = inTransaction } }

    /// The thread's last word: later jobs are refused with `fault`, those in the mailbox are returned.
    func end(with fault: PostgresError) -> Mailbox {
        mailbox.withLock { box in
            let taken = box
            box.fault = fault
            box.empty()
            box.outstanding = 0
            box.isSleeping = false
            // It holds what serves the connection, and that the connection.
            box.wakeEventLoop = nil
            return taken
        }
    }
}

/// The connection is held up by another caller's statement: the read was not answered and is to be sent elsewhere.
struct PassedOn: Error {}
