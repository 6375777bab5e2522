import Shared

/// How reporting stands, as the people read it who have to chase it: a table by city, then by item, then the totals.
struct BoardText {
    let board: CompletenessBoard
    let document: CampaignDocument
    /// Who owes something to a unit of the board, and has not delivered it; by the unit's key.
    let missingBelow: [String: [String]]

    func lines(width: Int?, paint: (String, Terminal.Colour) -> String) -> [String] {
        heading(paint) + [""] + rowTable.lines(width: width, paint: paint)
            + ["", paint("分事项", .bold)] + itemTable.lines(width: width, paint: paint)
            + receivedLines(width: width, paint: paint) + [""] + totals
    }

    private func heading(_ paint: (String, Terminal.Colour) -> String) -> [String] {
        let track = board.track.flatMap { document.track($0)?.name } ?? "全部活动"
        var time = "截至 \(Self.time(board.at, document.zone))"
        if board.knownAt != board.at { time += "，按 \(Self.time(board.knownAt, document.zone)) 前已收到的材料计" }
        return [paint("\(document.notice.title)　报送情况", .bold), "\(board.node.name)　\(track)　\(time)"]
    }

    private var rowTable: Table {
        var table = Table(columns: [.left("单位")] + Self.countColumns + [.left("未报事项或单位")])
        for row in board.rows {
            table.append([Table.Cell(row.name)] + Self.cells(row.owes) + [Table.Cell(list: Self.missing(row))])
        }
        table.append([Table.Cell("合计", .bold)] + Self.cells(board.total) + [Table.Cell("")], ruledAbove: true)
        return table
    }

    /// One unit: what it still owes. Many units in one row: who still owes.
    private static func missing(_ row: CompletenessBoard.Row) -> [String] {
        guard row.units == 1 else { return row.missing }
        let items = row.items.filter { $0.counts.missing > 0 }.map(\.name)
        // Both weeks have a plan and a summary.
        return items.enumerated().compactMap { index, name in
            guard items.firstIndex(of: name) == index else { return nil }
            let count = items.count { $0 == name }
            return count == 1 ? name : "\(name)×\(count)"
        }
    }

    private var itemTable: Table {
        var table = Table(columns: [.left("事项")] + Self.countColumns + [.left("活动")])
        for item in board.items {
            let track = document.track(item.track)?.name ?? item.track.rawValue
            table.append([Table.Cell(item.name)] + Self.cells(item.counts) + [Table.Cell(track)])
        }
        return table
    }

    private var received: [(row: CompletenessBoard.Row, counts: CompletenessCounts)] {
        board.rows.compactMap { row in row.receives.map { (row, $0) } }
    }

    private func receivedLines(width: Int?, paint: (String, Terminal.Colour) -> String) -> [String] {
        guard !received.isEmpty else { return [] }
        var table = Table(columns: [.left("单位")] + Self.countColumns + [.left("未报单位")])
        for (row, counts) in received {
            table.append(
                [Table.Cell(row.name)] + Self.cells(counts) + [Table.Cell(list: missingBelow[row.key] ?? [])])
        }
        return ["", paint("各市应收", .bold)] + table.lines(width: width, paint: paint)
    }

    private var totals: [String] {
        var lines = [Self.sentence("报\(board.node.name)", board.total)]
        if !received.isEmpty {
            let counts = received.map(\.counts)
            lines.append(
                "报各市：应报 \(counts.sum(\.expected))，已报 \(counts.sum(\.satisfied))，未报 \(counts.sum(\.missing))，"
                    + "逾期 \(counts.sum(\.overdue))")
        }
        return lines
    }

    private static func sentence(_ what: String, _ counts: CompletenessCounts) -> String {
        "\(what)：应报 \(counts.expected)，已报 \(counts.satisfied)（迟报 \(counts.late)），零报告 \(counts.nil)，"
            + "免报 \(counts.waived)，未报 \(counts.missing)（逾期 \(counts.overdue)），报送率 \(percent(counts.rate))"
    }

    private static let countColumns: [Table.Column] =
        ["应报", "已报", "迟报", "零报告", "免报", "未报", "逾期", "报送率"].map { .right($0) }

    private static func cells(_ counts: CompletenessCounts) -> [Table.Cell] {
        [
            Table.Cell("\(counts.expected)"),
            Table.Cell("\(counts.satisfied)"),
            Table.Cell("\(counts.late)", counts.late > 0 ? .yellow : nil),
            Table.Cell("\(counts.nil)"),
            Table.Cell("\(counts.waived)"),
            Table.Cell("\(counts.missing)", counts.missing > 0 ? .yellow : nil),
            Table.Cell("\(counts.overdue)", counts.overdue > 0 ? .red : nil),
            Table.Cell(percent(counts.rate), counts.missing == 0 && counts.expected > 0 ? .green : nil),
        ]
    }

    /// Cut, not rounded: one that is missing never reads as 100 %.
    static func percent(_ rate: Rate) -> String {
        guard rate.denominator > 0 else { return "—" }
        let tenths = rate.numerator * 1000 / rate.denominator
        return "\(tenths / 10).\(tenths % 10)%"
    }

    static func time(_ instant: Instant, _ zone: Zone) -> String {
        "\(zone.date(of: instant)) \(zone.time(of: instant))"
    }
}

extension [CompletenessCounts] {
    fileprivate func sum(_ figure: KeyPath<CompletenessCounts, Int>) -> Int { reduce(0) { $0 + $1[keyPath: figure] } }
}
