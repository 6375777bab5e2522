import Shared

/// A digest as HTML for mail: one column that a phone shows whole, styles in the elements (mail programs drop style sheets),
/// nothing to load.
enum DigestPage {
    static func html(title: String, paragraphs: [String], list: DigestList, footer: [String]) -> String {
        let small = footer.map(escape).joined(separator: "<br>")
        return """
            <!DOCTYPE html>
            <html lang="\(list.words.tag)">
            <head><meta charset="utf-8"><title>\(escape(title))</title></head>
            <body style="font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif;font-size:15px;line-height:1.6;color:#1c2530">
            \(paragraphs.map { "<p>\(escape($0, lineBreak: "<br>"))</p>" }.joined(separator: "\n"))
            \(table(list))<p style="color:#5a6675;font-size:13px">\(small)</p>
            </body>
            </html>

            """
    }

    private static let cell = "border:1px solid #c8d0da;padding:6px 9px;vertical-align:top;"

    /// With a line break at its end; empty without rows.
    private static func table(_ list: DigestList) -> String {
        if list.rows.isEmpty { return "" }
        let head = list.words.heads.map {
            "<th style=\"\(cell)background:#f0f3f7;text-align:left;white-space:nowrap\">\($0)</th>"
        }
        let rows = list.rows.map { row in
            let what = "\(escape(row.unit))<br>\(escape(row.item))"
            let cells = [what, "\(row.have)/\(row.need)", escape(row.due), escape(row.action)]
            let more = list.words.basisAndContact(of: row).map(escape).joined(separator: "<br>")
            return "<tr>" + cells.map { "<td style=\"\(cell)\">\($0)</td>" }.joined() + "</tr>\n"
                + "<tr><td colspan=\"4\" style=\"\(cell)color:#5a6675;font-size:13px\">\(more)</td></tr>"
        }
        let omission = list.omitted > 0 ? "<p>\(escape(list.words.omission(list.omitted)))</p>\n" : ""
        return """
            <table style="border-collapse:collapse;font-size:14px;max-width:800px">
            <tr>\(head.joined())</tr>
            \(rows.joined(separator: "\n"))
            </table>
            \(omission)
            """
    }

    /// Text as HTML shows it, in an element or in an attribute's quotes.
    static func escape(_ text: String) -> String { escape(text, lineBreak: "\n") }

    private static func escape(_ text: String, lineBreak: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n": escaped += lineBreak
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
