import Shared

/// Obligations → the table of a board. Pure.
struct BoardRows {
    let document: CampaignDocument
    let instant: Instant

    /// - Parameters:
    ///   - owed: everything owed to the node.
    ///   - below: everything owed to the units that owe to the node.
    func rows(_ owed: [StoredObligation], below: [StoredObligation]) -> [CompletenessBoard.Row] {
        let byUnit = Dictionary(grouping: owed.filter { !$0.unit.isCollege }, by: \.unit.key)
        let received = Dictionary(grouping: below, by: \.to.key)
        // A unit that owes nothing itself and is owed something has its row too.
        let silent = received.keys.filter { byUnit[$0] == nil }
        var rows = byUnit.map { key, obligations in
            row(obligations[0].unit, obligations, received[key] ?? [])
        }
        rows += silent.compactMap { key in received[key]?.first.map { row($0.to, [], received[key] ?? []) } }
        rows.sort { ($0.region?.rawValue ?? "~", $0.key) < ($1.region?.rawValue ?? "~", $1.key) }
        let colleges = owed.filter(\.unit.isCollege)
        if !colleges.isEmpty { rows.append(group(colleges)) }
        return rows
    }

    func items(_ obligations: [StoredObligation]) -> [CompletenessBoard.ItemCounts] {
        let groups = Dictionary(grouping: obligations) { Column(item: $0.terms.items.first ?? "", track: $0.track) }
        return groups.keys.sorted { ($0.track, $0.item) < ($1.track, $1.item) }.map { column in
            CompletenessBoard.ItemCounts(
                item: column.item, name: document.item(column.item)?.name ?? column.item.rawValue, track: column.track,
                counts: counts(groups[column] ?? []))
        }
    }

    func parts(_ obligations: [StoredObligation]) -> [PartCounts] {
        let groups = Dictionary(grouping: obligations) { document.part(of: $0.terms.items.first ?? "") }
        return ItemPart.allCases.compactMap { part in
            groups[part].map { PartCounts(part: part, counts: counts($0)) }
        }
    }

    func counts(_ obligations: [StoredObligation]) -> CompletenessCounts {
        CompletenessSets(obligations, at: instant).counts
    }

    private struct Column: Hashable {
        let item: ItemCode
        let track: TrackCode
    }

    private func row(
        _ unit: UnitBrief, _ owes: [StoredObligation], _ receives: [StoredObligation]
    ) -> CompletenessBoard.Row {
        CompletenessBoard.Row(
            key: unit.key.rawValue, name: unit.name, kind: unit.kind, region: unit.region, units: 1,
            owes: counts(owes), items: items(owes), receives: receives.isEmpty ? nil : counts(receives),
            missing: missing(owes))
    }

    /// All colleges of the node: they stand in no city's row (Q10).
    private func group(_ colleges: [StoredObligation]) -> CompletenessBoard.Row {
        CompletenessBoard.Row(
            key: "group:\(UnitKind.higherEducation)", name: "高等院校", kind: .higherEducation, region: nil,
            units: Set(colleges.map(\.unit.key)).count, owes: counts(colleges), items: items(colleges), receives: nil,
            missing: missing(colleges))
    }

    /// Names of units that still owe something, each once.
    private func missing(_ obligations: [StoredObligation]) -> [String] {
        let names = CompletenessSets(obligations, at: instant).missing.map {
            Name(key: $0.unit.key, name: $0.unit.name)
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
