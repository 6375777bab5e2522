/// Rows in columns as a terminal shows them. The last column is wrapped at the terminal's edge, between its parts.
struct Table {
    struct Column {
        let heading: String
        let alignment: Alignment

        static func left(_ heading: String) -> Column { Column(heading: heading, alignment: .left) }
        static func right(_ heading: String) -> Column { Column(heading: heading, alignment: .right) }
    }

    enum Alignment { case left, right }

    struct Cell {
        let parts: [String]
        var colour: Terminal.Colour?

        init(_ text: String, _ colour: Terminal.Colour? = nil) {
            parts = [text]
            self.colour = colour
        }

        /// A list that may be wrapped between its members.
        init(list parts: [String], _ colour: Terminal.Colour? = nil) {
            self.parts = parts
            self.colour = colour
        }

        var text: String { parts.joined(separator: "、") }
    }

    let columns: [Column]
    private(set) var rows: [[Cell]] = []
    /// A rule is drawn above these rows.
    private var ruled: Set<Int> = []

    init(columns: [Column]) { self.columns = columns }

    mutating func append(_ row: [Cell], ruledAbove: Bool = false) {
        if ruledAbove { ruled.insert(rows.count) }
        rows.append(row)
    }

    private static let gap = "  "
    /// Below this the last column is not wrapped: it would only get longer.
    private static let narrowest = 16
    /// In a file the last column may be very long.
    private static let longestRule = 120

    /// - Parameter width: of the terminal; nil where lines may be as long as they are, in a file or a pipe.
    func lines(width: Int?, paint: (String, Terminal.Colour) -> String) -> [String] {
        let widths = columns.indices.dropLast().map { column in
            ([columns[column].heading] + rows.map { $0[column].text }).map(\.displayWidth).max() ?? 0
        }
        let indent = widths.reduce(0) { $0 + $1 + Self.gap.count }
        let last = width.map { $0 - indent }.flatMap { $0 < Self.narrowest ? nil : $0 }

        var lines: [String] = []
        func add(_ cells: [Cell]) {
            let front = zip(cells, zip(columns, widths)).map { cell, column in
                let text = Self.pad(cell.text, to: column.1, column.0.alignment)
                return (cell.colour.map { paint(text, $0) } ?? text) + Self.gap
            }
            guard let tail = cells.last else { return }
            for (number, part) in Self.wrap(tail.parts, width: last).enumerated() {
                let head = number == 0 ? front.joined() : String(repeating: " ", count: indent)
                let text = tail.colour.map { paint(part, $0) } ?? part
                lines.append((head + text).trimmingTrailingSpaces)
            }
        }

        add(columns.map { Cell($0.heading, .bold) })
        let body = lines.startIndex
        for (number, row) in rows.enumerated() {
            if ruled.contains(number) { lines.append("") }
            add(row)
        }
        let longest = lines.map(\.plain.displayWidth).max() ?? 0
        let rule = String(repeating: "-", count: min(longest, width ?? Self.longestRule))
        lines.insert(rule, at: body + 1)
        return lines.map { $0.isEmpty ? rule : $0 }
    }

    private static func pad(_ text: String, to width: Int, _ alignment: Alignment) -> String {
        let space = String(repeating: " ", count: max(0, width - text.displayWidth))
        return alignment == .left ? text + space : space + text
    }

    private static func wrap(_ parts: [String], width: Int?) -> [String] {
        guard let width else { return [parts.joined(separator: "、")] }
        var lines: [String] = []
        for (number, part) in parts.enumerated() {
            let text = number == parts.count - 1 ? part : part + "、"
            if let line = lines.last, (line + text).displayWidth <= width {
                lines[lines.count - 1] = line + text
            } else {
                lines.append(text)
            }
        }
        return lines.isEmpty ? [""] : lines
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    /// Without the terminal's colours.
    fileprivate var plain: String { replacing(/\u{1B}\[[0-9]+m/, with: "") }
}
