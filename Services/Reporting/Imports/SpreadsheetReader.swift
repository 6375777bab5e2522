import Shared

/// The cells of an XLSX file (ECMA-376) as texts: what a person sees, not how it looks. Formulas count by their last
/// result.
enum SpreadsheetReader {
    struct Failure: Error {
        let reason: String
    }

    /// Rows and columns at most: beyond, a file is no annex.
    private static let mostRows = 20_000
    private static let mostColumns = 256

    static func sheets(_ bytes: [UInt8]) throws -> [FilledSheet] {
        let archive = try ZipArchive(bytes)
        guard let workbook = try archive.member("xl/workbook.xml") else {
            throw Failure(reason: "it has no workbook")
        }
        let targets = try relations(archive.member("xl/_rels/workbook.xml.rels") ?? [])
        let strings = try sharedStrings(archive.member("xl/sharedStrings.xml") ?? [])
        var named: [(name: String, target: String)] = []
        try XMLEvents.read(workbook) { event in
            guard case .start("sheet", let attributes) = event, let name = attributes["name"],
                let target = attributes["r:id"].flatMap({ targets[$0] })
            else { return }
            named.append((name, target))
        }
        return try named.map { sheet in
            let path = sheet.target.hasPrefix("/") ? String(sheet.target.dropFirst()) : "xl/\(sheet.target)"
            guard let page = try archive.member(path) else { throw Failure(reason: "\(sheet.name) is missing") }
            return FilledSheet(name: sheet.name, rows: try grid(page, strings))
        }
    }

    private static func relations(_ bytes: [UInt8]) throws -> [String: String] {
        var targets: [String: String] = [:]
        try XMLEvents.read(bytes) { event in
            if case .start("Relationship", let attributes) = event, let id = attributes["Id"] {
                targets[id] = attributes["Target"]
            }
        }
        return targets
    }

    private static func sharedStrings(_ bytes: [UInt8]) throws -> [String] {
        var (strings, current, isText, isPhonetic) = ([String](), "", false, false)
        try XMLEvents.read(bytes) { event in
            switch event {
            case .start("si", _): current = ""
            case .end("si"): strings.append(current)
            // How a word is read stands beside it and is no part of it.
            case .start("rPh", _): isPhonetic = true
            case .end("rPh"): isPhonetic = false
            case .start("t", _): isText = true
            case .end("t"): isText = false
            case .text(let text): if isText, !isPhonetic { current += text }
            case .start, .end: break
            }
        }
        return strings
    }

    private static func grid(_ bytes: [UInt8], _ strings: [String]) throws -> [[String]] {
        var (rows, place, type, value, isValue) = ([[String]](), (row: 0, column: 0), "n", "", false)
        try XMLEvents.read(bytes) { event in
            switch event {
            case .start("c", let attributes):
                place = try attributes["r"].map(Self.place) ?? (place.row, place.column + 1)
                (type, value) = (attributes["t"] ?? "n", "")
            case .start("v", _), .start("t", _): isValue = true
            case .end("v"), .end("t"): isValue = false
            case .text(let text): if isValue { value += text }
            case .end("c"):
                while rows.count <= place.row { rows.append([]) }
                while rows[place.row].count <= place.column { rows[place.row].append("") }
                rows[place.row][place.column] = shown(value, type, strings)
            case .start, .end: break
            }
        }
        return rows
    }

    private static func shown(_ value: String, _ type: String, _ strings: [String]) -> String {
        switch type {
        case "s": Int(value).flatMap { strings.indices.contains($0) ? strings[$0] : nil } ?? ""
        case "b": value == "1" ? "是" : "否"
        case "n": Double(value).map(CSVText.shown) ?? value
        default: value
        }
    }

    /// `D9` → row 8, column 3.
    private static func place(_ name: String) throws -> (row: Int, column: Int) {
        let letters = name.prefix { $0.isLetter }
        let column = letters.utf8.reduce(0) { $0 * 26 + Int($1 & 0x1F) } - 1
        guard let row = Int(name.dropFirst(letters.count)), (1...mostRows).contains(row),
            (0..<mostColumns).contains(column)
        else { throw Failure(reason: "\(name) lies outside of what is read") }
        return (row - 1, column)
    }
}

/// A sheet somebody filled in, cell by cell.
struct FilledSheet: Sendable {
    /// nil for a CSV file, which has no names.
    let name: String?
    let rows: [[String]]
}
