package import Logging

/// PostgreSQL for one process: a few pipelined connections for reads and a few for groupable writes, and a bounded pool
/// of leases for everything else.
///
/// Connections open when they are first needed, so the verbs work before `run()`; `run()` closes idle and old
/// connections while it runs and all of them when its task is cancelled.
///
/// Reads of concurrent callers share the readers' pipelines; one sync closes a batch as soon as no further read waits.
/// Readers are read-only sessions, so a statement that writes and is declared a read fails at once, everywhere. Groupable
/// writes share commits; any other write takes a lease for itself and commits alone.
package final class Database: StatementExecutor {
    package let configuration: DatabaseConfiguration
    let logger: Logger
    private let readers: Readers
    private let writers: Writers
    let leases: LeasePool

    /// - Parameter reactors: the event loops that callers run on. Reads and groupable writes are served there; without any,
    ///   each of their connections has a thread of its own, as leases always have.
    package init(configuration: DatabaseConfiguration, reactors: [any Reactor] = [], logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        readers = Readers(configuration: configuration, reactors: reactors, logger: logger)
        let forsaken = ForsakenCommits()
        leases = LeasePool(configuration: configuration, readers: readers, forsaken: forsaken, logger: logger)
        writers = Writers(
            configuration: configuration, leases: leases, readers: readers, forsaken: forsaken, reactors: reactors,
            logger: logger)
    }

    /// Returns when the task is cancelled, after all connections were told to close.
    package func run() async throws {
        while !Task.isCancelled {
            readers.connections.expire()
            writers.connections.expire()
            leases.expire()
            // Fails only by cancellation, which ends the loop.
            try? await Task.sleep(for: min(configuration.idleLimit, .seconds(5)))
        }
        close()
    }

    /// Refuses new calls; connections close when what they accepted is answered.
    package func close() {
        readers.connections.close()
        writers.connections.close()
        leases.close()
    }

    package var figures: DatabaseFigures {
        DatabaseFigures(
            readers: readers.connections.figures, writers: writers.connections.figures, leases: leases.figures)
    }

    package nonisolated(nonsending) func run(_ statement: BoundStatement) async throws -> ResultBuffer {
        let deadline = deadline()
        let definition = statement.definition
        do {
            guard !definition.runsLong else {
                return try await leases.withLease(deadline: deadline) { try await $0.run(statement) }
            }
            switch definition.access {
            case .read: return try await readers.run([Command(statement)], deadline: deadline)[0]
            case .groupable: return try await writers.run(Command(statement), deadline: deadline)
            case .write: return try await leases.withLease(deadline: deadline) { try await $0.run(statement) }
            }
        } catch var fault as PostgresError {
            fault.statement = definition.sql
            throw fault
        }
    }

    /// Reads only: throws `usage` for anything else.
    package nonisolated(nonsending) func run(_ statements: [BoundStatement]) async throws -> [ResultBuffer] {
        guard statements.allSatisfy({ $0.isRead && !$0.definition.runsLong }) else {
            throw PostgresError(.usage, message: "A pipeline on the database itself takes short reads only")
        }
        guard !statements.isEmpty else { return [] }
        return try await readers.run(statements.map { Command($0) }, deadline: deadline())
    }

    /// Begins a short read without a task to wait for it: on an event loop of the database's, its answer comes there too, with
    /// no change of thread between. Shares, limits and retries are those of `run`.
    ///
    /// - Parameters:
    ///   - deadline: as the caller has it; `StatementDeadline` is not looked at.
    ///   - receive: told once, and maybe before this returns: rows, `PostgresError`, or `CancellationError` after `cancel`. Called
    ///     from whatever thread the answer came on; must be quick and must not block.
    package func begin<Value>(
        _ request: Request<Value>, deadline: ContinuousClock.Instant,
        receive: @escaping @Sendable (Result<ResultBuffer, any Error>) -> Void
    ) -> PendingRead {
        precondition(
            request.statement.isRead && !request.statement.definition.runsLong, "only short reads are begun so")
        return readers.begin(
            request.statement, deadline: min(deadline, .now + configuration.statementLimit), receive: receive)
    }

    /// Lends a connection to `body`: for COPY, for session locks, for sessions with settings of their own.
    package func withLease<Value: Sendable>(
        deadline: ContinuousClock.Instant? = nil, _ body: (Lease) async throws -> Value
    ) async throws -> Value {
        try await leases.withLease(deadline: self.deadline(deadline), body)
    }

    func deadline(_ own: ContinuousClock.Instant? = nil) -> ContinuousClock.Instant {
        let limit = own ?? .now + configuration.statementLimit
        return min(limit, StatementDeadline.current ?? limit)
    }
}

/// What `rpc.stats` and the metrics show of a database.
package struct DatabaseFigures: Sendable, Hashable {
    /// Connections that all callers share.
    package struct Shared: Sendable, Hashable {
        package let open: Int
        /// Statements accepted and not answered.
        package let outstanding: Int
        /// Statements sent since the start, those that were sent again included.
        package let statements: Int
        /// Syncs sent since the start; for writers each is a commit.
        package let syncs: Int
    }

    package struct Leases: Sendable, Hashable {
        package let open: Int
        package let taken: Int
        package let waiting: Int
        /// Callers since the start that got no lease within the bounded wait, or found too many waiting.
        package let refused: Int
    }

    package let readers: Shared
    package let writers: Shared
    package let leases: Leases
}
