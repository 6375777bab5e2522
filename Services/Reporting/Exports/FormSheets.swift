import Shared

/// One unit's form in the annex's layout: a line per field, tables of rows on sheets of their own. The last column holds
/// the fields' keys, so that the file can be filled in and imported.
struct FormSheets {
    let form: FormDefinition
    let text: FieldText
    let unit: UnitBrief
    let payload: JSONValue?

    static let keyColumn = 4

    var sheets: [Sheet] { [main] + tables.map(table) }

    private var fields: [FormField] { form.fields.filter { $0.type != .rows } }
    private var tables: [FormField] { form.fields.filter { $0.type == .rows } }

    private var main: Sheet {
        var sheet = Sheet(name: form.annex ?? form.title, widths: [22, 30, 10, 28, 0])
        sheet.put(form.annex ?? "", .annex, row: 0, column: 0, columns: 4)
        sheet.put(form.title, .title, row: 1, column: 0, columns: 4)
        sheet.put("填报单位（盖章）：\(unit.name)", .remark, row: 2, column: 0, columns: 4)
        var row = 3
        // A form of rows alone has its sheet to be signed, and no table without lines.
        if !fields.isEmpty {
            for (column, heading) in ["类别", "指标", "计量单位", "数值", "代码"].enumerated() {
                sheet.put(heading, column == Self.keyColumn ? .key : .heading, row: row, column: column)
            }
            sheet.heading = row...row
            row += 1
        }
        for group in groups {
            sheet.put(group.name, .label, row: row, column: 0, rows: group.fields.count)
            for field in group.fields {
                sheet.put(field.label, .label, row: row, column: 1)
                sheet.put(FieldText.unit(field.unit), .label, row: row, column: 2)
                let value = text.value(field, payload?[field.key])
                sheet.put(value, field.isFigure ? .figure : .text, row: row, column: 3)
                sheet.put(field.key, .key, row: row, column: Self.keyColumn)
                row += 1
            }
        }
        sheet.put("单位负责人（签字）：", .signature, row: row + 1, column: 0, columns: 2)
        sheet.put("（盖章）      年    月    日", .signature, row: row + 1, column: 2, columns: 2)
        return sheet
    }

    private struct Group {
        let name: String
        var fields: [FormField]
    }

    /// Neighbours with the same heading.
    private var groups: [Group] {
        fields.reduce(into: []) { groups, field in
            let name = field.group ?? "其他"
            if groups.last?.name == name {
                groups[groups.count - 1].fields.append(field)
            } else {
                groups.append(Group(name: name, fields: [field]))
            }
        }
    }

    private func table(_ field: FormField) -> Sheet {
        let columns = field.columns ?? []
        var sheet = Sheet(name: field.label, widths: columns.map(Self.width), isLandscape: true)
        let repeated = Self.repeated(columns)
        sheet.paginate(repeating: repeated, groups: Array(repeating: 1, count: columns.count - repeated))
        let start = sheet.pages == nil ? 0 : repeated
        let first = (sheet.pages?.breaks.first ?? columns.count) - start
        sheet.put("\(form.title)：\(field.label)", .title, row: 0, column: start, columns: first)
        sheet.put("填报单位：\(unit.name)", .remark, row: 1, column: start, columns: first)
        for (index, column) in columns.enumerated() {
            let unit = FieldText.unit(column.unit)
            let heading = Sheet.text(column.label, unit: unit, width: sheet.widths[index])
            sheet.put(heading, .heading, row: 2, column: index)
            sheet.put("\(field.key)[].\(column.key)", .key, row: 3, column: index)
        }
        sheet.heading = 2...2
        sheet.hidden = [3]
        for (index, row) in (payload?[field.key]?.array ?? []).enumerated() {
            for (place, column) in columns.enumerated() {
                sheet.put(
                    text.value(column, row[column.key]), column.isFigure ? .figure : .text, row: 4 + index,
                    column: place)
            }
        }
        return sheet
    }

    /// Columns that say which row it is: up to the first text that must be given.
    private static func repeated(_ columns: [FormField]) -> Int {
        let name = columns.firstIndex { $0.type == .text && $0.required ?? false } ?? 0
        return min(name, 2) + 1
    }

    private static func width(_ column: FormField) -> Double {
        switch column.type {
        case .integer, .number, .boolean, .ratio: 9
        case .date, .region, .choice: 12
        case .instant, .unit: 17
        case .text, .personal, .choices, .units, .regions, .url, .rows: (column.maxLength ?? 100) > 100 ? 24 : 16
        }
    }
}
