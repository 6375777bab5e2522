import DequeModule

/// What the server's replies mean for the jobs they belong to.
extension ConnectionState {
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

    /// - Parameter completions: what callers are to be told is added to it.
    mutating func received(_ reply: Reply, _ completions: inout [Completion]) {
        if let script { return receivedInScript(script, reply, &completions) }
        guard let head = expected.first else { return }
        switch (reply, head) {
        case (.success(let payload), .command(let id)):
            hasReply = true
            running[id]?.payloads.append(payload)
        case (.success, .preparation):
            hasReply = true
        case (.failure(let error), .command(let id)):
            hasReply = true
            fail(id, error)
        case (.failure(let error), .preparation(let definition, let name, let id)):
            hasReply = true
            fail(id, error)
            forget(definition, name)
        case (.failure(let error), .sync(let owner)):
            // A commit that failed: deferred constraints are checked at the sync.
            switch owner {
            case .reads: break
            case .job(let id): fail(id, error)
            case .group: committing?.fail(error, of: nil)
            }
        case (.skipped, .command(let id)):
            hasReply = true
            running[id]?.isSkipped = true
        case (.skipped, .preparation(let definition, let name, let id)):
            hasReply = true
            running[id]?.isSkipped = true
            forget(definition, name)
        case (.end, .command(let id)):
            guard hasReply else { return }
            advance()
            inFlight -= 1
            guard let place = running.index(forKey: id) else { return }
            running.values[place].unanswered -= 1
            if running.values[place].isRead, running.values[place].unanswered == 0 {
                finishRead(id, removeRunning(at: place), &completions)
            }
        case (.end, .preparation):
            guard hasReply else { return }
            advance()
        case (.sync, .sync(let owner)):
            advance()
            waiting.prepend(contentsOf: skipped)
            skipped = []
            switch owner {
            case .reads: break
            case .job(let id): finish(id, &completions)
            case .group: finishGroup(&completions)
            }
        case (.end, .sync), (.success, .sync), (.skipped, .sync), (.sync, .command), (.sync, .preparation):
            break
        }
    }

    private mutating func receivedInScript(_ id: Job.ID, _ reply: Reply, _ completions: inout [Completion]) {
        switch reply {
        case .success(let payload): running[id]?.payloads.append(payload)
        case .failure(let error): running[id]?.fail(with: error)
        case .skipped, .sync: break
        case .end:
            script = nil
            finish(id, &completions)
        }
    }

    private mutating func advance() {
        expected.removeFirst()
        hasReply = false
    }

    private mutating func fail(_ id: Job.ID, _ error: PostgresError) {
        guard let entry = running[id] else { return }
        var error = error
        // The commands before the failed one have left a payload each.
        if entry.payloads.count < entry.job.commands.count {
            error.statement = entry.job.commands[entry.payloads.count].definition.sql
        }
        running[id]?.fail(with: error)
        if entry.job.kind == .groupable { committing?.fail(error, of: id) }
    }

    private mutating func forget(_ definition: StatementDefinition, _ name: String) {
        if prepared[definition] == name { prepared[definition] = nil }
    }

    // MARK: The end of a job

    private mutating func finish(_ id: Job.ID, _ completions: inout [Completion]) {
        guard let entry = removeRunning(id) else { return }
        if let error = entry.error { entry.job.commands.forEach { forgetIfStale($0.definition, error) } }
        if entry.isAbandoned { return }
        completions.append(entry.error.map { .failure(id, $0) } ?? .success(id, entry.payloads))
    }

    /// A read is final when its own replies are over: it changed nothing, whatever becomes of the batch.
    private mutating func finishRead(_ id: Job.ID, _ entry: Running, _ completions: inout [Completion]) {
        if let error = entry.error {
            // Also when another read has forgotten the name already.
            let wasStale = Self.isStale(error)
            entry.job.commands.forEach { forgetIfStale($0.definition, error) }
            let wasHitByCancel = isCancelling && error.isQueryCanceled
            if entry.isAbandoned { return }
            guard wasStale || wasHitByCancel, entry.turn.sendings < Self.sendingLimit else {
                return completions.append(.failure(id, error))
            }
            skipped.append(Turn(job: entry.job, sendings: entry.turn.sendings + 1))
        } else if entry.isAbandoned {
            return
        } else if entry.isSkipped {
            // Not counted: each batch has one culprit fewer, so this ends.
            skipped.append(entry.turn)
        } else {
            completions.append(.success(id, entry.payloads))
        }
    }

    /// The group's ReadyForQuery has come: without an error before it everything is committed, otherwise nothing is, and
    /// whoever has no answer of its own goes again, in the old order.
    private mutating func finishGroup(_ completions: inout [Completion]) {
        guard let group = committing else { return }
        committing = nil
        var again: [Turn] = []
        for id in group.members {
            guard let entry = removeRunning(id) else { continue }
            if let error = entry.error { entry.job.commands.forEach { forgetIfStale($0.definition, error) } }
            if entry.isAbandoned { continue }
            guard let failure = group.failure else {
                completions.append(.success(id, entry.payloads))
                continue
            }
            var turn = entry.turn
            turn.sendings += 1
            // A doomed group tells the innocent nothing; the culprit and those of a failed commit go alone from now on.
            let isAlone = group.culprit == nil || group.culprit == id
            turn.failedGroups = isAlone ? WriteGroup.patience : turn.failedGroups + 1
            let isStale = group.culprit == id && Self.isStale(failure) && turn.sendings < Self.sendingLimit
            if group.isAnswer(to: id), !isStale {
                completions.append(.failure(id, failure))
            } else if group.culprit == nil, group.members.count == 1 {
                completions.append(.failure(id, failure))
            } else {
                again.append(turn)
            }
        }
        waiting.prepend(contentsOf: again)
    }

    /// 26000: prepared under a name the server does not know; 0A000: a migration changed the plan's columns.
    private static func isStale(_ error: PostgresError) -> Bool {
        error.sqlState == "26000" || error.sqlState == "0A000"
    }

    private mutating func forgetIfStale(_ definition: StatementDefinition, _ error: PostgresError) {
        if Self.isStale(error) { prepared[definition] = nil }
    }
}
