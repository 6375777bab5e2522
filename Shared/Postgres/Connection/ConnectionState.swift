import DequeModule

/// Decides the order of libpq's calls on one connection and whose answer each reply is. Never waits, never calls libpq.
///
/// The driver (`ConnectionLoop`) does what `nextStep` says, hands every reply to `received`, and tells the callers what
/// comes back. `Payload` is an answer's rows; tests put numbers there.
///
/// What must hold: replies come in the order of `expected`; everything up to a sync is one transaction, so only reads
/// share one; PostgreSQL skips what follows an error up to the sync, so skipped reads go back to the front of the queue.
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

    /// A reply of the server, as `PQgetResult` gives it.
    enum Reply {
        case success(Payload)
        case failure(PostgresError)
        /// Not run, because something before it in the same pipeline failed.
        case skipped
        /// NULL: the replies to one command are over.
        case end
        case sync
    }

    enum Completion {
        case success(Job.ID, [Payload])
        case failure(Job.ID, PostgresError)
    }

    private enum Expected {
        case preparation(StatementDefinition, name: String, Job.ID)
        case command(Job.ID)
        case sync(Job.ID?)
    }

    private struct Running {
        var job: Job
        var payloads: [Payload] = []
        var error: PostgresError?
        var isSkipped = false
        var isAbandoned = false
        var sendings = 1

        /// The first error is the cause; what follows it is consequence.
        mutating func fail(with failure: PostgresError) {
            if error == nil { error = failure }
        }
    }

    /// Statements in flight at most; deeper pipelines only make the first answers later.
    static var pipelineLimit: Int { 256 }
    /// A sync at least every so many reads, so that one error sends few of them again and answers flow.
    static var batchLimit: Int { 64 }
    /// Texts kept prepared; beyond it they are parsed each time, which is slow and safe.
    static var preparedLimit: Int { 1_000 }
    static var sendingLimit: Int { 8 }

    private var waiting: Deque<(job: Job, sendings: Int)> = []
    private var running: [Job.ID: Running] = [:]
    private var expected: Deque<Expected> = []
    private var skipped: [(job: Job, sendings: Int)] = []
    private var unsynced = 0
    private var prepared: [StatementDefinition: String] = [:]
    private var names = 0
    private var script: Job.ID?
    private var hasReply = false
    /// A cancel request was sent; it may have hit a later statement than the one it was meant for.
    private var isCancelling = false

    var isIdle: Bool { waiting.isEmpty && running.isEmpty && expected.isEmpty && script == nil }
    var expectsReply: Bool { !expected.isEmpty || script != nil }
    var isInScript: Bool { script != nil }

    // MARK: Jobs

    mutating func enqueue(_ job: Job) { waiting.append((job, 1)) }

    mutating func nextStep() -> Step {
        guard script == nil else { return .wait }
        guard let (job, sendings) = waiting.first else { return closeBatch() }
        switch job.kind {
        case .script, .copy:
            guard expected.isEmpty else { return closeBatch() }
            waiting.removeFirst()
            script = job.id
            running[job.id] = Running(job: job)
            return .runScript(job)
        case .exclusive:
            if unsynced > 0 { return closeBatch() }
            guard !job.commands.isEmpty else {
                guard expected.isEmpty else { return .wait }
                waiting.removeFirst()
                return .complete(.success(job.id, []))
            }
        case .read:
            if unsynced >= Self.batchLimit { return closeBatch() }
        }
        guard running.count < Self.pipelineLimit else { return closeBatch() }
        waiting.removeFirst()
        return .send(start(job, sendings: sendings))
    }

    private mutating func closeBatch() -> Step {
        guard unsynced > 0 else { return .wait }
        unsynced = 0
        expected.append(.sync(nil))
        return .send([.sync])
    }

    private mutating func start(_ job: Job, sendings: Int) -> [Send] {
        running[job.id] = Running(job: job, sendings: sendings)
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
        if job.kind == .read {
            unsynced += 1
        } else {
            expected.append(.sync(job.id))
            sends.append(.sync)
        }
        return sends
    }

    // MARK: Replies

    mutating func received(_ reply: Reply) -> [Completion] {
        if let script { return receivedInScript(script, reply) }
        guard let head = expected.first else { return [] }
        switch (reply, head) {
        case (.success(let payload), .command(let id)):
            hasReply = true
            running[id]?.payloads.append(payload)
        case (.success, .preparation):
            hasReply = true
        case (.failure(let error), .command(let id)):
            hasReply = true
            running[id]?.fail(with: error)
        case (.failure(let error), .preparation(let definition, let name, let id)):
            hasReply = true
            running[id]?.fail(with: error)
            forget(definition, name)
        case (.failure(let error), .sync(let id)):
            // A commit that failed: deferred constraints are checked at the sync.
            if let id { running[id]?.fail(with: error) }
        case (.skipped, .command(let id)):
            hasReply = true
            running[id]?.isSkipped = true
        case (.skipped, .preparation(let definition, let name, let id)):
            hasReply = true
            running[id]?.isSkipped = true
            forget(definition, name)
        case (.end, .command(let id)):
            guard hasReply else { return [] }
            advance()
            if running[id]?.job.kind == .read { return finishRead(id) }
        case (.end, .preparation):
            guard hasReply else { return [] }
            advance()
        case (.sync, .sync(let id)):
            advance()
            waiting.prepend(contentsOf: skipped)
            skipped = []
            if let id { return finish(id) }
        case (.end, .sync), (.success, .sync), (.skipped, .sync), (.sync, .command), (.sync, .preparation):
            break
        }
        return []
    }

    private mutating func receivedInScript(_ id: Job.ID, _ reply: Reply) -> [Completion] {
        switch reply {
        case .success(let payload): running[id]?.payloads.append(payload)
        case .failure(let error): running[id]?.fail(with: error)
        case .skipped, .sync: break
        case .end:
            script = nil
            return finish(id)
        }
        return []
    }

    private mutating func advance() {
        expected.removeFirst()
        hasReply = false
    }

    private mutating func forget(_ definition: StatementDefinition, _ name: String) {
        if prepared[definition] == name { prepared[definition] = nil }
    }

    private mutating func finish(_ id: Job.ID) -> [Completion] {
        guard let entry = running.removeValue(forKey: id) else { return [] }
        if let error = entry.error { entry.job.commands.forEach { forgetIfStale($0.definition, error) } }
        if entry.isAbandoned { return [] }
        if let error = entry.error { return [.failure(id, error)] }
        return [.success(id, entry.payloads)]
    }

    /// A read is final when its own replies are over: it changed nothing, whatever becomes of the batch.
    private mutating func finishRead(_ id: Job.ID) -> [Completion] {
        guard let entry = running.removeValue(forKey: id) else { return [] }
        if let error = entry.error {
            // Also when another read has forgotten the name already.
            let wasStale = Self.isStale(error)
            forgetIfStale(entry.job.commands[0].definition, error)
            let wasHitByCancel = isCancelling && error.isQueryCanceled
            if entry.isAbandoned { return [] }
            guard wasStale || wasHitByCancel, entry.sendings < Self.sendingLimit else { return [.failure(id, error)] }
            skipped.append((entry.job, entry.sendings + 1))
        } else if entry.isAbandoned {
            return []
        } else if entry.isSkipped {
            // Not counted: each batch has one culprit fewer, so this ends.
            skipped.append((entry.job, entry.sendings))
        } else {
            return [.success(id, entry.payloads)]
        }
        return []
    }

    /// 26000: prepared under a name the server does not know; 0A000: a migration changed the plan's columns.
    private static func isStale(_ error: PostgresError) -> Bool {
        error.sqlState == "26000" || error.sqlState == "0A000"
    }

    private mutating func forgetIfStale(_ definition: StatementDefinition, _ error: PostgresError) {
        if Self.isStale(error) { prepared[definition] = nil }
    }

    // MARK: Giving up

    /// The caller left. A job that was not sent is forgotten, the answer of another is dropped on arrival.
    /// - Returns: whether the job was known.
    mutating func abandon(_ id: Job.ID) -> Bool {
        if let index = waiting.firstIndex(where: { $0.job.id == id }) {
            waiting.remove(at: index)
            return true
        }
        if let index = skipped.firstIndex(where: { $0.job.id == id }) {
            skipped.remove(at: index)
            return true
        }
        guard running[id] != nil else { return false }
        running[id]?.isAbandoned = true
        return true
    }

    /// Whether the job was sent and commits by itself, so that giving up does not undo it.
    func mayHaveCommitted(_ id: Job.ID) -> Bool { running[id]?.job.kind == .exclusive(commits: true) }

    /// The job PostgreSQL works on if its caller left, so that a cancel request names nobody else's statement.
    func abandonedHead() -> Job.ID? {
        guard let id = script ?? headJob, let entry = running[id], entry.isAbandoned else { return nil }
        return entry.job.kind == .exclusive(commits: true) ? nil : id
    }

    private var headJob: Job.ID? {
        switch expected.first {
        case .preparation(_, _, let id), .command(let id): id
        case .sync(let id): id
        case nil: nil
        }
    }

    mutating func cancelRequested() { isCancelling = true }

    /// The connection is gone: everything still here fails, each with what is known of it.
    mutating func connectionLost(_ error: PostgresError) -> [Completion] {
        var completions: [Completion] = []
        for (id, entry) in running where !entry.isAbandoned {
            var fault = entry.error ?? error
            if entry.error == nil, entry.job.kind == .exclusive(commits: true) { fault.code = .outcomeUnknown }
            completions.append(.failure(id, fault))
        }
        for (job, _) in waiting + skipped { completions.append(.failure(job.id, error)) }
        waiting = []
        skipped = []
        running = [:]
        expected = []
        script = nil
        unsynced = 0
        return completions
    }

    /// The earliest deadline of a job whose caller still waits, and the jobs past theirs at `now`.
    func expired(at now: ContinuousClock.Instant) -> (late: [Job.ID], next: ContinuousClock.Instant?) {
        var late: [Job.ID] = []
        var next: ContinuousClock.Instant?
        func look(at job: Job) {
            if job.deadline <= now {
                late.append(job.id)
            } else if next.map({ job.deadline < $0 }) ?? true {
                next = job.deadline
            }
        }
        for entry in running.values where !entry.isAbandoned { look(at: entry.job) }
        for entry in waiting { look(at: entry.job) }
        for entry in skipped { look(at: entry.job) }
        return (late, next)
    }
}
