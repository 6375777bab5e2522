/// A CSV file by RFC 4180: a header line, then records of as many cells. Strict, so that a broken file is refused and not
/// read as another one; lenient only where spreadsheets are: a byte order mark, CRLF or LF, a line end or none at the
/// file's end.
///
/// ```swift
/// let table = try CSVTable(parsing: text)
/// for record in table.records { print(record.line, record.cells) }
/// ```
package struct CSVTable: Sendable, Hashable {
    package let header: [String]
    package let records: [CSVRecord]

    /// Throws at the first place that breaks the grammar. Records of another length than the header are read: what is
    /// wrong with one of them is wrong with that record only (`CSVRecord.cells`).
    package init(parsing text: String) throws(CSVSyntaxError) {
        var parser = CSVParser(text)
        guard let header = try parser.next() else {
            throw CSVSyntaxError(line: 1, cell: 1, problem: "the file is empty: a header line is needed")
        }
        self.header = header.cells
        var records: [CSVRecord] = []
        while let record = try parser.next() { records.append(record) }
        self.records = records
    }
}

/// One record, and the line of the file it begins on, from 1. A quoted cell may run over several lines.
package struct CSVRecord: Sendable, Hashable {
    package let line: Int
    package let cells: [String]
}

/// Where a file stops being CSV.
package struct CSVSyntaxError: Error, Sendable, Hashable {
    /// From 1.
    package let line: Int
    /// Which cell of the record, from 1.
    package let cell: Int
    package let problem: String
}

/// Reads record by record; a value, so that the file is walked once.
private struct CSVParser {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(_ text: String) {
        bytes = Array(text.utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// nil at the end of the file. An empty line is a record of one empty cell, but the file's last line end makes none.
    mutating func next() throws(CSVSyntaxError) -> CSVRecord? {
        guard position < bytes.count else { return nil }
        let start = line
        var cells: [String] = []
        while true {
            cells.append(try cell(number: cells.count + 1))
            guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { break }
            position += 1
        }
        skipLineEnd()
        return CSVRecord(line: start, cells: cells)
    }

    private mutating func cell(number: Int) throws(CSVSyntaxError) -> String {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return try plain(number) }
        return try quoted(number)
    }

    private mutating func plain(_ number: Int) throws(CSVSyntaxError) -> String {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: ","), UInt8(ascii: "\n"): return String(decoding: bytes[start..<position], as: UTF8.self)
            case UInt8(ascii: "\r"):
                guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\n") else {
                    throw error(number, "a carriage return without a line feed")
                }
                return String(decoding: bytes[start..<position], as: UTF8.self)
            case UInt8(ascii: "\""):
                throw error(number, "a quotation mark inside a cell that does not begin with one")
            default: position += 1
            }
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quoted(_ number: Int) throws(CSVSyntaxError) -> String {
        let opened = line
        position += 1
        var cell: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                    try expectEnd(number)
                    return String(decoding: cell, as: UTF8.self)
                }
                position += 1
            } else if byte == UInt8(ascii: "\n") {
                line += 1
            }
            cell.append(byte)
        }
        throw CSVSyntaxError(line: opened, cell: number, problem: "the quotation mark is never closed")
    }

    private func expectEnd(_ number: Int) throws(CSVSyntaxError) {
        guard position < bytes.count else { return }
        switch bytes[position] {
        case UInt8(ascii: ","), UInt8(ascii: "\n"): return
        case UInt8(ascii: "\r") where position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "\n"): return
        default: throw error(number, "text behind the closing quotation mark")
        }
    }

    private mutating func skipLineEnd() {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\r") { position += 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "\n") { position += 1 }
        line += 1
    }

    private func error(_ cell: Int, _ problem: String) -> CSVSyntaxError {
        CSVSyntaxError(line: line, cell: cell, problem: problem)
    }
}
