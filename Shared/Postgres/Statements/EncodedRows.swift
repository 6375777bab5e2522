/// Rows that become JSON straight from libpq's buffer, without a Swift object for each value.
///
/// A row is an object whose member names are the statement's column names (`SELECT region_code AS "regionCode"`), in
/// their order; SQL NULL is `null`. Each type is written as the contract's encoder writes it: instants as RFC 3339 in
/// UTC, dates as `YYYY-MM-DD`, ids as text, `numeric` as a number, `jsonb` as it is. A type without a form here, and a
/// number JSON does not have, is a `decoding` error that names statement and column.
package struct EncodedRows: Sendable {
    private let result: ResultBuffer
    private let definition: StatementDefinition

    init(result: ResultBuffer, of definition: StatementDefinition) {
        self.result = result
        self.definition = definition
    }

    package var count: Int { result.rowCount }

    /// The first `limit` rows as a JSON array.
    package func array(limit: Int = .max) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 + min(count, limit) * 64 * result.columnCount)
        try appendArray(limit: limit, to: &bytes)
        return bytes
    }

    /// As `array`, at the end of what stands there.
    package func appendArray(limit: Int = .max, to bytes: inout [UInt8]) throws {
        let form = try RowForm.of(result, definition)
        let rows = min(count, limit)
        bytes.append(UInt8(ascii: "["))
        for row in 0..<rows {
            if row > 0 { bytes.append(UInt8(ascii: ",")) }
            try form.write(row, of: result, definition, into: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// One row as a JSON object.
    package func object(at row: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 * result.columnCount)
        try appendObject(at: row, to: &bytes)
        return bytes
    }

    /// As `object`, at the end of what stands there.
    package func appendObject(at row: Int, to bytes: inout [UInt8]) throws {
        try RowForm.of(result, definition).write(row, of: result, definition, into: &bytes)
    }

    /// Reads a row as the typed path does: the last one's key for the next page.
    package func decode<Output>(at row: Int, _ body: (inout Row) throws -> Output) rethrows -> Output {
        var row = Row(result: result, row: row, sql: definition.sql)
        return try body(&row)
    }
}

extension StatementExecutor {
    /// The rows of a statement, to be written as JSON. Its decoder is not used.
    package nonisolated(nonsending) func encoded<Output, each Param>(
        _ statement: Statement<Output, repeat each Param>, _ arguments: repeat each Param
    ) async throws -> EncodedRows {
        let result = try await run(statement.bind(repeat each arguments))
        return EncodedRows(result: result, of: statement.definition)
    }
}
