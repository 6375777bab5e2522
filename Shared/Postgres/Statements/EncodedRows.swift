/// Rows that become JSON straight from libpq's buffer, without a Swift object for each value.
///
/// A row is an object whose member names are the statement's column names (`SELECT region_code AS "regionCode"`), in
/// their order; SQL NULL is `null`. Each type is written as the contract's encoder writes it: instants as RFC 3339 in
/// UTC, dates as `YYYY-MM-DD`, ids as text, `numeric` as a number, `jsonb` as it is. A type without a form here, and a
/// number JSON does not have, is a `decoding` error that names statement and column.
package struct EncodedRows: Sendable {
    private let result: ResultBuffer
    private let sql: String

    init(result: ResultBuffer, sql: String) {
        self.result = result
        self.sql = sql
    }

    package var count: Int { result.rowCount }

    /// The first `limit` rows as a JSON array.
    package func array(limit: Int = .max) throws -> [UInt8] {
        let writer = try RowWriter(result, sql)
        let rows = min(count, limit)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 + rows * 64 * result.columnCount)
        bytes.append(UInt8(ascii: "["))
        for row in 0..<rows {
            if row > 0 { bytes.append(UInt8(ascii: ",")) }
            try writer.write(row, into: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }

    /// One row as a JSON object.
    package func object(at row: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try RowWriter(result, sql).write(row, into: &bytes)
        return bytes
    }

    /// Reads a row as the typed path does: the last one's key for the next page.
    package func decode<Output>(at row: Int, _ body: (inout Row) throws -> Output) rethrows -> Output {
        var row = Row(result: result, row: row, sql: sql)
        return try body(&row)
    }
}

extension StatementExecutor {
    /// The rows of a statement, to be written as JSON. Its decoder is not used.
    package func encoded<Output, each Param>(
        _ statement: Statement<Output, repeat each Param>, _ arguments: repeat each Param
    ) async throws -> EncodedRows {
        let result = try await run(statement.bind(repeat each arguments))
        return EncodedRows(result: result, sql: statement.definition.sql)
    }
}

/// The columns of one result with their names and types looked up once.
private struct RowWriter {
    private struct Column {
        /// `{"name":` or `,"name":`.
        let opening: [UInt8]
        let form: JSONForm
    }

    private let result: ResultBuffer
    private let sql: String
    private let columns: [Column]

    init(_ result: ResultBuffer, _ sql: String) throws {
        self.result = result
        self.sql = sql
        columns = try (0..<result.columnCount).map { index in
            let type = result.type(of: index)
            guard let form = JSONForm(type) else {
                throw Self.error(index, result, sql, "\(type) has no form in JSON")
            }
            var opening = [UInt8(ascii: index == 0 ? "{" : ",")]
            var name = result.name(of: index)
            name.withUTF8 { JSONForm.appendText(UnsafeRawBufferPointer($0), to: &opening) }
            opening.append(UInt8(ascii: ":"))
            return Column(opening: opening, form: form)
        }
    }

    func write(_ row: Int, into bytes: inout [UInt8]) throws {
        if columns.isEmpty { bytes.append(UInt8(ascii: "{")) }
        for (index, column) in columns.enumerated() {
            bytes.append(contentsOf: column.opening)
            guard let value = result.value(row: row, column: index) else {
                bytes.append(contentsOf: JSONForm.null)
                continue
            }
            do {
                try column.form.append(value, to: &bytes)
            } catch let error as PostgresValueError {
                throw Self.error(index, result, sql, error.reason)
            }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func error(_ column: Int, _ result: ResultBuffer, _ sql: String, _ reason: String) -> PostgresError {
        PostgresError(
            .decoding, message: "column \(column + 1) (\(result.name(of: column))): \(reason)", statement: sql)
    }
}
