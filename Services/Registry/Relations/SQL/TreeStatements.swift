import Shared

enum TreeStatements {
    /// $1 root, $2 known at, $3 at, $4 type, $5 track, $6 how many steps. Relations are acyclic at every instant (R2).
    static let below = Statement(
        """
        WITH RECURSIVE tree (unit_id, parent_id, depth) AS (
            SELECT u.id, NULL::uuid, 0::bigint FROM units u WHERE u.key = $1
            UNION ALL
            SELECT r.from_unit, r.to_unit, t.depth + 1 FROM tree t JOIN relations r ON r.to_unit = t.unit_id
            WHERE t.depth < $6 AND r.type = $4 AND r.track IN ($5, '') AND r.valid @> $3::timestamptz AND \(Known.at(2, "r")))
        \(nodes)
        """, UnitKey.self, Instant?.self, Instant.self, RelationType.self, TrackCode.self, Int.self, decode: node)

    /// As `below`, upwards: parent is the next node of the answer.
    static let above = Statement(
        """
        WITH RECURSIVE tree (unit_id, parent_id, depth) AS (
            SELECT u.id, (SELECT r.to_unit FROM relations r WHERE r.from_unit = u.id AND \(line)), 0::bigint
            FROM units u WHERE u.key = $1
            UNION ALL
            SELECT u.id, (SELECT r.to_unit FROM relations r WHERE r.from_unit = u.id AND \(line)), t.depth + 1
            FROM tree t JOIN units u ON u.id = t.parent_id WHERE t.depth < $6)
        \(nodes)
        """, UnitKey.self, Instant?.self, Instant.self, RelationType.self, TrackCode.self, Int.self, decode: node)

    /// Other types than `reportsTo` may have several upper ends: the path takes the first by key of relation.
    private static let line = """
        r.type = $4 AND r.track IN ($5, '') AND r.valid @> $3::timestamptz AND \(Known.at(2, "r")) ORDER BY r.id LIMIT 1
        """

    /// A unit's state in force, or else the nearest one: a relation may reach beyond it.
    private static let nodes = """
        SELECT u.key, s.name, s.kind, s.region, s.flags, p.key, t.depth
        FROM tree t JOIN units u ON u.id = t.unit_id
        CROSS JOIN LATERAL (
            SELECT v.name, v.kind, v.region, v.flags FROM unit_versions v
            WHERE v.unit_id = t.unit_id AND \(Known.at(2, "v"))
            ORDER BY v.valid @> $3::timestamptz DESC, upper(v.valid) DESC LIMIT 1) s
        LEFT JOIN units p ON p.id = t.parent_id
        ORDER BY t.depth, u.key
        """

    private static func node(_ row: inout Row) throws -> TreeNode {
        TreeNode(
            unit: try row.next(), name: try row.next(), kind: try row.next(), region: try row.next(),
            flags: try row.next(), parent: try row.next(), depth: try row.next())
    }
}
