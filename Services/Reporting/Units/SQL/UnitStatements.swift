import Shared

/// The registry's units and reporting lines, bitemporal.
enum UnitStatements {
    /// What is believed now of the unit's time from $2 on or overlapping it, taken out of belief.
    static let supersede = Statement(
        """
        UPDATE units SET superseded_at = greatest($3, recorded_at)
        WHERE key = $1 AND superseded_at IS NULL AND valid && $2
        RETURNING kind, name, region, flags, valid
        """, UnitKey.self, HalfOpenRange<Instant>.self, Instant.self, access: .write
    ) { row in
        UnitRow(
            kind: try row.next(), name: try row.next(), region: try row.next(), flags: try row.next(),
            valid: try row.next())
    }

    static let insert = Statement(
        """
        INSERT INTO units (key, kind, name, region, flags, valid, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """, UnitKey.self, UnitKind.self, String.self, RegionCode?.self, [UnitFlag].self, HalfOpenRange<Instant>.self,
        Instant.self, access: .write)

    static let supersedeLine = Statement(
        """
        UPDATE lines SET superseded_at = greatest($2, recorded_at) WHERE relation = $1 AND superseded_at IS NULL
        """, UniqueID.self, Instant.self, access: .write)

    static let insertLine = Statement(
        """
        INSERT INTO lines (relation, unit, parent, track, valid, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
        """, UniqueID.self, UnitKey.self, UnitKey.self, TrackCode.self, HalfOpenRange<Instant>.self, Instant.self,
        access: .write)

    /// Marks the unit and those that report to it; '*' is everything. A mark that is being taken is waited for and set anew.
    static let markStale = Statement(
        """
        INSERT INTO stale_units (unit, marked_at)
        SELECT $1, $2 UNION SELECT unit, $2 FROM lines WHERE parent = $1 AND superseded_at IS NULL
        ON CONFLICT ON CONSTRAINT stale_units_pkey DO NOTHING
        """, UnitKey.self, Instant.self, access: .write)

    static let hasStale = Statement("SELECT EXISTS (SELECT FROM stale_units)") { row in try row.next(Bool.self) }

    /// All but those that came between $1, when the taker read the clock, and $2, the clock now: what they stand for would be
    /// recorded as known before it happened. A mark from ahead of the clock is a clock that was moved back, and nothing to
    /// wait for.
    static let takeStale = Statement(
        "DELETE FROM stale_units WHERE NOT (marked_at > $1 AND marked_at <= $2) RETURNING unit", Instant.self,
        Instant.self, access: .write
    ) { row in try row.next(UnitKey.self) }

    /// Marks that came after $1 and stand.
    static let markedSince = Statement("SELECT unit FROM stale_units WHERE marked_at > $1", Instant.self) { row in
        try row.next(UnitKey.self)
    }

    /// A condition: what became of the unit by `since` is all that is read here. A change and its mark are committed together, so
    /// within one statement a change is seen only where its mark is.
    static func isKnown(_ unit: String, since: String) -> String {
        "NOT EXISTS (SELECT FROM stale_units later WHERE later.unit = \(unit) AND later.marked_at > \(since))"
    }

    /// What is believed now of all units, or of those in $1.
    static let states = Statement(
        """
        SELECT key, kind, flags, valid FROM units
        WHERE superseded_at IS NULL AND ($1::text[] IS NULL OR key = ANY ($1)) ORDER BY key, valid
        """, [UnitKey]?.self
    ) { row in
        (
            key: try row.next(UnitKey.self), kind: try row.next(UnitKind.self), flags: try row.next([UnitFlag].self),
            valid: try row.next(HalfOpenRange<Instant>.self)
        )
    }

    static let lines = Statement(
        """
        SELECT unit, parent, track, valid FROM lines
        WHERE superseded_at IS NULL AND ($1::text[] IS NULL OR unit = ANY ($1)) ORDER BY unit, track, valid
        """, [UnitKey]?.self
    ) { row in
        (
            unit: try row.next(UnitKey.self), parent: try row.next(UnitKey.self), track: try row.next(TrackCode.self),
            valid: try row.next(HalfOpenRange<Instant>.self)
        )
    }

    /// A unit and all above it on a track at $3.
    static let above = Statement(
        """
        WITH RECURSIVE above (key) AS (
            SELECT $1::text
            UNION
            SELECT l.parent FROM above JOIN lines l ON l.unit = above.key
            WHERE l.track = $2 AND l.superseded_at IS NULL AND l.valid @> $3::timestamptz
        )
        SELECT key FROM above
        """, UnitKey.self, TrackCode.self, Instant.self
    ) { row in try row.next(UnitKey?.self) ?? "" }

    /// A unit as it was known at $3 to be at $2.
    static let brief = Statement(
        """
        SELECT key, name, kind, region FROM units
        WHERE key = $1 AND valid @> $2::timestamptz AND recorded_at <= $3 AND (superseded_at IS NULL OR superseded_at > $3)
        """, UnitKey.self, Instant.self, Instant.self
    ) { row in
        UnitBrief(key: try row.next(), name: try row.next(), kind: try row.next(), region: try row.next())
    }

    /// A unit as it is known now to be at $2, or as it was last when it has ended.
    static let lastBrief = Statement(
        """
        SELECT key, name, kind, region FROM units
        WHERE key = $1 AND superseded_at IS NULL AND (lower(valid) IS NULL OR lower(valid) <= $2)
        ORDER BY valid DESC LIMIT 1
        """, UnitKey.self, Instant.self
    ) { row in
        UnitBrief(key: try row.next(), name: try row.next(), kind: try row.next(), region: try row.next())
    }

    /// Of $1, at $2 as known at $3; of those that have ended the last one.
    static let names = Statement(
        """
        SELECT DISTINCT ON (key) key, name FROM units
        WHERE key = ANY ($1) AND (lower(valid) IS NULL OR lower(valid) <= $2) AND recorded_at <= $3
            AND (superseded_at IS NULL OR superseded_at > $3)
        ORDER BY key, valid DESC
        """, [UnitKey].self, Instant.self, Instant.self
    ) { row in PlaceNames.Unit(key: try row.next(), name: try row.next()) }

    /// Those that have one of the names in $1 at $2.
    static let named = Statement(
        """
        SELECT key, name FROM units
        WHERE name = ANY ($1) AND superseded_at IS NULL AND valid @> $2::timestamptz ORDER BY key
        """, [String].self, Instant.self
    ) { row in PlaceNames.Unit(key: try row.next(), name: try row.next()) }

    static let all: [AnyStatement] = [
        AnyStatement(names), AnyStatement(named), AnyStatement(lastBrief), AnyStatement(supersede),
        AnyStatement(insert), AnyStatement(supersedeLine),
        AnyStatement(insertLine),
        AnyStatement(markStale), AnyStatement(hasStale), AnyStatement(takeStale), AnyStatement(markedSince),
        AnyStatement(states),
        AnyStatement(lines), AnyStatement(above), AnyStatement(brief),
    ]
}

/// A state of a unit as it is stored.
struct UnitRow: Sendable {
    let kind: UnitKind
    let name: String
    let region: RegionCode?
    let flags: [UnitFlag]
    let valid: HalfOpenRange<Instant>
}
