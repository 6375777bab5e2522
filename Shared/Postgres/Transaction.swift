/// Statements between BEGIN and COMMIT, on one leased connection. Valid only inside the closure it was given to.
package final class Transaction: StatementExecutor {
    init() {}

    package func run(_ statement: BoundStatement) async throws -> ResultBuffer {
        throw PostgresError(.closed)
    }

    /// Runs `body` so that its failure undoes only what it did itself: the error is thrown on, the transaction lives.
    package func savepoint<Value: Sendable>(_ body: (Transaction) async throws -> Value) async throws -> Value {
        try await body(self)
    }

    /// Waits for the advisory lock of this name, held until the transaction ends.
    package func lock(_ name: String) async throws {}
}

package enum IsolationLevel: String, Sendable {
    case readCommitted = "READ COMMITTED"
    case repeatableRead = "REPEATABLE READ"
    case serializable = "SERIALIZABLE"
}

/// What becomes of a transaction whose closure returned.
package enum TransactionEnd<Value: Sendable>: Sendable {
    case commit(Value)
    /// Undoes everything and still returns the value: a dry run.
    case rollback(Value)
}

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
        throw PostgresError(.closed)
    }
}
