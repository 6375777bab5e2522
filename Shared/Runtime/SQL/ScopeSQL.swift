/// Conditions that hold a row against a caller's `Scope`, as text for statements.
///
/// ```swift
/// "… WHERE \(ScopeSQL.units(4, "u.key")) …", [UnitKey]?.self                     // scope.units
/// "… WHERE \(ScopeSQL.lines(4, 5, unit: "o.unit", track: "o.track")) …"           // scope.units, scope.lines
/// ```
package enum ScopeSQL {
    /// For what belongs to no track.
    package static func units(_ parameter: Int, _ unit: String) -> String {
        "($\(parameter)::text[] IS NULL OR \(unit) = ANY ($\(parameter)))"
    }

    /// For what belongs to one track. The first condition is there for the index on the unit.
    package static func lines(_ units: Int, _ lines: Int, unit: String, track: String) -> String {
        """
        (\(Self.units(units, unit)) AND ($\(lines)::text[] IS NULL OR \(track) || E'\\x1f' || \(unit) = ANY ($\(lines)) \
        OR E'*\\x1f' || \(unit) = ANY ($\(lines)) OR \(track) || E'\\x1f*' = ANY ($\(lines))))
        """
    }

    /// For what belongs to several tracks: one of them is enough.
    package static func anyLine(_ units: Int, _ lines: Int, unit: String, tracks: String) -> String {
        """
        (\(Self.units(units, unit)) AND ($\(lines)::text[] IS NULL OR E'*\\x1f' || \(unit) = ANY ($\(lines)) OR EXISTS (\
        SELECT FROM unnest(\(tracks)) AS s (track) WHERE s.track || E'\\x1f' || \(unit) = ANY ($\(lines)) \
        OR s.track || E'\\x1f*' = ANY ($\(lines)))))
        """
    }
}
