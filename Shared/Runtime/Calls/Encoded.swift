import JSONRPC
package import Postgres

/// The JSON of a `Value`, written from the rows of a statement without the value itself: for answers of many rows on a hot
/// path. The names of the statement's columns are the names of the contract's members, and a test decodes what is written
/// into `Value`.
package struct Encoded<Value: Sendable>: Sendable {
    private enum Content {
        case object(EncodedRows, row: Int)
        case array(EncodedRows)
    }

    private let content: Content

    private init(_ content: Content) { self.content = content }

    /// Writes it; a value that JSON does not have is a `decoding` error of the statement.
    func write(to writer: inout JSONWriter) throws {
        try writer.raw { bytes in
            switch content {
            case .object(let rows, let row): try rows.appendObject(at: row, to: &bytes)
            case .array(let rows): try rows.appendArray(to: &bytes)
            }
        }
    }
}

extension Encoded {
    /// One row.
    package init(_ rows: EncodedRows, at row: Int = 0) { self.init(.object(rows, row: row)) }

    /// All rows.
    package init<Element>(all rows: EncodedRows) where Value == [Element] { self.init(.array(rows)) }
}
