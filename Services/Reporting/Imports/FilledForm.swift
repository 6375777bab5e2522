import Shared

/// A filled annex → a payload. Pure. Fields are found by the keys the export wrote (`FormSheets`): in the last column of
/// the list of fields, and in the hidden row above a table's rows; so lines may be moved and texts changed.
struct FilledForm {
    let text: FieldText
    private let fields: [String: FormField]
    private let tables: [String: [String: FormField]]

    private(set) var payload: [String: JSONValue] = [:]
    private(set) var errors: [ImportPlan.CellError] = []

    init(form: FormDefinition, text: FieldText, sheets: [FilledSheet]) {
        self.text = text
        let plain = form.fields.filter { $0.type != .rows }
        fields = Dictionary(plain.map { ($0.key, $0) }) { first, _ in first }
        tables = Dictionary(
            form.fields.filter { $0.type == .rows }.map { table in
                (table.key, Dictionary((table.columns ?? []).map { ($0.key, $0) }) { first, _ in first })
            }
        ) { first, _ in first }
        for sheet in sheets { read(sheet) }
        if payload.isEmpty, errors.isEmpty {
            errors.append(
                ImportPlan.CellError(
                    sheet: sheets.first?.name, row: 1, column: "A", message: "没有找到填报项的代码列，请使用导出的空表填写"))
        }
    }

    private struct Table {
        let key: String
        /// By place in the row.
        let columns: [Int: FormField]
    }

    private mutating func read(_ sheet: FilledSheet) {
        var table: Table?
        for (index, row) in sheet.rows.enumerated() {
            if let found = header(row) {
                table = found
                if payload[found.key] == nil { payload[found.key] = .array([]) }
            } else if let open = table {
                // A table ends where nothing is written: behind it come lines to sign.
                guard row.contains(where: { !$0.allSatisfy(\.isWhitespace) }) else {
                    table = nil
                    continue
                }
                readRow(row, index, open, sheet)
            } else {
                readField(row, index, sheet)
            }
        }
    }

    /// The row of a table's keys: `activities[].name`.
    private func header(_ row: [String]) -> Table? {
        guard let first = row.first(where: { !$0.isEmpty }), let end = first.firstRange(of: "[].") else { return nil }
        let key = String(first[..<end.lowerBound])
        guard let known = tables[key] else { return nil }
        let prefix = "\(key)[]."
        let columns = row.enumerated().compactMap { place, cell -> (Int, FormField)? in
            guard cell.hasPrefix(prefix) else { return nil }
            return known[String(cell.dropFirst(prefix.count))].map { (place, $0) }
        }
        return Table(key: key, columns: Dictionary(columns) { first, _ in first })
    }

    private mutating func readField(_ row: [String], _ index: Int, _ sheet: FilledSheet) {
        let place = FormSheets.keyColumn
        guard row.count > place, let field = fields[row[place].trimmingSpace] else { return }
        let cell = row[place - 1]
        switch text.read(field, cell) {
        case .success(let value): if !value.isNull { payload[field.key] = value }
        case .failure(let problem): refuse(sheet, index, place - 1, field.key, problem.message)
        }
    }

    private mutating func readRow(_ row: [String], _ index: Int, _ table: Table, _ sheet: FilledSheet) {
        var members: [String: JSONValue] = [:]
        let number = payload[table.key]?.array?.count ?? 0
        for (place, field) in table.columns where place < row.count {
            switch text.read(field, row[place]) {
            case .success(let value): if !value.isNull { members[field.key] = value }
            case .failure(let problem):
                refuse(sheet, index, place, "\(table.key)[\(number)].\(field.key)", problem.message)
            }
        }
        payload[table.key] = .array((payload[table.key]?.array ?? []) + [.object(members)])
    }

    private mutating func refuse(
        _ sheet: FilledSheet, _ row: Int, _ column: Int, _ field: String, _ message: String
    ) {
        errors.append(
            ImportPlan.CellError(
                sheet: sheet.name, row: row + 1, column: Self.letters(column), field: field, message: message))
    }

    /// 0 → `A`, 26 → `AA`.
    static func letters(_ column: Int) -> String {
        let letter = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(column % 26)))
        return column < 26 ? letter : letters(column / 26 - 1) + letter
    }
}

extension FieldText {
    struct Unreadable: Error {
        let message: String
    }

    /// What a cell says, as the form's payload has it; null for an empty one.
    func read(_ field: FormField, _ cell: String) -> Result<JSONValue, Unreadable> {
        let text = Self.plain(cell).trimmingSpace
        guard !text.isEmpty else { return .success(.null) }
        func refused(_ expected: String) -> Result<JSONValue, Unreadable> {
            .failure(Unreadable(message: "“\(field.label)”应为\(expected)：\(text)"))
        }
        switch field.type {
        case .integer:
            return Int64(Self.digits(text)).map { .success(.int($0)) } ?? refused("整数")
        case .number:
            return Double(Self.digits(text)).map { .success(.double($0)) } ?? refused("数字")
        case .boolean:
            switch text {
            case "是", "TRUE", "true", "1": return .success(true)
            case "否", "FALSE", "false", "0": return .success(false)
            default: return refused("是或否")
            }
        case .date:
            return Self.date(text).map { .success(.string($0.description)) } ?? refused("日期，如 2026-05-20")
        case .instant:
            return instant(text).map { .success(.string($0.description)) } ?? refused("时间，如 2026-05-20 09:00")
        case .choice: return .success(.string(code(field, text)))
        case .choices: return .success(.array(Self.list(text).map { .string(code(field, $0)) }))
        case .units, .regions: return place(field, Self.list(text)).map { .array($0.map { .string($0) }) }
        case .ratio:
            let parts = text.split(separator: "/").map { Int64($0.trimmingSpace) }
            guard parts.count == 2, let part = parts[0], let whole = parts[1] else { return refused("比例，如 3/5") }
            return .success(["numerator": .int(part), "denominator": .int(whole)])
        case .unit, .region: return place(field, [text]).map { .string($0[0]) }
        case .text, .personal, .url: return .success(.string(text))
        case .rows: return .success(.null)
        }
    }

    /// Without the apostrophe that keeps spreadsheets from calculating.
    private static func plain(_ cell: String) -> String {
        guard cell.first == "'", CSVText.harmless(String(cell.dropFirst())) == cell else { return cell }
        return String(cell.dropFirst())
    }

    /// `1,234` and full-width digits as spreadsheets and people write them.
    private static func digits(_ text: String) -> String {
        String(
            text.compactMap { character -> Character? in
                switch character {
                case ",", "，", " ": nil
                case "０"..."９":
                    character.unicodeScalars.first.flatMap { Unicode.Scalar($0.value - 0xFEE0) }.map { Character($0) }
                default: character
                }
            })
    }

    /// `2026-05-20`, `2026/5/20`, `2026年5月20日`, and the serial number spreadsheets keep for it.
    private static func date(_ text: String) -> CivilDate? {
        if let date = CivilDate(text) { return date }
        let parts = text.split { "-/.年月日".contains($0) }.map { Int($0) }
        if parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] {
            return CivilDate(year: year, month: month, day: day)
        }
        // Days since 1899-12-30 in the 1900 date system; the years 1954 to 2119.
        guard let serial = Int(text), (20_000...80_000).contains(serial) else { return nil }
        return CivilDate(year: 1899, month: 12, day: 30)?.adding(days: serial)
    }

    private func instant(_ text: String) -> Instant? {
        if let instant = Instant(text) { return instant }
        let parts = text.split(separator: " ")
        guard parts.count == 2, let date = Self.date(String(parts[0])),
            let time = LocalTime(String(parts[1].prefix(5)))
        else { return nil }
        return document.zone.instant(of: date, at: time)
    }

    /// A term by its name or its code; what is neither stays, and the form's rules refuse it.
    private func code(_ field: FormField, _ text: String) -> String {
        let vocabulary = field.vocabulary.flatMap { document.vocabulary(VocabularyKey($0)) }
        return vocabulary?.terms.first { $0.name == text }?.code.rawValue ?? text
    }

    /// Regions and units by their names or their codes.
    private func place(_ field: FormField, _ texts: [String]) -> Result<[String], Unreadable> {
        var codes: [String] = []
        for text in texts {
            do throws(PlaceNames.Unclear) {
                codes.append(try names.read(text, field.type))
            } catch {
                switch error {
                case .unknown:
                    return .failure(Unreadable(message: "“\(field.label)”中没有名为“\(text)”的地区或单位，请填写全称或代码"))
                case .several(let found):
                    let several = found.joined(separator: "、")
                    return .failure(Unreadable(message: "“\(field.label)”中有多个“\(text)”，请填写代码：\(several)"))
                }
            }
        }
        return .success(codes)
    }

    static func list(_ text: String) -> [String] {
        text.split { "、,，;；\n".contains($0) }.map(\.trimmingSpace).filter { !$0.isEmpty }
    }
}

extension StringProtocol {
    /// Without white space at either end.
    fileprivate var trimmingSpace: String {
        let inner = drop(while: \.isWhitespace)
        guard let last = inner.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(inner[...last])
    }
}
