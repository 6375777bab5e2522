/// Where statements run: the database itself, a transaction, a leased connection. The verbs are the same everywhere.
///
/// Every verb throws `PostgresError`, or `CancellationError` when the task was cancelled before the answer came; a
/// write that was cancelled may have happened. Each call is bounded by `StatementDeadline.current`, or by the
/// configuration's statement limit when none is set.
package protocol StatementExecutor: Sendable {
    nonisolated(nonsending) func run(_ statement: BoundStatement) async throws -> ResultBuffer

    /// Sends all statements before it waits; the answers in their order.
    nonisolated(nonsending) func run(_ statements: [BoundStatement]) async throws -> [ResultBuffer]
}

extension StatementExecutor {
    /// All rows.
    package nonisolated(nonsending) func query<Output, each Param>(
        _ statement: Statement<Output, repeat each Param>, _ arguments: repeat each Param
    ) async throws -> [Output] {
        try await run(statement.bind(repeat each arguments)).rows(of: statement.definition, statement.decode)
    }

    /// The first row, or nil when there is none. Further rows are not decoded.
    package nonisolated(nonsending) func first<Output, each Param>(
        _ statement: Statement<Output, repeat each Param>, _ arguments: repeat each Param
    ) async throws -> Output? {
        let result = try await run(statement.bind(repeat each arguments))
        return try result.rows(of: statement.definition, limit: 1, statement.decode).first
    }

    /// The only row; `unexpectedRows` when there is none or a second one.
    package nonisolated(nonsending) func one<Output, each Param>(
        _ statement: Statement<Output, repeat each Param>, _ arguments: repeat each Param
    ) async throws -> Output {
        let result = try await run(statement.bind(repeat each arguments))
        return try result.onlyRow(of: statement.definition, statement.decode)
    }

    /// How many rows the statement inserted, updated, deleted or returned.
    @discardableResult
    package nonisolated(nonsending) func execute<Output, each Param>(
        _ statement: Statement<Output, repeat each Param>, _ arguments: repeat each Param
    ) async throws -> Int {
        try await run(statement.bind(repeat each arguments)).affectedRows
    }
}

/// By when the statements of a call must be answered. The runtime sets it from the caller's deadline.
package enum StatementDeadline {
    @TaskLocal package static var current: ContinuousClock.Instant?
}
