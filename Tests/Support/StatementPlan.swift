import JSONRPC
import Postgres
import Values

/// The generic plan of a statement: what a connection's prepared statement comes to in the end, whatever its parameters.
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

    /// nil for a statement without a plan, or with a parameter whose type has no name here. Changes the session.
    static func explain(
        _ definition: StatementDefinition, _ lease: Lease, settings: String = ""
    ) async throws -> StatementPlan? {
        let types = definition.parameters.map(\.description).joined(separator: ", ")
        let nulls = definition.parameters.map { _ in "NULL" }.joined(separator: ", ")
        let isBare = definition.parameters.isEmpty
        do {
            try await lease.script("DEALLOCATE ALL; SET plan_cache_mode = force_generic_plan; \(settings)")
            try await lease.script("PREPARE explained\(isBare ? "" : " (\(types))") AS \(definition.sql)")
            let explain = Statement(
                "EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) EXECUTE explained\(isBare ? "" : "(\(nulls))")",
                access: .write
            ) { row in try row.next(RawJSON.self) }
            let text = try await lease.one(explain)
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
