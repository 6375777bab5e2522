import Shared

enum CoverageStatements {
    /// The region of a unit in force; one row with null when it has none.
    static let node = Statement(
        """
        SELECT region FROM units
        WHERE key = $1 AND (valid_from IS NULL OR valid_from <= $2) AND (valid_to IS NULL OR valid_to > $2)
        """, UnitKey.self, Instant.self
    ) { row in try row.next(RegionCode?.self) }

    static let regions = Statement("SELECT code, name, level, parent, direct FROM regions") { row in
        RegionNode(
            code: try row.next(), name: try row.next(), level: try row.next(), parent: try row.next(),
            isDirect: try row.next())
    }

    /// The vocational schools in force in the regions of $4, all if it is null, with whether each hosts an event that counts on
    /// the track.
    static let schools = Statement(
        """
        SELECT units.key, units.name, units.region, units.kind = 'higher_education', EXISTS (
            SELECT FROM events
            WHERE events.campaign = $1 AND events.host = units.key AND $2 = ANY (events.tracks)
                AND events.state IN ('approved', 'published'))
        FROM units
        WHERE (units.kind IN ('secondary_local', 'secondary_provincial')
                OR (units.kind = 'higher_education' AND 'higher_vocational' = ANY (units.flags)))
            AND (units.valid_from IS NULL OR units.valid_from <= $3)
            AND (units.valid_to IS NULL OR units.valid_to > $3)
            AND ($4::text[] IS NULL OR units.region = ANY ($4))
        """, CampaignKey.self, TrackCode.self, Instant.self, [RegionCode]?.self
    ) { row in
        CoveredSchool(
            unit: try row.next(), name: try row.next(), region: try row.next(),
            isHigher: try row.next(Bool?.self) ?? false, isCovered: try row.next(Bool?.self) ?? false)
    }

    static let all: [AnyStatement] = [AnyStatement(node), AnyStatement(regions), AnyStatement(schools)]
}
