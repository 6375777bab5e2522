import Shared

/// A digest as HTML for mail: one column, styles in the elements (mail programs drop style sheets), nothing to load.
enum DigestPage {
    static func html(title: String, paragraphs: [String], list: DigestList, footer: [String]) -> String {
        let heads = ["单位", "事项", "已报/应报", "截止时间", "请做", "依据", "咨询"]
        let head = heads.map { "<th style=\"\(cell)background:#f0f3f7;text-align:left\">\($0)</th>" }.joined()
        let rows = list.rows.map { row in
            let cells = [
                row.unit, row.item, "\(row.have)/\(row.need)", row.due, row.action, row.clause, row.receiver,
            ]
            return "<tr>" + cells.map { "<td style=\"\(cell)\">\(escape($0))</td>" }.joined() + "</tr>"
        }
        let omission = list.omitted > 0 ? "<p>\(escape(list.omission))</p>\n" : ""
        let small = footer.map(escape).joined(separator: "<br>")
        return """
            <!DOCTYPE html>
            <html lang="zh-CN">
            <head><meta charset="utf-8"><title>\(escape(title))</title></head>
            <body style="font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif;font-size:15px;line-height:1.6;color:#1c2530">
            \(paragraphs.map { "<p>\(escape($0).replacing("\n", with: "<br>"))</p>" }.joined(separator: "\n"))
            <table style="border-collapse:collapse;font-size:14px">
            <tr>\(head)</tr>
            \(rows.joined(separator: "\n"))
            </table>
            \(omission)<p style="color:#5a6675;font-size:13px">\(small)</p>
            </body>
            </html>

            """
    }

    private static let cell = "border:1px solid #c8d0da;padding:6px 9px;vertical-align:top;"

    /// Text as HTML shows it, in an element or in an attribute's quotes.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
