import Shared

enum UnitStatements {
    /// The codes that hold throughout a version: a change of a code makes a new version too.
    private static let columns = """
        u.id, u.key, u.revision, v.id, v.kind, v.name, v.region, v.level, v.system, v.flags, v.source, v.valid,
        v.recorded_at, ARRAY(
            SELECT c.scheme || '=' || c.code FROM unit_codes c
            WHERE c.unit_id = u.id AND c.valid && v.valid AND \(Known.at(2, "c")) ORDER BY c.scheme),
        ARRAY(
            SELECT DISTINCT o.key FROM succession_units s JOIN units o ON o.id = s.to_unit
            JOIN successions h ON h.id = s.succession_id
            WHERE s.from_unit = u.id AND s.to_unit <> u.id AND h.at <= $3::timestamptz
                AND h.recorded_at <= coalesce($2::timestamptz, 'infinity')
            ORDER BY o.key)
        """

    /// Of each unit the state in force at $3, or else the last one that ended before, or else the first to come.
    static let byKeys = Statement(
        """
        SELECT DISTINCT ON (u.key) \(columns)
        FROM units u JOIN unit_versions v ON v.unit_id = u.id
        WHERE u.key = ANY ($1) AND \(Known.at(2, "v"))
        ORDER BY u.key, v.valid @> $3::timestamptz DESC, upper(v.valid) <= $3 DESC,
            CASE WHEN upper(v.valid) <= $3 THEN upper(v.valid) END DESC, lower(v.valid)
        """, [UnitKey].self, Instant?.self, Instant.self, decode: state)

    /// As `byKeys`, by codes: pairs of scheme and code at the same place of $1 and $4.
    static let byCodes = Statement(
        """
        SELECT DISTINCT ON (u.key) \(columns)
        FROM unnest($1::text[], $4::text[]) AS wanted (scheme, code)
        JOIN unit_codes k ON k.scheme = wanted.scheme AND k.code = wanted.code AND \(Known.at(2, "k"))
        JOIN units u ON u.id = k.unit_id
        JOIN unit_versions v ON v.unit_id = u.id AND \(Known.at(2, "v"))
        ORDER BY u.key, v.valid @> $3::timestamptz DESC, upper(v.valid) <= $3 DESC,
            CASE WHEN upper(v.valid) <= $3 THEN upper(v.valid) END DESC, lower(v.valid)
        """, [CodeScheme].self, Instant?.self, Instant.self, [String].self, decode: state)

    /// $1 after which key, $4 kinds, $5 flags, $6 system, $7 region with all below it, $8 how many.
    static let list = Statement(
        """
        SELECT \(columns)
        FROM units u JOIN unit_versions v ON v.unit_id = u.id
        WHERE u.key > coalesce($1, '') AND \(Known.at(2, "v")) AND v.valid @> $3::timestamptz
            AND ($4::text[] IS NULL OR v.kind = ANY ($4)) AND ($5::text[] IS NULL OR v.flags @> $5)
            AND ($6::text IS NULL OR v.system = $6)
            AND ($7::text IS NULL OR v.region IN (
                WITH RECURSIVE below (code) AS (
                    SELECT $7::text
                    UNION
                    SELECT r.code FROM region_versions r JOIN below b ON r.parent = b.code
                    WHERE r.valid @> $3::timestamptz AND \(Known.at(2, "r")))
                SELECT code FROM below))
            AND \(ScopeSQL.units(9, "u.key"))
        ORDER BY u.key LIMIT $8
        """, String?.self, Instant?.self, Instant.self, [UnitKind]?.self, [UnitFlag]?.self, SystemName?.self,
        RegionCode?.self, Int.self, [UnitKey]?.self, decode: state)

    /// $1 the text as it is, $4 the same as a LIKE pattern's inside. Exact key or code first, then beginnings of names.
    static let search = Statement(
        """
        SELECT \(columns)
        FROM units u JOIN unit_versions v ON v.unit_id = u.id
        CROSS JOIN LATERAL (
            SELECT u.key = $1 OR EXISTS (
                SELECT 1 FROM unit_codes k WHERE k.unit_id = u.id AND k.code = $1 AND \(Known.at(2, "k"))) AS exact
        ) AS found
        WHERE \(Known.at(2, "v")) AND v.valid @> $3::timestamptz AND ($5::text[] IS NULL OR v.kind = ANY ($5))
            AND (found.exact OR v.name LIKE '%' || $4 || '%') AND \(ScopeSQL.units(7, "u.key"))
        ORDER BY found.exact DESC, v.name LIKE $4 || '%' DESC, v.name, u.key LIMIT $6
        """, String.self, Instant?.self, Instant.self, String.self, [UnitKind]?.self, Int.self,
        [UnitKey]?.self, decode: state)

    /// Whoever changes a unit holds its row; in the order of ids, so that two who change several cannot wait in a circle.
    static let lock = Statement(
        "SELECT id FROM units WHERE key = ANY ($1) ORDER BY id FOR UPDATE", [UnitKey].self, access: .write)

    static let insert = Statement(
        """
        INSERT INTO units (id, key, recorded_at)
        SELECT n.id, n.key, $3 FROM unnest($1::uuid[], $2::text[]) AS n (id, key)
        """, [ID<Unit>].self, [UnitKey].self, Instant.self, access: .write)

    /// $7: the flags of one unit, joined by `;`.
    static let insertVersions = Statement(
        """
        INSERT INTO unit_versions (unit_id, kind, name, region, level, system, flags, source, valid, recorded_at)
        SELECT n.unit_id, n.kind, n.name, n.region, n.level, n.system, string_to_array(n.flags, ';'), n.source, n.valid,
            $10
        FROM unnest(
            $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::tstzrange[]
        ) AS n (unit_id, kind, name, region, level, system, flags, source, valid)
        """, [ID<Unit>].self, [UnitKind].self, [String].self, [RegionCode?].self, [UnitLevel].self, [SystemName?].self,
        [String].self, [String?].self, [HalfOpenRange<Instant>].self, Instant.self, access: .write)

    static let supersedeVersions = Statement(
        "UPDATE unit_versions SET superseded_at = greatest($2, recorded_at) WHERE id = ANY ($1)", [Int].self,
        Instant.self, access: .write)

    static let insertCodes = Statement(
        """
        INSERT INTO unit_codes (unit_id, scheme, code, valid, recorded_at)
        SELECT n.unit_id, n.scheme, n.code, n.valid, $5
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::tstzrange[]) AS n (unit_id, scheme, code, valid)
        """, [ID<Unit>].self, [CodeScheme].self, [String].self, [HalfOpenRange<Instant>].self, Instant.self,
        access: .write)

    /// All codes these units have in the time $2, before they are written again.
    static let supersedeCodes = Statement(
        """
        UPDATE unit_codes c SET superseded_at = greatest($3, c.recorded_at) FROM unnest($1::uuid[], $2::tstzrange[]) AS n (unit_id, valid)
        WHERE c.unit_id = n.unit_id AND c.valid && n.valid AND c.superseded_at IS NULL
        """, [ID<Unit>].self, [HalfOpenRange<Instant>].self, Instant.self, access: .write)

    static let nextRevision = Statement(
        "UPDATE units SET revision = revision + 1 WHERE id = ANY ($1)", [ID<Unit>].self, access: .write)

    private static func state(_ row: inout Row) throws -> UnitState {
        UnitState(
            id: try row.next(), key: try row.next(), revision: try row.next(), version: try row.next(),
            description: UnitDescription(
                kind: try row.next(), name: try row.next(), region: try row.next(), level: try row.next(),
                system: try row.next(), flags: try row.next(), codes: codes(try row.decode([String].self, 13)),
                source: try row.next()),
            valid: try row.next(), recordedAt: try row.next(), succeededBy: try row.decode([UnitKey].self, 14))
    }

    private static func codes(_ pairs: [String]) -> [CodeScheme: String] {
        var codes: [CodeScheme: String] = [:]
        for pair in pairs {
            guard let equals = pair.firstIndex(of: "=") else { continue }
            codes[CodeScheme(String(pair[..<equals]))] = String(pair[pair.index(after: equals)...])
        }
        return codes
    }
}
