import DequeModule

/// Decides the order of libpq's calls on one connection and whose answer each reply is. Never waits, never calls libpq.
///
/// The driver (`ConnectionLoop`) does what `nextStep` says, hands every reply to `received`, and tells the callers what
/// comes back. `Payload` is an answer's rows; tests put numbers there.
///
/// What must hold: replies come in the order of `expected`; everything up to a sync is one transaction, so reads share
/// one with reads only and groupable writes with groupable writes only; PostgreSQL skips what follows an error up to the
/// sync, so what was skipped goes back to the front of the queue.
///
/// `+Replies` has what becomes of jobs when the server answers, `+Departures` when their callers or the server leave.
struct ConnectionState<Payload> {
    /// What the driver shall do next.
    enum Step {
        case send([Send])
        case runScript(Job)
        case complete(Completion)
        /// Nothing until a reply or a new job comes.
        case wait
    }

    enum Send {
        case prepare(name: String, StatementDefinition)
        case executePrepared(name: String, Command)
        case execute(Command)
        case describe(name: String)
        case sync
    }

    enum Completion {
        case success(Job.ID, [Payload])
        case failure(Job.ID, PostgresError)
    }

    /// A reply that is still to come.
    enum Expected {
        case preparation(StatementDefinition, name: String, Job.ID)
        case command(Job.ID)
        case sync(SyncOwner)
    }

    /// Whose transaction a sync ends.
    enum SyncOwner {
        case reads
        case job(Job.ID)
        /// The group in `committing`.
        case group
    }

    /// A job that waits to be sent, with what its earlier sendings have shown.
    struct Turn {
        let job: Job
        var sendings = 1
        /// Groups it was in that failed.
        var failedGroups = 0
    }

    /// A class: it is found by its id and changed at each of its replies.
    final class Running {
        let turn: Turn
        /// Commands that are not answered.
        var unanswered: Int
        var payloads: [Payload] = []
        var error: PostgresError?
        var isSkipped = false
        var isAbandoned = false
        let isRead: Bool

        init(_ turn: Turn) {
            self.turn = turn
            isRead = turn.job.kind == .read
            unanswered = turn.job.commands.count
        }

        var job: Job { turn.job }

        /// The first error is the cause; what follows it is consequence.
        func fail(with failure: PostgresError) {
            if error == nil { error = failure }
        }
    }

    /// What was sent and not yet closed by a sync.
    enum Batch {
        case none
        case reads(Int)
        case group(WriteGroup)
    }

    /// Statements in flight at most; deeper pipelines only make the first answers later.
    static var pipelineLimit: Int { 256 }
    /// A sync at least every so many reads, so that one error sends few of them again and answers flow.
    static var batchLimit: Int { 64 }
    /// Texts kept prepared; beyond it they are parsed each time, which is slow and safe.
    static var preparedLimit: Int { 1_000 }
    static var sendingLimit: Int { 8 }

    var waiting: Deque<Turn> = []
    var running: [Job.ID: Running] = [:]
    var expected: Deque<Expected> = []
    /// Reads to be sent again when their batch is over.
    var skipped: [Turn] = []
    var open = Batch.none
    /// The group whose sync was sent. The next one waits for it: what comes meanwhile makes that one larger.
    var committing: WriteGroup?
    var prepared: [StatementDefinition: String] = [:]
    private var names = 0
    var script: Job.ID?
    var hasReply = false
    /// A cancel request was sent; it may have hit a later statement than the one it was meant for.
    private(set) var isCancelling = false
    /// Statements sent and not answered.
    var inFlight = 0
    /// How many of those in `running` have no caller any more.
    var abandonedCount = 0

    var isIdle: Bool { waiting.isEmpty && running.isEmpty && expected.isEmpty && script == nil }
    var expectsReply: Bool { !expected.isEmpty || script != nil }
    var isInScript: Bool { script != nil }

    mutating func cancelRequested() { isCancelling = true }

    // MARK: Jobs

    mutating func enqueue(_ job: Job) { waiting.append(Turn(job: job)) }

    mutating func nextStep() -> Step {
        guard script == nil else { return .wait }
        guard let turn = waiting.first else { return closeBatch() }
        switch turn.job.kind {
        case .script, .copy:
            guard expected.isEmpty, case .none = open else { return closeBatch() }
            waiting.removeFirst()
            script = turn.job.id
            running[turn.job.id] = Running(turn)
            return .runScript(turn.job)
        case .exclusive:
            guard case .none = open else { return closeBatch() }
            guard !turn.job.commands.isEmpty else {
                guard expected.isEmpty else { return .wait }
                waiting.removeFirst()
                return .complete(.success(turn.job.id, []))
            }
        case .read: guard mayJoinReads() else { return closeBatch() }
        case .groupable: guard mayJoinGroup(turn) else { return closeBatch() }
        }
        guard inFlight < Self.pipelineLimit else { return closeBatch() }
        waiting.removeFirst()
        return .send(start(turn))
    }

    private func mayJoinReads() -> Bool {
        switch open {
        case .none: true
        case .reads(let count): count < Self.batchLimit
        case .group: false
        }
    }

    private func mayJoinGroup(_ turn: Turn) -> Bool {
        switch open {
        case .none: committing == nil
        case .reads: false
        case .group(let group): group.admits(failedGroups: turn.failedGroups)
        }
    }

    /// Ends the transaction of what was sent; `wait` when nothing was.
    private mutating func closeBatch() -> Step {
        switch open {
        case .none: return .wait
        case .reads: expected.append(.sync(.reads))
        case .group(let group):
            committing = group
            expected.append(.sync(.group))
        }
        open = .none
        return .send([.sync])
    }

    private mutating func start(_ turn: Turn) -> [Send] {
        let job = turn.job
        running[job.id] = Running(turn)
        inFlight += job.commands.count
        var sends: [Send] = []
        for command in job.commands {
            if command.isPrepared, let name = prepared[command.definition] {
                sends.append(command.isDescription ? .describe(name: name) : .executePrepared(name: name, command))
            } else if command.isPrepared, prepared.count < Self.preparedLimit {
                // A fresh name each time: after a failure nobody knows whether the old one exists.
                names += 1
                let name = "s\(names)"
                prepared[command.definition] = name
                expected.append(.preparation(command.definition, name: name, job.id))
                sends.append(.prepare(name: name, command.definition))
                sends.append(command.isDescription ? .describe(name: name) : .executePrepared(name: name, command))
            } else {
                sends.append(.execute(command))
            }
            expected.append(.command(job.id))
        }
        switch job.kind {
        case .read:
            if case .reads(let count) = open { open = .reads(count + 1) } else { open = .reads(1) }
        case .groupable:
            var group = WriteGroup()
            if case .group(let standing) = open { group = standing }
            // Let go before it grows, so that it is not copied.
            open = .none
            group.add(job.id, failedGroups: turn.failedGroups)
            open = .group(group)
        case .exclusive, .script, .copy:
            expected.append(.sync(.job(job.id)))
            sends.append(.sync)
        }
        return sends
    }
}
