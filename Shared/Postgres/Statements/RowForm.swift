import Synchronization

/// How the rows of a statement are written as JSON: names and types of its columns, looked up at its first answer and kept
/// with its definition.
final class RowForm: Sendable {
    private struct Column: Sendable {
        /// `{"name":` or `,"name":`.
        let opening: [UInt8]
        let type: PostgresType
        let form: JSONForm
    }

    private let columns: [Column]

    /// The form that fits a result: the one at hand, unless a migration has changed a type since.
    static func of(_ result: ResultBuffer, _ definition: StatementDefinition) throws -> RowForm {
        if let known = definition.rowForm.load(), known.fits(result) { return known }
        let form = try RowForm(result, definition)
        // The first one stays: another serves the answer it was made for.
        _ = definition.rowForm.storeIfNil(form)
        return form
    }

    private init(_ result: ResultBuffer, _ definition: StatementDefinition) throws {
        columns = try (0..<result.columnCount).map { index in
            let type = result.type(of: index)
            guard let form = JSONForm(type) else {
                throw Self.error(index, result, definition, "\(type) has no form in JSON")
            }
            var opening = [UInt8(ascii: index == 0 ? "{" : ",")]
            var name = result.name(of: index)
            name.withUTF8 { JSONForm.appendText(UnsafeRawBufferPointer($0), to: &opening) }
            opening.append(UInt8(ascii: ":"))
            return Column(opening: opening, type: type, form: form)
        }
    }

    /// The names are the text's own, so only the types may differ.
    private func fits(_ result: ResultBuffer) -> Bool {
        columns.count == result.columnCount && columns.indices.allSatisfy { result.type(of: $0) == columns[$0].type }
    }

    func write(
        _ row: Int, of result: ResultBuffer, _ definition: StatementDefinition, into bytes: inout [UInt8]
    ) throws {
        if columns.isEmpty { bytes.append(UInt8(ascii: "{")) }
        for index in columns.indices {
            bytes.append(contentsOf: columns[index].opening)
            guard let value = result.bytes(row: row, column: index) else {
                bytes.append(contentsOf: JSONForm.null)
                continue
            }
            do {
                try columns[index].form.append(PostgresValue(bytes: value, type: columns[index].type), to: &bytes)
            } catch let error as PostgresValueError {
                throw Self.error(index, result, definition, error.reason)
            }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func error(
        _ column: Int, _ result: ResultBuffer, _ definition: StatementDefinition, _ reason: String
    ) -> PostgresError {
        PostgresError(
            .decoding, message: "column \(column + 1) (\(result.name(of: column))): \(reason)",
            statement: definition.sql)
    }
}
