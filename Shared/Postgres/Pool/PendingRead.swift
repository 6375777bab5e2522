import Synchronization

/// A read that no task waits for: begun where its answer is wanted, its answer told to a closure where it comes in. On an
/// event loop that has a reader of its own, both are the same thread, and nothing of Swift concurrency stands between them.
///
/// A connection that is lost, or held up by another's statement, is the same to it as to every read: it goes elsewhere until
/// its deadline is near, and does so in a task.
package final class PendingRead: Sendable {
    private struct State {
        /// What was sent, and where.
        var sent: (connection: Connection, job: Job)?
        /// Unstructured, because nobody waits for it: it ends with the job's deadline, and `cancel` ends it.
        var task: Task<Void, Never>?
        var isCancelled = false
    }

    private let readers: Readers
    private let receive: @Sendable (Result<ResultBuffer, any Error>) -> Void
    private let state = Mutex(State())

    init(on readers: Readers, receive: @escaping @Sendable (Result<ResultBuffer, any Error>) -> Void) {
        self.readers = readers
        self.receive = receive
    }

    /// Nobody wants the answer any more: the statement is not run, its answer dropped on arrival, or cancelled where it runs
    /// for long. The closure hears `CancellationError`, unless the answer was first.
    package func cancel() {
        let (sent, task) = state.withLock { state in
            state.isCancelled = true
            return (state.sent, state.task)
        }
        if let task { task.cancel() } else if let sent { sent.connection.abandon(sent.job.id) }
    }

    func begin(_ statement: BoundStatement, deadline: ContinuousClock.Instant) {
        let commands = [Command(statement)]
        do {
            let connection = try readers.connections.choose()
            let job = connection.job(.read, commands, deadline: deadline)
            // Before it is posted: its connection may live elsewhere and answer at once.
            state.withLock { $0.sent = (connection, job) }
            connection.post(job, .read(self))
        } catch {
            failed(error, commands, deadline)
        }
    }

    /// Told by the connection, once.
    func answered(_ results: [ResultBuffer]) { receive(.success(results[0])) }

    /// Told by the connection, in the place of `answered`.
    func failed(_ error: any Error) {
        guard let job = state.withLock({ $0.sent?.job }) else { return receive(.failure(error)) }
        failed(error, job.commands, job.deadline)
    }

    private func failed(_ error: any Error, _ commands: [Command], _ deadline: ContinuousClock.Instant) {
        switch error {
        case is PassedOn: goOn(commands, deadline, after: nil)
        case let fault as PostgresError where fault.code == .connectionLost: goOn(commands, deadline, after: fault)
        default: end(with: error, commands)
        }
    }

    private func end(with error: any Error, _ commands: [Command]) {
        guard var fault = error as? PostgresError else { return receive(.failure(error)) }
        fault.statement = commands[0].definition.sql
        receive(.failure(fault))
    }

    private func goOn(_ commands: [Command], _ deadline: ContinuousClock.Instant, after fault: PostgresError?) {
        let isCancelled = state.withLock { state in
            guard !state.isCancelled else { return true }
            state.task = Task {
                do {
                    self.answered(try await self.readers.run(commands, deadline: deadline, after: fault))
                } catch {
                    self.end(with: error, commands)
                }
            }
            return false
        }
        if isCancelled { receive(.failure(CancellationError())) }
    }
}
