import JSONRPC
import Postgres
import Values

/// How PostgreSQL means to run a statement.
struct StatementPlan {
    struct Node {
        let type: String
        /// With its schema.
        let table: String?
        let operation: String?
        let conflictResolution: String?
        /// The CTE this node reads.
        let readsCTE: String?
        /// The CTE that this node belongs to.
        let cte: String?
        let joinType: String?
        /// `Outer` or `Inner` below a join.
        let relationship: String?
        let indexCondition: String?
        let output: [String]
        let children: [Node]

        /// This node and all below it.
        var all: [Node] { [self] + children.flatMap(\.all) }
    }

    let root: Node
    /// Every text of the plan in which an expression may stand.
    let texts: [String]

    /// The generic plan, the same whatever the parameters. nil for a statement without a plan, or with a parameter whose
    /// type has no name here. Changes the session.
    static func explain(_ definition: StatementDefinition, _ lease: Lease) async throws -> StatementPlan? {
        let nulls = definition.parameters.map { _ in "NULL" }
        return try await explain(definition, with: nulls, setting: "force_generic_plan", times: 1, lease)
    }

    /// The plan that a connection comes to use: after five runs PostgreSQL decides between planning each time and the
    /// generic plan, by what the runs' plans have cost. The runs have arguments of the middling kind; the limit of a page is
    /// 50. nil as with `explain`.
    static func inUse(_ definition: StatementDefinition, _ lease: Lease) async throws -> StatementPlan? {
        try await explain(definition, with: definition.parameters.map(sample), setting: "auto", times: 6, lease)
    }

    private static func sample(_ type: PostgresType) -> String {
        if let element = type.element { return "ARRAY[\(sample(element))]" }
        switch type {
        case .bool: return "true"
        case .int2, .int4, .int8, .numeric, .float4, .float8: return "50"
        case .text, .varchar, .name: return "'v3'"
        case .uuid: return "md5('3')::uuid"
        case .bytea: return "'\\x03'"
        case .date: return "'2026-03-01'"
        case .timestamptz: return "'2026-03-01'"
        case .jsonb, .json: return "'{}'"
        case .daterange, .tstzrange: return "'[2026-03-01,2026-03-02)'"
        default: return "NULL"
        }
    }

    private static func explain(
        _ definition: StatementDefinition, with arguments: [String], setting: String, times: Int, _ lease: Lease
    ) async throws -> StatementPlan? {
        let types = definition.parameters.map(\.description).joined(separator: ", ")
        let isBare = definition.parameters.isEmpty
        let explain = Statement(
            "EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) EXECUTE explained"
                + (isBare ? "" : "(\(arguments.joined(separator: ", ")))"), access: .write
        ) { row in try row.next(RawJSON.self) }
        do {
            try await lease.script("DEALLOCATE ALL; SET plan_cache_mode = \(setting)")
            try await lease.script("PREPARE explained\(isBare ? "" : " (\(types))") AS \(definition.sql)")
            var text = RawJSON("[]")
            for _ in 0..<times { text = try await lease.one(explain) }
            let explained = try JSONDocument.parse(text.bytes).root.decode([JSONValue].self, path: "plan")
            guard let plan = explained.first?["Plan"] else { return nil }
            return StatementPlan(root: node(plan, cte: nil), texts: expressions(plan))
        } catch let error as PostgresError where error.sqlState != nil {
            return nil
        }
    }

    private static func node(_ json: JSONValue, cte outer: String?) -> Node {
        // "CTE gate" names what this node and all below it make.
        let made = json["Subplan Name"]?.string.flatMap { $0.hasPrefix("CTE ") ? String($0.dropFirst(4)) : nil }
        let cte = made ?? outer
        return Node(
            type: json["Node Type"]?.string ?? "",
            table: json["Relation Name"]?.string.map { "\(json["Schema"]?.string ?? "public").\($0)" },
            operation: json["Operation"]?.string, conflictResolution: json["Conflict Resolution"]?.string,
            readsCTE: json["CTE Name"]?.string, cte: cte, joinType: json["Join Type"]?.string,
            relationship: json["Parent Relationship"]?.string, indexCondition: json["Index Cond"]?.string,
            output: (json["Output"]?.array ?? []).compactMap(\.string),
            children: (json["Plans"]?.array ?? []).map { node($0, cte: cte) })
    }

    private static func expressions(_ json: JSONValue) -> [String] {
        switch json {
        case .string(let text): [text]
        case .array(let values): values.flatMap(expressions)
        case .object(let members): members.values.flatMap(expressions)
        case .null, .bool, .int, .double: []
        }
    }

    /// Whether what `node` writes comes, over any number of CTEs, from what `gate` returns.
    func depends(_ node: Node, on gate: Node) -> Bool {
        guard let gateCTE = gate.cte else { return false }
        var seen: Set<String> = []
        var open = reads(of: node)
        while let name = open.popFirst() {
            if name == gateCTE { return true }
            guard seen.insert(name).inserted else { continue }
            for maker in root.all where maker.cte == name { open.formUnion(reads(of: maker)) }
        }
        return false
    }

    private func reads(of node: Node) -> Set<String> {
        // A CTE that is made below a node is no source of the node by that alone.
        Set(node.all.filter { $0.cte == node.cte }.compactMap(\.readsCTE))
    }
}
