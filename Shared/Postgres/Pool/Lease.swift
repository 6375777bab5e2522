import Synchronization

/// A connection that one caller has to itself, for what needs a session: COPY, session locks, several statements in a
/// row on the same snapshot settings. Valid only inside the closure it was given to.
package final class Lease: StatementExecutor {
    let connection: Connection
    let deadline: ContinuousClock.Instant
    /// Set when an answer was given up: what the session does or holds then is not known any more.
    private let isDoubtful = Mutex(false)
    private let isInTransaction = Mutex(false)

    init(connection: Connection, deadline: ContinuousClock.Instant) {
        self.connection = connection
        self.deadline = deadline
    }

    package func run(_ statement: BoundStatement) async throws -> ResultBuffer {
        let results = try await submit(.exclusive(commits: !statement.isRead), [Command(statement)])
        // Never empty: a job is answered with the rows of each command.
        return results[results.count - 1]
    }

    /// One transaction: nothing stays when one of them fails.
    package func run(_ statements: [BoundStatement]) async throws -> [ResultBuffer] {
        guard !statements.isEmpty else { return [] }
        let commits = statements.contains { !$0.isRead }
        return try await submit(.exclusive(commits: commits), statements.map { Command($0) })
    }

    /// Runs SQL text of any number of statements, without parameters and results.
    package func script(_ sql: String) async throws {
        _ = try await submit(.script(sql), [])
    }

    func submit(
        _ kind: Job.Kind, _ commands: [Command], isCancellable: Bool = true,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [ResultBuffer] {
        do {
            let deadline = min(deadline ?? self.deadline, StatementDeadline.current ?? .distantFuture)
            return try await connection.submit(kind, commands, deadline: deadline, isCancellable: isCancellable)
        } catch {
            // Only an answer of the server says that the statement is over.
            if (error as? PostgresError)?.sqlState == nil { retire() }
            throw error
        }
    }

    /// Closes the connection when the lease ends: its session's settings or locks are not for others.
    package func retire() { isDoubtful.withLock { $0 = true } }

    /// Marks the session as being inside BEGIN…COMMIT, so that it is not lent again before it left.
    func setInTransaction(_ value: Bool) { isInTransaction.withLock { $0 = value } }

    /// Ends what the caller left open. Returns whether the session is as good as new.
    func settle() async -> Bool {
        guard connection.isUsable, !isDoubtful.withLock({ $0 }) else { return false }
        // Ours, or one that a script began and did not end.
        guard isInTransaction.withLock({ $0 }) || connection.isInTransaction else { return true }
        do {
            _ = try await connection.submit(
                .exclusive(commits: false), [Command(control: "ROLLBACK")], deadline: .now + .seconds(2),
                isCancellable: false)
            connection.scriptEnded(inTransaction: false)
            return true
        } catch {
            return false
        }
    }
}

extension BoundStatement {
    var isRead: Bool { definition.access == .read }
}

extension ContinuousClock.Instant {
    /// Later than any deadline.
    static var distantFuture: Self { .now + .seconds(1_000_000_000) }
}
