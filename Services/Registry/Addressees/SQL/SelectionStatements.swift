import Shared

enum SelectionStatements {
    /// Every unit in force at $1, with where it reports on track $2 (null: nowhere).
    static let units = Statement(
        """
        SELECT u.key, v.name, v.kind, v.region, v.system, v.flags, p.key, w.kind
        FROM units u
        JOIN unit_versions v ON v.unit_id = u.id AND v.superseded_at IS NULL AND v.valid @> $1::timestamptz
        LEFT JOIN relations r ON r.from_unit = u.id AND r.type = 'reportsTo' AND r.track = $2
            AND r.superseded_at IS NULL AND r.valid @> $1::timestamptz
        LEFT JOIN units p ON p.id = r.to_unit
        LEFT JOIN unit_versions w ON w.unit_id = p.id AND w.superseded_at IS NULL AND w.valid @> $1::timestamptz
        ORDER BY u.key
        """, Instant.self, TrackCode?.self
    ) { row in
        let key = try row.next(UnitKey.self)
        let name = try row.next(String.self)
        let kind = try row.next(UnitKind.self)
        let region = try row.next(RegionCode?.self)
        let system = try row.next(SystemName?.self)
        let flags = try row.next([UnitFlag].self)
        let parent = (key: try row.next(UnitKey?.self), kind: try row.next(UnitKind?.self))
        return SelectionRow(
            key: key, name: name, region: region, system: system,
            selectable: SelectableUnit(
                kind: kind, flags: Set(flags),
                parent: parent.key.flatMap { key in
                    parent.kind.map { SelectableUnit.Parent(key: key, kind: $0) }
                }))
    }
}

/// A unit with what selectors look at.
struct SelectionRow: Sendable, Hashable {
    let key: UnitKey
    let name: String
    let region: RegionCode?
    let system: SystemName?
    let selectable: SelectableUnit
}
