import Shared

/// Obligations → the table of a board. Pure. Each obligation is judged once, however many rows and items count it.
struct BoardRows {
    let document: CampaignDocument

    /// - Parameters:
    ///   - owed: everything owed to the node.
    ///   - below: everything owed to the units that owe to the node.
    func rows(_ owed: [Judged], below: [Judged]) -> [CompletenessBoard.Row] {
        let byUnit = Dictionary(grouping: owed.filter { !$0.row.unit.isCollege }, by: \.row.unit.key)
        let received = Dictionary(grouping: below, by: \.row.to.key)
        // A unit that owes nothing itself and is owed something has its row too.
        let silent = received.keys.filter { byUnit[$0] == nil }
        var rows = byUnit.map { key, obligations in
            row(obligations[0].row.unit, obligations, received[key] ?? [])
        }
        rows += silent.compactMap { key in received[key]?.first.map { row($0.row.to, [], received[key] ?? []) } }
        rows.sort { ($0.region?.rawValue ?? "~", $0.key) < ($1.region?.rawValue ?? "~", $1.key) }
        let colleges = owed.filter(\.row.unit.isCollege)
        if !colleges.isEmpty { rows.append(group(colleges)) }
        return rows
    }

    func items(_ obligations: [Judged]) -> [CompletenessBoard.ItemCounts] {
        let groups = Dictionary(grouping: obligations) {
            Column(item: $0.row.terms.items.first ?? "", track: $0.row.track)
        }
        return groups.keys.sorted { ($0.track, $0.item) < ($1.track, $1.item) }.map { column in
            CompletenessBoard.ItemCounts(
                item: column.item, name: document.item(column.item)?.name ?? column.item.rawValue, track: column.track,
                counts: CompletenessCounts(groups[column] ?? []))
        }
    }

    func parts(_ obligations: [Judged]) -> [PartCounts] {
        let groups = Dictionary(grouping: obligations) { document.part(of: $0.row.terms.items.first ?? "") }
        return ItemPart.allCases.compactMap { part in
            groups[part].map { PartCounts(part: part, counts: CompletenessCounts($0)) }
        }
    }

    private struct Column: Hashable {
        let item: ItemCode
        let track: TrackCode
    }

    private func row(
        _ unit: UnitBrief, _ owes: [Judged], _ receives: [Judged]
    ) -> CompletenessBoard.Row {
        CompletenessBoard.Row(
            key: unit.key.rawValue, name: unit.name, kind: unit.kind, region: unit.region, units: 1,
            owes: CompletenessCounts(owes), items: items(owes),
            receives: receives.isEmpty ? nil : CompletenessCounts(receives),
            missing: missing(owes))
    }

    /// All colleges of the node: they stand in no city's row (Q10).
    private func group(_ colleges: [Judged]) -> CompletenessBoard.Row {
        CompletenessBoard.Row(
            key: "group:\(UnitKind.higherEducation)", name: "高等院校", kind: .higherEducation, region: nil,
            units: Set(colleges.map(\.row.unit.key)).count, owes: CompletenessCounts(colleges), items: items(colleges),
            receives: nil,
            missing: missing(colleges))
    }

    /// Names of units that still owe something, each once.
    private func missing(_ obligations: [Judged]) -> [String] {
        let names = obligations.filter { $0.set == .missing }.map {
            Name(key: $0.row.unit.key, name: $0.row.unit.name)
        }
        return Set(names).sorted { ($0.name, $0.key) < ($1.name, $1.key) }.map(\.name)
    }

    private struct Name: Hashable {
        let key: UnitKey
        let name: String
    }
}

extension UnitBrief {
    var isCollege: Bool { kind == .higherEducation }
}
