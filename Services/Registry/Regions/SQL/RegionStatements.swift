import Shared

enum RegionStatements {
    private static let columns = """
        v.code, v.name, v.level, v.parent, v.admin_type, v.direct_to_province, v.source, v.valid, v.succeeded_by, v.id
        """

    /// Of each region the state in force at $3, or else the last one that ended before, or else the first to come.
    static let byCodes = Statement(
        """
        SELECT DISTINCT ON (v.code) \(columns) FROM region_versions v
        WHERE v.code = ANY ($1) AND \(Known.at(2, "v"))
        ORDER BY v.code, v.valid @> $3::timestamptz DESC, upper(v.valid) <= $3 DESC,
            CASE WHEN upper(v.valid) <= $3 THEN upper(v.valid) END DESC, lower(v.valid)
        """, [RegionCode].self, Instant?.self, Instant.self, decode: state)

    /// $1 after which code, $4 level, $5 parent, $6 how many.
    static let list = Statement(
        """
        SELECT \(columns) FROM region_versions v
        WHERE v.code > coalesce($1, '') AND \(Known.at(2, "v")) AND v.valid @> $3::timestamptz
            AND ($4::text IS NULL OR v.level = $4) AND ($5::text IS NULL OR v.parent = $5)
        ORDER BY v.code LIMIT $6
        """, String?.self, Instant?.self, Instant.self, RegionLevel?.self, RegionCode?.self, Int.self, decode: state)

    static let lock = Statement(
        "SELECT code FROM regions WHERE code = ANY ($1) ORDER BY code FOR UPDATE", [RegionCode].self, access: .write)

    static let insert = Statement(
        "INSERT INTO regions (code) SELECT code FROM unnest($1::text[]) AS n (code)", [RegionCode].self, access: .write)

    static let insertVersions = Statement(
        """
        INSERT INTO region_versions (
            code, name, level, parent, admin_type, direct_to_province, source, valid, recorded_at)
        SELECT n.code, n.name, n.level, n.parent, n.admin_type, n.direct_to_province, n.source, n.valid, $9
        FROM unnest(
            $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::tstzrange[]
        ) AS n (code, name, level, parent, admin_type, direct_to_province, source, valid)
        """, [RegionCode].self, [String].self, [RegionLevel].self, [RegionCode?].self, [String?].self, [Bool].self,
        [String?].self, [HalfOpenRange<Instant>].self, Instant.self, access: .write)

    static let supersede = Statement(
        "UPDATE region_versions SET superseded_at = greatest($2, recorded_at) WHERE id = ANY ($1)", [Int].self,
        Instant.self, access: .write)

    private static func state(_ row: inout Row) throws -> RegionState {
        RegionState(
            description: RegionDescription(
                code: try row.next(), name: try row.next(), level: try row.next(), parent: try row.next(),
                adminType: try row.next(), directToProvince: try row.next(), source: try row.next()),
            valid: try row.next(), succeededBy: try row.next(), version: try row.next())
    }
}
