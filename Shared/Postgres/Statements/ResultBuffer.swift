import CLibPQ

/// The rows of one answer, as libpq holds them.
package final class ResultBuffer: @unchecked Sendable {
    // Unchecked: a PGresult is only read after it was received, which libpq allows from any thread.
    private let result: OpaquePointer
    package let rowCount: Int
    package let columnCount: Int

    /// Takes over the result and frees it at the end.
    init(owning result: OpaquePointer) {
        self.result = result
        rowCount = Int(PQntuples(result))
        columnCount = Int(PQnfields(result))
    }

    deinit { PQclear(result) }

    /// What the command tag counts; 0 for statements that count nothing.
    package var affectedRows: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    /// `COMMIT`, `INSERT 0 1`…
    var commandTag: String { String(cString: PQcmdStatus(result)) }

    func type(of column: Int) -> PostgresType { PostgresType(rawValue: PQftype(result, Int32(column))) }

    func name(of column: Int) -> String { PQfname(result, Int32(column)).map { String(cString: $0) } ?? "?" }

    /// The table and attribute a column comes from; nil for an expression.
    func origin(of column: Int) -> (table: UInt32, attribute: Int16)? {
        let table = PQftable(result, Int32(column))
        return table == 0 ? nil : (table, Int16(PQftablecol(result, Int32(column))))
    }

    func parameterTypes() -> [PostgresType] {
        (0..<PQnparams(result)).map { PostgresType(rawValue: PQparamtype(result, $0)) }
    }

    func index(of name: String) -> Int? {
        (0..<columnCount).first { self.name(of: $0) == name }
    }

    /// nil for SQL NULL; the bytes live as long as this object.
    func value(row: Int, column: Int) -> PostgresValue? {
        bytes(row: row, column: column).map { PostgresValue(bytes: $0, type: type(of: column)) }
    }

    /// The value without its type.
    func bytes(row: Int, column: Int) -> UnsafeRawBufferPointer? {
        let length = Int(PQgetlength(result, Int32(row), Int32(column)))
        if length == 0, PQgetisnull(result, Int32(row), Int32(column)) == 1 { return nil }
        return UnsafeRawBufferPointer(start: PQgetvalue(result, Int32(row), Int32(column)), count: length)
    }

    func rows<Output>(
        of definition: StatementDefinition, limit: Int = .max, _ decode: (inout Row) throws -> Output
    ) throws -> [Output] {
        var rows: [Output] = []
        let count = min(rowCount, limit)
        rows.reserveCapacity(count)
        for index in 0..<count {
            var row = Row(result: self, row: index, sql: definition.sql)
            rows.append(try decode(&row))
        }
        return rows
    }

    /// The only row; `unexpectedRows` when there is none or a second one.
    func onlyRow<Output>(of definition: StatementDefinition, _ decode: (inout Row) throws -> Output) throws -> Output {
        guard rowCount == 1 else {
            throw PostgresError(
                .unexpectedRows, message: "one row expected, \(rowCount) came", statement: definition.sql)
        }
        var row = Row(result: self, row: 0, sql: definition.sql)
        return try decode(&row)
    }
}
