import Shared

/// A CSV file with known columns, read row by row into things; what is wrong is collected with its place, never thrown.
struct ImportSheet {
    private(set) var rows: [ImportRow] = []
    /// Of the file as a whole: grammar and header. Nothing can be read then.
    private(set) var faults: [BadCell] = []

    init(_ csv: String, required: [String], optional: [String]) {
        let table: CSVTable
        do {
            table = try CSVTable(parsing: csv)
        } catch {
            faults = [
                BadCell(line: error.line, column: nil, rule: "csv", detail: "cell \(error.cell): \(error.problem)")
            ]
            return
        }
        func fault(_ column: String, _ rule: String, _ detail: String) {
            faults.append(BadCell(line: 1, column: column, rule: rule, detail: detail))
        }
        for column in required where !table.header.contains(column) {
            fault(column, "missing_column", "the header must name it")
        }
        for (index, column) in table.header.enumerated() {
            if !required.contains(column), !optional.contains(column) {
                fault(column, "unknown_column", "known are " + (required + optional).joined(separator: ", "))
            } else if table.header.firstIndex(of: column) != index {
                fault(column, "duplicate_column", "stands twice in the header")
            }
        }
        guard faults.isEmpty else { return }
        rows = table.records.filter { $0.cells != [""] }.map { ImportRow(record: $0, header: table.header) }
    }
}

/// One row: hands out its cells as values and notes what is wrong with them.
struct ImportRow {
    let line: Int
    private var cells: [String: String] = [:]
    private(set) var bad: [BadCell] = []

    init(record: CSVRecord, header: [String]) {
        line = record.line
        guard record.cells.count == header.count else {
            refuse(nil, "cells", "\(header.count) cells are needed, \(record.cells.count) came")
            return
        }
        cells = Dictionary(zip(header, record.cells)) { first, _ in first }
    }

    mutating func refuse(_ column: String?, _ rule: String, _ detail: String) {
        bad.append(BadCell(line: line, column: column, rule: rule, detail: detail))
    }

    /// Whether the file has the column: an absent one leaves alone what stands, an empty cell empties it.
    func has(_ column: String) -> Bool { cells[column] != nil }

    /// nil when the column is absent or the cell empty.
    func text(_ column: String) -> String? { cells[column].flatMap { $0.isEmpty ? nil : $0 } }

    /// nil, and noted, when there is none.
    mutating func required(_ column: String) -> String? {
        if let text = text(column) { return text }
        // A row of the wrong length has no cells to speak of.
        if !cells.isEmpty { refuse(column, "required", "must not be empty") }
        return nil
    }

    /// nil when empty; noted when it is none of the cases.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ column: String) -> Choice?
    where Choice.RawValue == String {
        guard let text = text(column) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        refuse(column, "unknown_\(column)", "must be one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        return nil
    }

    /// An instant in RFC 3339, or a civil date: then the start of that day in Asia/Shanghai.
    mutating func instant(_ column: String) -> Instant? {
        guard let text = text(column) else { return nil }
        if let instant = Instant(text) { return instant }
        if let date = CivilDate(text) { return Zone.shanghai.instant(of: date) }
        refuse(column, "shape", "must be \(Instant.expectation) or \(CivilDate.expectation)")
        return nil
    }

    mutating func time(_ column: String) -> LocalTime? {
        guard let text = text(column) else { return nil }
        if let time = LocalTime(text) { return time }
        refuse(column, "shape", "must be \(LocalTime.expectation)")
        return nil
    }

    mutating func flag(_ column: String) -> Bool {
        switch text(column) {
        case nil, "N": return false
        case "Y": return true
        default:
            refuse(column, "shape", "must be Y or N")
            return false
        }
    }

    /// The cell's values, separated by `;`.
    func list(_ column: String) -> [String] {
        text(column)?.split(separator: ";").map(String.init) ?? []
    }
}
