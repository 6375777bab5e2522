/// One row of an answer, read column by column with `next()`, or by position or name.
///
/// Every read throws `PostgresError` (`decoding`) that names statement, column, the type asked for and the one that came.
/// A row must not leave the decoder it was given to.
package struct Row: ~Copyable {
    private let source: Source
    private let sql: String
    private var cursor = 0

    private enum Source {
        case result(ResultBuffer, row: Int)
        /// The statement test: values are made up, what is asked for is noted down.
        case probe(RowProbe)
    }

    init(result: ResultBuffer, row: Int, sql: String) {
        source = .result(result, row: row)
        self.sql = sql
    }

    package init(probe: RowProbe, sql: String) {
        source = .probe(probe)
        self.sql = sql
    }

    /// The value of the next column; the first call reads the first.
    package mutating func next<Value: PostgresDecodable>(_: Value.Type = Value.self) throws -> Value {
        defer { cursor += 1 }
        return try decode(Value.self, cursor)
    }

    /// The value of the column at `position`, from 0. Does not move `next()`.
    package func decode<Value: PostgresDecodable>(_: Value.Type = Value.self, _ position: Int) throws -> Value {
        switch source {
        case .probe(let probe):
            return try probe.take(Value.self, position, sql: sql)
        case .result(let result, let row):
            guard position < result.columnCount else {
                throw Self.error("column \(position + 1) is read, the statement has \(result.columnCount)", sql)
            }
            let type = result.type(of: position)
            let column = { "column \(position + 1) (\(result.name(of: position)))" }
            guard Value.accepts(type) else {
                throw Self.error("\(column()): \(Value.postgresType) expected, \(type) came", sql)
            }
            guard let value = result.value(row: row, column: position) else {
                if let null = Value.postgresNull { return null }
                throw Self.error("\(column()): \(Value.postgresType) expected, null came", sql)
            }
            do {
                return try Value(postgres: value)
            } catch let error as PostgresValueError {
                throw Self.error("\(column()): \(Value.postgresType) expected: \(error.reason)", sql)
            }
        }
    }

    /// The value of the first column called `name`. Does not move `next()`.
    package func decode<Value: PostgresDecodable>(_: Value.Type = Value.self, _ name: String) throws -> Value {
        let index =
            switch source {
            case .probe(let probe): probe.index(of: name)
            case .result(let result, _): result.index(of: name)
            }
        guard let index else { throw Self.error("the statement has no column \(name)", sql) }
        return try decode(Value.self, index)
    }

    private static func error(_ message: String, _ sql: String) -> PostgresError {
        PostgresError(.decoding, message: message, statement: sql)
    }
}

/// Stands in for a row when a decoder is tried without data: hands out samples and notes which types were asked for.
package final class RowProbe {
    package struct Reading {
        package let column: Int
        package let type: PostgresType
        package let acceptsColumn: Bool
        package let acceptsNull: Bool
    }

    private let columns: [(name: String, type: PostgresType)]
    package private(set) var readings: [Reading] = []

    package init(columns: [(name: String, type: PostgresType)]) { self.columns = columns }

    func index(of name: String) -> Int? { columns.firstIndex { $0.name == name } }

    func take<Value: PostgresDecodable>(_: Value.Type, _ position: Int, sql: String) throws -> Value {
        guard columns.indices.contains(position) else {
            throw PostgresError(
                .decoding, message: "column \(position + 1) is read, the statement has \(columns.count)", statement: sql
            )
        }
        let type = columns[position].type
        readings.append(
            Reading(
                column: position, type: Value.postgresType, acceptsColumn: Value.accepts(type),
                acceptsNull: Value.postgresNull != nil))
        guard let sample = Value.postgresSample else {
            throw PostgresValueError("\(Value.self) has no postgresSample, so the columns behind it cannot be checked")
        }
        return sample
    }
}
