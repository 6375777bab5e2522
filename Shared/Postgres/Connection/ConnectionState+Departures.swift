import DequeModule

/// What becomes of jobs whose callers leave, whose deadline passes, or whose connection is lost.
extension ConnectionState {
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
        guard let entry = running[id] else { return false }
        if !entry.isAbandoned { abandonedCount += 1 }
        running[id]?.isAbandoned = true
        return true
    }

    /// Takes a job out when it is over.
    mutating func removeRunning(_ id: Job.ID) -> Running? {
        running.index(forKey: id).map { removeRunning(at: $0) }
    }

    mutating func removeRunning(at place: Dictionary<Job.ID, Running>.Index) -> Running {
        let entry = running.remove(at: place).value
        if entry.isAbandoned { abandonedCount -= 1 }
        return entry
    }

    /// Whether the job was sent and commits by itself, so that giving up does not undo it.
    func mayHaveCommitted(_ id: Job.ID) -> Bool {
        guard let entry = running[id] else { return false }
        switch entry.job.kind {
        case .exclusive(let commits): return commits
        // Without its sync nothing commits, and a group in which something failed does not either.
        case .groupable: return committing.map { $0.failure == nil && $0.members.contains(id) } ?? false
        // Nobody has looked what is in it.
        case .script, .copy: return true
        case .read: return false
        }
    }

    /// A job PostgreSQL may be working on and whose caller left (`docs/decisions/cancelling.md`): never a commit, never a
    /// group of writes. What a cancel request meets of other callers' reads is sent again.
    func abandonedHead() -> Job.ID? {
        guard let id = headWithoutCaller(), let entry = running[id] else { return nil }
        switch entry.job.kind {
        case .read, .script, .copy, .exclusive(commits: false): return id
        case .groupable, .exclusive(commits: true): return nil
        }
    }

    /// The reads that wait for the job the server works on, or for the server.
    func readsBehindHead() -> [Job.ID] {
        let head = headJob
        let sent = running.filter { $0.key != head && $0.value.job.kind == .read && !$0.value.isAbandoned }.keys
        return (sent + waiting.filter { $0.job.kind == .read }.map(\.job.id)).sorted()
    }

    /// As `abandonedHead`, commits and groups included: no cancel request may name those, but the connection of one that
    /// is never answered may be given up.
    func headWithoutCaller() -> Job.ID? {
        if case .sync(.group) = expected.first {
            let members = committing?.members ?? []
            return members.allSatisfy { running[$0]?.isAbandoned ?? true } ? members.first : nil
        }
        guard abandonedCount > 0, let id = script ?? headJob, let entry = running[id] else { return nil }
        if entry.isAbandoned { return id }
        guard case .read = entry.job.kind else { return nil }
        return headBatch.first { running[$0]?.isAbandoned ?? false }
    }

    /// The reads up to the next sync. The server keeps their answers until its buffer is full or the sync comes, so any of
    /// them may be the one that runs.
    private var headBatch: [Job.ID] {
        var reads: [Job.ID] = []
        for reply in expected {
            switch reply {
            case .preparation(_, _, let id): reads.append(id)
            case .command(let id): reads.append(id)
            case .sync: return reads
            }
        }
        return reads
    }

    private var headJob: Job.ID? {
        switch expected.first {
        case .preparation(_, _, let id), .command(let id), .sync(.job(let id)): id
        case .sync(.reads), .sync(.group), nil: nil
        }
    }

    /// The connection is gone: everything still here fails, each with what is known of it.
    mutating func connectionLost(_ error: PostgresError) -> [Completion] {
        var completions: [Completion] = []
        for (id, entry) in running where !entry.isAbandoned {
            // An error inside a group that is gone was no answer: it may have come of the others' doing.
            var fault = entry.job.kind == .groupable ? error : entry.error ?? error
            if entry.error == nil, mayHaveCommitted(id) { fault.code = .outcomeUnknown }
            completions.append(.failure(id, fault))
        }
        for turn in waiting + skipped { completions.append(.failure(turn.job.id, error)) }
        waiting = []
        skipped = []
        running = [:]
        expected = []
        script = nil
        open = .none
        committing = nil
        inFlight = 0
        abandonedCount = 0
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
        for turn in waiting { look(at: turn.job) }
        for turn in skipped { look(at: turn.job) }
        return (late, next)
    }
}
