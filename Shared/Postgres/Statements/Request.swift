/// A statement with its arguments and what is wanted of its rows: one place of a `pipeline`.
///
///     let (unit, path) = try await database.pipeline(find.first(id), ancestors.all(id))
package struct Request<Value: Sendable>: Sendable {
    let statement: BoundStatement
    /// Makes the value of the rows.
    package let read: @Sendable (ResultBuffer) throws -> Value

    /// The same statement, whose value `transform` makes something else of.
    package func map<Other>(_ transform: @escaping @Sendable (Value) throws -> Other) -> Request<Other> {
        Request<Other>(statement: statement) { [read] in try transform(read($0)) }
    }
}

extension Statement {
    /// All rows.
    package func all(_ arguments: repeat each Param) -> Request<[Output]> {
        Request(statement: bind(repeat each arguments)) { try $0.rows(of: definition, decode) }
    }

    /// The first row, or nil when there is none. Further rows are not decoded.
    package func first(_ arguments: repeat each Param) -> Request<Output?> {
        Request(statement: bind(repeat each arguments)) { try $0.rows(of: definition, limit: 1, decode).first }
    }

    /// The only row; `unexpectedRows` when there is none or a second one.
    package func one(_ arguments: repeat each Param) -> Request<Output> {
        Request(statement: bind(repeat each arguments)) { try $0.onlyRow(of: definition, decode) }
    }

    /// The rows, to be written as JSON.
    package func encoded(_ arguments: repeat each Param) -> Request<EncodedRows> {
        Request(statement: bind(repeat each arguments)) { EncodedRows(result: $0, of: definition) }
    }

    /// How many rows the statement inserted, updated, deleted or returned.
    package func count(_ arguments: repeat each Param) -> Request<Int> {
        Request(statement: bind(repeat each arguments)) { $0.affectedRows }
    }
}

extension StatementExecutor {
    /// Runs one request.
    package nonisolated(nonsending) func answer<Value>(_ request: Request<Value>) async throws -> Value {
        try request.read(try await run(request.statement))
    }

    /// Sends the statements one behind the other and waits once for all their answers.
    ///
    /// On the database itself all of them must be reads; each sees what was committed when it ran. In a transaction and
    /// on a lease they may be any; the first that fails throws its error, and those behind it have not run.
    package nonisolated(nonsending) func pipeline<each Value: Sendable>(
        _ requests: repeat Request<each Value>
    ) async throws -> (repeat each Value) {
        var statements: [BoundStatement] = []
        for request in repeat each requests { statements.append(request.statement) }
        var results = try await run(statements).makeIterator()
        return try (repeat (each requests).value(of: results.next()))
    }
}

extension Request {
    fileprivate func value(of result: ResultBuffer?) throws -> Value {
        guard let result else { throw PostgresError(.unexpectedRows, message: "a statement was not answered") }
        return try read(result)
    }
}
