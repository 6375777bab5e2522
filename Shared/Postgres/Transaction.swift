import Synchronization

/// Statements between BEGIN and COMMIT, on one leased connection. Valid only inside the closure it was given to.
package final class Transaction: StatementExecutor {
    private let lease: Lease
    private let progress = Mutex(Progress())

    private struct Progress {
        var savepoints = 0
        var isOver = false
    }

    init(lease: Lease) { self.lease = lease }

    package func run(_ statement: BoundStatement) async throws -> ResultBuffer {
        do {
            let results = try await submit([Command(statement)])
            return results[results.count - 1]
        } catch var fault as PostgresError {
            fault.statement = statement.definition.sql
            throw fault
        }
    }

    package func run(_ statements: [BoundStatement]) async throws -> [ResultBuffer] {
        guard !statements.isEmpty else { return [] }
        // What was put in front of the first statement has answers too.
        return try await submit(statements.map { Command($0) }).suffix(statements.count)
    }

    private func submit(_ commands: [Command]) async throws -> [ResultBuffer] {
        guard !progress.withLock({ $0.isOver }) else {
            throw PostgresError(.usage, message: "The transaction is over")
        }
        return try await lease.submit(.exclusive(commits: false), commands)
    }

    /// Runs `body` so that its failure undoes only what it did itself: the error is thrown on, the transaction lives.
    ///
    /// After a lost connection, a passed deadline or a cancelled task nothing lives any more.
    package func savepoint<Value: Sendable>(_ body: (Transaction) async throws -> Value) async throws -> Value {
        let number = progress.withLock { progress in
            progress.savepoints += 1
            return progress.savepoints
        }
        _ = try await submit([Command(control: "SAVEPOINT s\(number)")])
        do {
            let value = try await body(self)
            _ = try await submit([Command(control: "RELEASE SAVEPOINT s\(number)")])
            return value
        } catch {
            // When this fails, the whole transaction is lost and its next statement says so.
            _ = try? await submit([
                Command(control: "ROLLBACK TO SAVEPOINT s\(number)"),
                Command(control: "RELEASE SAVEPOINT s\(number)"),
            ])
            throw error
        }
    }

    /// Waits for the advisory lock of this name, held until the transaction ends.
    package func lock(_ name: String) async throws {
        try await execute(Self.lockStatement, name)
    }

    /// Takes the advisory lock of this name until the transaction ends, if nobody has it. Never waits.
    package func tryLock(_ name: String) async throws -> Bool {
        try await one(Self.tryLockStatement, name)
    }

    private static let tryLockStatement = Statement(
        "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", String.self, access: .write
    ) { row in try row.next(Bool.self) }

    private static let lockStatement = Statement(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", String.self, access: .write)

    func end() { progress.withLock { $0.isOver = true } }
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
