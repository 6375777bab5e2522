import Shared

/// Sheets → CSV by RFC 4180: UTF-8 with a byte order mark (or spreadsheets take it for another encoding), CR LF.
enum CSVText {
    /// Several sheets stand below each other with an empty line between.
    static func text(_ sheets: [Sheet]) -> String {
        let blocks = sheets.map { sheet in
            sheet.grid.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
        }
        return "\u{FEFF}" + blocks.joined(separator: "\r\n")
    }

    static func cell(_ value: Sheet.Value) -> String {
        switch value {
        case .blank: ""
        case .number(let number): shown(number)
        case .text(let text): quoted(harmless(text))
        }
    }

    /// A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection").
    static func harmless(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) else { return text }
        return "'" + text
    }

    static func shown(_ number: Double) -> String { Int64(exactly: number).map(String.init) ?? String(number) }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { "\",\r\n".utf8.contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
