import Shared

/// The registry's regions, bitemporal: their names.
enum RegionStatements {
    /// What is believed now of the region's time from $2 on or overlapping it, taken out of belief.
    static let supersede = Statement(
        """
        UPDATE regions SET superseded_at = greatest($3, recorded_at)
        WHERE code = $1 AND superseded_at IS NULL AND valid && $2
        RETURNING name, parent, valid
        """, RegionCode.self, HalfOpenRange<Instant>.self, Instant.self, access: .write
    ) { row in
        (
            name: try row.next(String.self), parent: try row.next(RegionCode?.self),
            valid: try row.next(HalfOpenRange<Instant>.self)
        )
    }

    static let insert = Statement(
        "INSERT INTO regions (code, name, parent, valid, recorded_at) VALUES ($1, $2, $3, $4, $5)", RegionCode.self,
        String.self, RegionCode?.self, HalfOpenRange<Instant>.self, Instant.self, access: .write)

    /// All there were by $1 as known at $2, those that have ended as they were last: what was filed under an old code keeps its
    /// name. A country's are 3,300.
    static let names = Statement(
        """
        SELECT DISTINCT ON (code) code, name, parent, NOT valid @> $1::timestamptz FROM regions
        WHERE (lower(valid) IS NULL OR lower(valid) <= $1) AND recorded_at <= $2
            AND (superseded_at IS NULL OR superseded_at > $2)
        ORDER BY code, valid DESC
        """, Instant.self, Instant.self
    ) { row in
        PlaceNames.Region(
            code: try row.next(), name: try row.next(), parent: try row.next(),
            hasEnded: try row.next(Bool?.self) ?? false)
    }

    static let all: [AnyStatement] = [AnyStatement(supersede), AnyStatement(insert), AnyStatement(names)]
}
