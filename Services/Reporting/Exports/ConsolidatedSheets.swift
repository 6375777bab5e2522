import Shared

/// A node's consolidated form: its own figures beside what the filings below add up to, and those filings, a sheet for
/// each kind of unit: no college stands in a sum with others (Q10, N25).
struct ConsolidatedSheets {
    let form: FormDefinition
    let comparison: RollUpComparison
    let below: [FiledFigures]
    let asOf: String

    var sheets: [Sheet] { [summary] + units }

    /// Declared, computed, difference and note, a line per figure.
    var summary: Sheet {
        var sheet = Sheet(name: "汇总表", widths: [18, 26, 10, 14, 14, 14, 28], isLandscape: true)
        sheet.put(form.annex ?? "", .annex, row: 0, column: 0, columns: 7)
        sheet.put("\(form.title)（汇总）", .title, row: 1, column: 0, columns: 7)
        sheet.put("汇总单位（盖章）：\(comparison.node.name)", .remark, row: 2, column: 0, columns: 4)
        sheet.put("截至：\(asOf)", .remark, row: 2, column: 4, columns: 3)
        for (column, heading) in ["类别", "指标", "计量单位", "申报数", "下级合计", "差额", "说明"].enumerated() {
            sheet.put(heading, .heading, row: 3, column: column)
        }
        sheet.heading = 3...3
        var row = 4
        for group in grouped(comparison.rows.map { ($0, field(of: $0.field)) }) {
            sheet.put(group.name, .label, row: row, column: 0, rows: group.lines.count)
            for (line, field) in group.lines {
                sheet.put(line.label, .label, row: row, column: 1)
                sheet.put(FieldText.unit(field?.unit), .label, row: row, column: 2)
                sheet.put(Sheet.Value(line.declared), .figure, row: row, column: 3)
                sheet.put(Self.computed(line), .figure, row: row, column: 4)
                sheet.put(Sheet.Value(Self.difference(line)), .figure, row: row, column: 5)
                sheet.put(line.note ?? "", .text, row: row, column: 6)
                row += 1
            }
        }
        if !comparison.missing.isEmpty {
            let names = comparison.missing.map(\.name).joined(separator: "、")
            sheet.put("未报单位：\(names)", .remark, row: row, column: 0, columns: 7)
            row += 1
        }
        sheet.put("单位负责人（签字）：", .signature, row: row + 1, column: 0, columns: 2)
        sheet.put("审核人：", .signature, row: row + 1, column: 2, columns: 2)
        sheet.put("填报人：", .signature, row: row + 1, column: 4, columns: 2)
        sheet.put("联系电话：", .signature, row: row + 1, column: 6)
        sheet.put("（盖章）      年    月    日", .signature, row: row + 2, column: 4, columns: 3)
        return sheet
    }

    /// A size of a set of which only bounds are known is printed as bounds, and has no difference.
    private static func computed(_ line: RollUpComparison.Row) -> Sheet.Value {
        guard let least = line.atLeast, let most = line.atMost else { return Sheet.Value(line.computed) }
        return .text("\(CSVText.shown(least))至\(CSVText.shown(most))")
    }

    private static func difference(_ line: RollUpComparison.Row) -> Double? {
        guard line.atLeast == nil, let declared = line.declared else { return nil }
        return declared - (line.computed ?? 0)
    }

    private struct Group {
        let name: String
        var lines: [(RollUpComparison.Row, FormField?)]
    }

    private func grouped(_ lines: [(RollUpComparison.Row, FormField?)]) -> [Group] {
        lines.reduce(into: []) { groups, line in
            let name = heading(of: line.0.field) ?? "其他"
            if groups.last?.name == name {
                groups[groups.count - 1].lines.append(line)
            } else {
                groups.append(Group(name: name, lines: [line]))
            }
        }
    }

    private func field(of path: String) -> FormField? {
        guard let bracket = path.firstRange(of: "[].") else { return form.fields.first { $0.key == path } }
        let table = form.fields.first { $0.key == path[..<bracket.lowerBound] }
        return table?.columns?.first { $0.key == path[bracket.upperBound...] }
    }

    private func heading(of path: String) -> String? {
        guard let bracket = path.firstRange(of: "[].") else { return field(of: path)?.group }
        return form.fields.first { $0.key == path[..<bracket.lowerBound] }?.label
    }

    /// One row per unit, one column per figure, headings over groups of figures, sums below. On paper it goes over as many
    /// pages as it needs, each with the units' names in front and whole groups of figures.
    var units: [Sheet] {
        Dictionary(grouping: below, by: \.unit.kind).sorted { $0.key < $1.key }.map { kind, filed in
            list(kind, filed.sorted { $0.unit.key < $1.unit.key })
        }
    }

    private func list(_ kind: UnitKind, _ filed: [FiledFigures]) -> Sheet {
        let rules = RollUpRules(form: form)
        let columns = rules.columns
        var sheet = Sheet(
            name: "\(kind.plural)明细", widths: [6, 26] + columns.map { width($0, filed) }, isLandscape: true)
        let groups = headings(columns)
        sheet.paginate(repeating: 2, groups: groups.map(\.columns.count))
        // Over the first page only, and not over the columns that all pages repeat: what is merged over a break is cut.
        let first = (sheet.pages?.breaks.first ?? columns.count + 2) - 2
        sheet.put("\(form.title)（\(kind.plural)明细）", .title, row: 0, column: 2, columns: first)
        sheet.put("报送至：\(comparison.node.name)    截至：\(asOf)", .remark, row: 1, column: 2, columns: first)
        sheet.put("序号", .heading, row: 2, column: 0, rows: 2)
        sheet.put("单位", .heading, row: 2, column: 1, rows: 2)
        var column = 2
        for group in groups {
            sheet.put(group.name, .heading, row: 2, column: column, columns: group.columns.count)
            for figure in group.columns {
                let unit = FieldText.unit(field(of: figure.path)?.unit)
                let heading = Sheet.text(figure.label, unit: unit, width: sheet.widths[column])
                sheet.put(heading, .heading, row: 3, column: column)
                column += 1
            }
        }
        sheet.heading = 2...3
        for (index, unit) in filed.enumerated() {
            sheet.put(.number(Double(index + 1)), .label, row: 4 + index, column: 0)
            let name = Sheet.text(unit.unit.name, unit: unit.filed == nil ? "未报" : "", width: sheet.widths[1])
            sheet.put(name, .text, row: 4 + index, column: 1)
            for (place, figure) in columns.enumerated() {
                let value = unit.filed.flatMap { figure.value(in: $0.payload) }
                sheet.put(Sheet.Value(value), .figure, row: 4 + index, column: 2 + place)
            }
        }
        let sums = Dictionary(rules.figures(filed.compactMap(\.filed?.payload)).map { ($0.field, $0.value) }) { $1 }
        sheet.put("合计", .total, row: 4 + filed.count, column: 0, columns: 2)
        for (place, figure) in columns.enumerated() {
            // What is not added has no sum; a line says so.
            let value: Sheet.Value = figure.isAdded ? Sheet.Value(sums[figure.path]) : .text("—")
            sheet.put(value, .total, row: 4 + filed.count, column: 2 + place)
        }
        return sheet
    }

    /// Room for the sum, which is the widest number of a column, with its separators and its distance from the frame.
    private func width(_ column: RollUpRules.Column, _ filed: [FiledFigures]) -> Double {
        let sum = filed.compactMap { $0.filed.flatMap { column.value(in: $0.payload) } }.reduce(0, +)
        let digits = min(CSVText.shown(sum).count, 16)
        return max(9, Double(digits + digits / 3 + 4))
    }

    /// Neighbours with the same heading, as many as are surely on one page together.
    private func headings(_ columns: [RollUpRules.Column]) -> [(name: String, columns: [RollUpRules.Column])] {
        columns.reduce(into: []) { groups, column in
            let name = heading(of: column.path) ?? "其他"
            if let last = groups.last, last.name == name, last.columns.count < 7 {
                groups[groups.count - 1].columns.append(column)
            } else {
                groups.append((name, [column]))
            }
        }
    }
}

extension UnitKind {
    /// What several of a kind are called in print. Kinds of the registry that report to nobody keep their own word.
    var plural: String {
        switch self {
        case .cityEducation: "各市"
        case .directCounty: "省直管县（市）"
        case .countyEducation: "各县（市、区）"
        case .higherEducation: "高等院校"
        case .secondaryLocal, .secondaryProvincial: "中等职业学校"
        default: rawValue
        }
    }
}
