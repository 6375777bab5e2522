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
    /// For a table that is wider than a page: columns that are repeated on each, and those a page begins with. Without
    /// them the whole width is fitted to one page.
    var pages: Pages?
    /// Rows that hold keys for the import and are not seen.
    var hidden: Set<Int> = []
    let isLandscape: Bool

    init(name: String, widths: [Double], isLandscape: Bool = false) {
        self.name = String(name.prefix(31))
        self.widths = widths
        self.isLandscape = isLandscape
    }

    struct Pages: Hashable, Sendable {
        /// From the first column on.
        let repeated: Int
        let breaks: [Int]
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

    /// Lays a table that is wider than a page over several, each with the first columns in front.
    ///
    /// - Parameter groups: how many neighbouring columns behind those stay together; a group wider than a page is torn.
    mutating func paginate(repeating repeated: Int, groups: [Int]) {
        let front = widths.prefix(repeated).reduce(0, +)
        guard widths.reduce(0, +) > Self.page else { return }
        var (breaks, used, column) = ([Int](), front, repeated)
        for group in groups.flatMap({ fitting($0, from: &column, beside: front) }) {
            let width = widths[group].reduce(0, +)
            if used > front, used + width > Self.page {
                breaks.append(group.lowerBound)
                used = front
            }
            used += width
        }
        pages = Pages(repeated: repeated, breaks: breaks)
    }

    /// The group's columns, in parts no wider than a page.
    private func fitting(_ group: Int, from column: inout Int, beside front: Double) -> [Range<Int>] {
        var (parts, start, used) = ([Range<Int>](), column, front)
        for index in column..<column + group {
            if index > start, used + widths[index] > Self.page {
                parts.append(start..<index)
                (start, used) = (index, front)
            }
            used += widths[index]
        }
        column += group
        parts.append(start..<column)
        return parts
    }

    /// Characters across a landscape page of A4, with room for fonts that are wider than the one columns are measured by.
    private static let page = 100.0

    /// Two thirds of its size are read well; what is taller goes over several pages.
    var fitsOnePage: Bool { pages == nil && heights.reduce(0, +) < (isLandscape ? 700 : 1_200) }

    /// Heights of the rows in points, so that no text is cut: readers fit them only where nobody did, and never for
    /// merged cells.
    var heights: [Double] {
        var heights = [Double](repeating: Self.line + 3, count: (cells.map { $0.row + $0.rows }.max() ?? 0))
        for cell in cells where cell.rows == 1 && cell.role != .key {
            let width = widths[cell.column..<min(cell.column + cell.columns, widths.count)].reduce(0, +)
            let lines = Double(cell.value.lines(width: width / cell.role.scale))
            let needed = lines * Self.line * cell.role.scale + cell.role.air
            heights[cell.row] = min(max(heights[cell.row], needed), Self.tallest)
        }
        return heights
    }

    /// Points of a line of 11 point text.
    private static let line = 15.0
    /// What spreadsheets allow at most.
    private static let tallest = 409.0

    /// The cells as rows of a rectangle; what a merged cell covers is blank.
    var grid: [[Value]] {
        let rows = (cells.map { $0.row + $0.rows }.max() ?? 0)
        var grid = [[Value]](repeating: [Value](repeating: .blank, count: widths.count), count: rows)
        for cell in cells { grid[cell.row][cell.column] = cell.value }
        return grid
    }
}

extension Sheet {
    /// A text with a short word in brackets behind it: on a line of its own where both do not fit on one, so that no bracket is
    /// torn off.
    ///
    /// - Parameters:
    ///   - unit: a unit of measure or a remark; empty for none.
    ///   - width: of the column, in characters.
    static func text(_ text: String, unit: String, width: Double) -> String {
        guard !unit.isEmpty else { return text }
        let whole = "\(text)（\(unit)）"
        return Value.text(whole).lines(width: width) == 1 ? whole : "\(text)\n（\(unit)）"
    }
}

extension Sheet.Value {
    init(_ number: Double?) { self = number.map { .number($0) } ?? .blank }
}

extension Sheet.Value {
    /// How many lines it takes in a column of `width` characters; a Chinese character is two wide.
    fileprivate func lines(width: Double) -> Int {
        guard case .text(let text) = self, width > 2 else { return 1 }
        return text.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) { lines, line in
            let length = line.unicodeScalars.reduce(0.0) { $0 + ($1.value < 0x2E80 ? 1 : 2) }
            return lines + max(1, Int((length / (width - 1)).rounded(.up)))
        }
    }
}

extension Sheet.Role {
    /// How much larger its text is than the 11 points that lines and columns are measured by.
    fileprivate var scale: Double {
        switch self {
        case .title: 16.0 / 11.0
        case .annex, .remark, .heading, .label, .text, .figure, .total, .signature, .key: 1
        }
    }

    /// Points above and below the text.
    fileprivate var air: Double {
        switch self {
        case .title: 15
        case .heading, .signature: 9
        case .annex, .remark, .label, .text, .figure, .total, .key: 3
        }
    }
}
