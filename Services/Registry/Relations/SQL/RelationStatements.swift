import Shared

enum RelationStatements {
    private static let columns = """
        r.id, r.revision, r.type, f.key, t.key, nullif(r.track, ''), r.valid, r.basis, r.source,
        r.recorded_at
        """

    private static let source = """
        FROM relations r JOIN units f ON f.id = r.from_unit JOIN units t ON t.id = r.to_unit
        """

    /// The ids of units by key.
    static let units = Statement(
        "SELECT key, id FROM units WHERE key = ANY ($1)", [UnitKey].self
    ) { row in (key: try row.next(UnitKey.self), id: try row.next(ID<Unit>.self)) }

    /// What stands of these relations.
    static let byIDs = Statement(
        "SELECT \(columns) \(source) WHERE r.id = ANY ($1) AND r.superseded_at IS NULL", [ID<Relation>].self,
        decode: relation)

    /// What stands of these units, of any type and time.
    static let from = Statement(
        "SELECT \(columns) \(source) WHERE r.from_unit = ANY ($1) AND r.superseded_at IS NULL", [ID<Unit>].self,
        decode: relation)

    /// What stands of these units, at either end, and has not ended by $2.
    static let touching = Statement(
        """
        SELECT \(columns) \(source)
        WHERE (r.from_unit = ANY ($1) OR r.to_unit = ANY ($1)) AND r.superseded_at IS NULL
            AND (upper(r.valid) IS NULL OR upper(r.valid) > $2::timestamptz)
        """, [ID<Unit>].self, Instant.self, access: .write, decode: relation)

    /// $1 after which id, $4 type, $5 track, $6 from, $7 to, $8 how many.
    static let list = Statement(
        """
        SELECT \(columns) \(source)
        WHERE ($1::uuid IS NULL OR r.id > $1) AND \(Known.at(2, "r")) AND r.valid @> $3::timestamptz
            AND ($4::text IS NULL OR r.type = $4) AND ($5::text IS NULL OR r.track IN ($5, ''))
            AND ($6::text IS NULL OR f.key = $6) AND ($7::text IS NULL OR t.key = $7)
            AND \(ScopeSQL.units(9, "f.key"))
        ORDER BY r.id LIMIT $8
        """, UniqueID?.self, Instant?.self, Instant.self, RelationType?.self, TrackCode?.self, UnitKey?.self,
        UnitKey?.self, Int.self, [UnitKey]?.self, decode: relation)

    /// R2: held until the transaction ends, so that of two who would close a circle together the second sees the first.
    static let lockGraphs = Statement(
        "SELECT type FROM relation_graphs WHERE type = ANY ($1) ORDER BY type FOR UPDATE", [RelationType].self,
        access: .write)

    static let insert = Statement(
        """
        INSERT INTO relations (id, revision, type, from_unit, to_unit, track, basis, source, valid, recorded_at)
        SELECT n.id, n.revision, n.type, f.id, t.id, n.track, n.basis, n.source, n.valid, $10
        FROM unnest(
            $1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::tstzrange[]
        ) AS n (id, revision, type, from_key, to_key, track, basis, source, valid)
        JOIN units f ON f.key = n.from_key JOIN units t ON t.key = n.to_key
        """, [ID<Relation>].self, [Int].self, [RelationType].self, [UnitKey].self, [UnitKey].self, [String].self,
        [String?].self, [String?].self, [HalfOpenRange<Instant>].self, Instant.self, access: .write)

    static let supersede = Statement(
        """
        UPDATE relations SET superseded_at = greatest($2, recorded_at) WHERE id = ANY ($1) AND superseded_at IS NULL
        """, [ID<Relation>].self, Instant.self, access: .write)

    /// R2: those of the relations $1 from which a way of relations of the same kind leads back to where it began, at
    /// one instant at least. A relation of every track stands in each track's graph. The walk ends because the time of a
    /// way only shrinks and `UNION` drops what was reached before.
    static let circles = Statement(
        """
        WITH RECURSIVE way (relation, start, type, track, node, valid) AS (
            SELECT r.id, r.from_unit, r.type, r.track, r.to_unit, r.valid FROM relations r
            WHERE r.id = ANY ($1) AND r.superseded_at IS NULL
            UNION
            SELECT w.relation, w.start, w.type, CASE WHEN w.track = '' THEN r.track ELSE w.track END, r.to_unit,
                w.valid * r.valid
            FROM way w JOIN relations r ON r.from_unit = w.node AND r.type = w.type AND r.superseded_at IS NULL
                AND (r.track = w.track OR r.track = '' OR w.track = '') AND r.valid && w.valid
            WHERE w.node <> w.start)
        SELECT DISTINCT w.relation FROM way w WHERE w.node = w.start
        """, [ID<Relation>].self, access: .write
    ) { row in try row.next(ID<Relation>.self) }

    private static func relation(_ row: inout Row) throws -> Relation {
        let id = try row.next(ID<Relation>.self)
        let revision = try row.next(Int.self)
        let type = try row.next(RelationType.self)
        let from = try row.next(UnitKey.self)
        let to = try row.next(UnitKey.self)
        let track = try row.next(TrackCode?.self)
        let valid = try row.next(HalfOpenRange<Instant>.self)
        return Relation(
            id: id, type: type, from: from, to: to, track: track, validFrom: valid.lower, validTo: valid.upper,
            basis: try row.next(), source: try row.next(), recordedAt: try row.next(), revision: revision)
    }
}
