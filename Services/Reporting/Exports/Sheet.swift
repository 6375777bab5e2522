import Shared

/// A table as it is printed: what stands where, over how many rows and columns, and in which role. Both file formats are
/// made from it.
struct Sheet: Hashable, Sendable {
    /// At most 31 characters, as spreadsheets ask.
    let name: String
    /// Of the columns, in characters; one that is not seen is 0 wide.
    let widths: [Double]
    var cells: [Cell] = []
    /// Rows that are repeated on every page.
    var heading: ClosedRange<Int>?
    /// Rows that hold keys for the import and are not seen.
    var hidden: Set<Int> = []
    let isLandscape: Bool

    init(name: String, widths: [Double], isLandscape: Bool = false) {
        self.name = String(name.prefix(31))
        self.widths = widths
        self.isLandscape = isLandscape
    }

    struct Cell: Hashable, Sendable {
        let row: Int
        let column: Int
        let rows: Int
        let columns: Int
        let value: Value
        let role: Role
    }

    enum Value: Hashable, Sendable {
        case blank
        case text(String)
        case number(Double)
    }

    /// What a cell is for, and so how it looks.
    enum Role: Hashable, Sendable {
        case annex
        case title
        case remark
        case heading
        case label
        case text
        case figure
        case total
        /// A line to sign or to put a seal on: without a frame.
        case signature
        case key
    }

    mutating func put(
        _ value: Value, _ role: Role, row: Int, column: Int, rows: Int = 1, columns: Int = 1
    ) {
        cells.append(Cell(row: row, column: column, rows: rows, columns: columns, value: value, role: role))
    }

    mutating func put(_ text: String, _ role: Role, row: Int, column: Int, rows: Int = 1, columns: Int = 1) {
        put(.text(text), role, row: row, column: column, rows: rows, columns: columns)
    }

    /// The cells as rows of a rectangle; what a merged cell covers is blank.
    var grid: [[Value]] {
        let rows = (cells.map { $0.row + $0.rows }.max() ?? 0)
        var grid = [[Value]](repeating: [Value](repeating: .blank, count: widths.count), count: rows)
        for cell in cells { grid[cell.row][cell.column] = cell.value }
        return grid
    }
}

extension Sheet.Value {
    init(_ number: Double?) { self = number.map { .number($0) } ?? .blank }
}
