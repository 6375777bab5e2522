import Shared

/// Obligations → the text of a bulletin. Pure: the same obligations at the same instant with the same campaign give the
/// same bytes, whenever and wherever it is made.
struct BulletinText {
    let document: CampaignDocument
    let title: String
    let number: Int
    let node: UnitBrief
    let track: TrackCode?
    let at: Instant
    let knownAt: Instant

    func text(_ obligations: [StoredObligation], gaps: [Gap]) -> String {
        var lines = [title, "第\(number)期", ""]
        lines += ["发布单位：\(node.name)", "截至时间：\(shown(at))", "数据口径：\(shown(knownAt))前已入库的记录"]
        if let track { lines.append("范围：\(document.track(track)?.name ?? track.rawValue)") }
        lines += ["", "一、总体情况", ""]
        lines += counts(obligations)
        lines += ["", "二、分类情况", ""] + parts(obligations)
        lines += ["", "三、分项情况", ""] + items(obligations)
        lines += ["", "四、各单位情况"]
        for (kind, owed) in Dictionary(grouping: obligations, by: \.unit.kind).sorted(by: { $0.key < $1.key }) {
            lines += ["", "\(kind.plural)："] + units(owed)
        }
        if !gaps.isEmpty {
            lines += ["", "五、未纳入统计的单位（无报送关系）", ""]
            lines += gaps.map { "\($0.unit.name)（\(document.track($0.track)?.name ?? $0.track.rawValue)）" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func counts(_ obligations: [StoredObligation]) -> [String] {
        let counts = CompletenessCounts(judged(obligations))
        let units = Set(obligations.map(\.unit.key)).count
        return [
            "应报\(counts.expected)项（\(units)个单位），\(Self.line(counts))。"
        ]
    }

    /// 已报 includes what came late; the rate is over what is owed and not waived.
    private static func line(_ counts: CompletenessCounts) -> String {
        "已报\(counts.satisfied)项（其中逾期\(counts.late)项），零报告\(counts.nil)项，免报\(counts.waived)项，"
            + "未报\(counts.missing)项（其中已逾期\(counts.overdue)项），报送率\(percent(counts.rate))"
    }

    private func parts(_ obligations: [StoredObligation]) -> [String] {
        let groups = Dictionary(grouping: obligations) { document.part(of: $0.terms.items.first ?? "") }
        return ItemPart.allCases.compactMap { part in
            groups[part].map { owed in
                let counts = CompletenessCounts(judged(owed))
                return "\(Self.name(of: part))：应报\(counts.expected)项，\(Self.line(counts))。"
            }
        }
    }

    private func items(_ obligations: [StoredObligation]) -> [String] {
        BoardRows(document: document).items(judged(obligations)).map { item in
            let week = track == nil ? "\(document.track(item.track)?.name ?? item.track.rawValue)·" : ""
            return "\(week)\(item.name)：应报\(item.counts.expected)项，\(Self.line(item.counts))。"
        }
    }

    private func judged(_ obligations: [StoredObligation]) -> [Judged] { obligations.map { Judged($0, at: at) } }

    private func units(_ owed: [StoredObligation]) -> [String] {
        UnitStandings(document: document, instant: at).standings(owed).map { standing in
            let late = standing.late.isEmpty ? "" : "；逾期报送：\(standing.late.joined(separator: "、"))"
            let missing = standing.missing.isEmpty ? "" : "；未报：\(standing.missing.joined(separator: "、"))"
            return "\(standing.unit.name)：\(Self.name(of: standing.state))\(late)\(missing)"
        }
    }

    private func shown(_ instant: Instant) -> String {
        "\(document.zone.date(of: instant)) \(document.zone.time(of: instant))"
    }

    /// Two decimals, always: a figure that is printed differently is another text.
    private static func percent(_ rate: Rate) -> String {
        guard rate.denominator > 0 else { return "—" }
        let hundredths = (rate.numerator * 10_000 + rate.denominator / 2) / rate.denominator
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
    }

    private static func name(of part: ItemPart) -> String {
        switch part {
        case .data: "统计数据"
        case .papers: "文字材料"
        case .materials: "宣传材料和案例"
        case .declarations: "时间申报"
        }
    }

    private static func name(of state: UnitStanding.State) -> String {
        switch state {
        case .complete: "已报齐"
        case .partly: "部分报送"
        case .nothing: "未报送"
        case .excused: "零报告或免报"
        }
    }
}
