extension Database {
    /// Runs `body` in a transaction and commits it; an error it throws rolls back and is thrown on.
    ///
    /// Serialization failures and deadlocks run `body` again, at most `attempts` times in all, so it must have no
    /// effects outside the database. A connection lost before COMMIT was sent counts as such; one lost after it is
    /// `outcomeUnknown` and never repeated here.
    ///
    /// - Parameter deadline: when to give up; `StatementDeadline.current` if nil. It also becomes the transaction's
    ///   `statement_timeout`.
    package func transaction<Value: Sendable>(
        isolation: IsolationLevel = .readCommitted, readOnly: Bool = false,
        deadline: ContinuousClock.Instant? = nil, attempts: Int = 5,
        _ body: (Transaction) async throws -> Value
    ) async throws -> Value {
        try await transactionEnding(
            isolation: isolation, readOnly: readOnly, deadline: deadline, attempts: attempts
        ) { .commit(try await body($0)) }
    }

    /// As `transaction`, but `body` decides itself whether what it did shall stay.
    package func transactionEnding<Value: Sendable>(
        isolation: IsolationLevel = .readCommitted, readOnly: Bool = false,
        deadline: ContinuousClock.Instant? = nil, attempts: Int = 5,
        _ body: (Transaction) async throws -> TransactionEnd<Value>
    ) async throws -> Value {
        let deadline = self.deadline(deadline)
        let mode = "BEGIN ISOLATION LEVEL \(isolation.rawValue)\(readOnly ? " READ ONLY" : "")"
        var backoff = Backoff(first: .milliseconds(10), cap: .milliseconds(500))
        var attempt = 1
        while true {
            do {
                return try await leases.withLease(deadline: deadline) { lease in
                    try await lease.transaction(begin: mode, readOnly: readOnly, body)
                }
            } catch let fault as PostgresError where fault.isTransactionRollback || fault.code == .connectionLost {
                let pause = backoff.next()
                guard attempt < attempts, ContinuousClock.now + pause < deadline else { throw fault }
                attempt += 1
                try await Task.sleep(for: pause)
            }
        }
    }
}

extension Lease {
    /// BEGIN goes out with the first statement of `body`; a body without statements costs no round trip.
    fileprivate func transaction<Value: Sendable>(
        begin: String, readOnly: Bool, _ body: (Transaction) async throws -> TransactionEnd<Value>
    ) async throws -> Value {
        let remaining = (deadline - ContinuousClock.now).components
        let milliseconds = max(1, remaining.seconds * 1_000 + remaining.attoseconds / 1_000_000_000_000_000)
        connection.prefixNext([
            Command(control: begin), Command(control: "SET LOCAL statement_timeout = \(milliseconds)"),
        ])
        setInTransaction(true)
        let transaction = Transaction(lease: self)
        do {
            let end = try await body(transaction)
            transaction.end()
            guard !dropped() else { return end.value }
            switch end {
            case .commit(let value):
                try await commit(readOnly: readOnly)
                return value
            case .rollback(let value):
                _ = try await submit(.exclusive(commits: false), [Command(control: "ROLLBACK")])
                setInTransaction(false)
                return value
            }
        } catch {
            transaction.end()
            // The lease rolls back when it is returned, unless nothing was begun.
            _ = dropped()
            throw error
        }
    }

    private func dropped() -> Bool {
        guard connection.dropPrefix() else { return false }
        setInTransaction(false)
        return true
    }

    private func commit(readOnly: Bool) async throws {
        let results = try await submit(.exclusive(commits: !readOnly), [Command(control: "COMMIT")])
        setInTransaction(false)
        // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error.
        guard results.last?.commandTag == "COMMIT" else {
            throw PostgresError(
                .usage, message: "The transaction had failed before its end and was rolled back")
        }
    }
}

extension TransactionEnd {
    fileprivate var value: Value {
        switch self {
        case .commit(let value), .rollback(let value): value
        }
    }
}
