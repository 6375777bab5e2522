import Shared

enum SuccessionStatements {
    static let insert = Statement(
        "INSERT INTO successions (id, kind, at, basis, recorded_at) VALUES ($1, $2, $3, $4, $5)", ID<Succession>.self,
        SuccessionKind.self, Instant.self, String.self, Instant.self, access: .write)

    /// Pairs at the same place of $2 and $3; null where nothing came after.
    static let insertUnits = Statement(
        """
        INSERT INTO succession_units (succession_id, from_unit, to_unit)
        SELECT $1, n.from_unit, n.to_unit FROM unnest($2::uuid[], $3::uuid[]) AS n (from_unit, to_unit)
        """, ID<Succession>.self, [ID<Unit>].self, [ID<Unit>?].self, access: .write)

    /// States of these units that begin at $2 or later: they would begin after the end.
    static let later = Statement(
        """
        SELECT count(*) FROM unit_versions v
        WHERE v.unit_id = ANY ($1) AND v.superseded_at IS NULL AND lower(v.valid) >= $2::timestamptz
        """, [ID<Unit>].self, Instant.self, access: .write
    ) { row in try row.next(Int?.self) ?? 0 }
}

extension SuccessionKind: PostgresText {}
