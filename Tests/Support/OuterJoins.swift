import JSONRPC
import Postgres
import Values

/// Finds the columns of a statement that an outer join may fill with null, from the plan PostgreSQL makes.
///
/// The description of a statement does not say so: a `NOT NULL` column on the nullable side still comes with its table.
/// Columns that pass through a CTE or an expression on their way are not followed.
enum OuterJoins {
    /// Positions of the columns, from 0.
    static func nullableColumns(of definition: StatementDefinition, _ lease: Lease) async throws -> Set<Int> {
        let types = definition.parameters.map(\.description).joined(separator: ", ")
        let nulls = definition.parameters.map { _ in "NULL" }.joined(separator: ", ")
        let isBare = definition.parameters.isEmpty
        try await lease.script("SET plan_cache_mode = force_generic_plan")
        try await lease.script("PREPARE explained\(isBare ? "" : " (\(types))") AS \(definition.sql)")
        let explain = Statement(
            "EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) EXECUTE explained\(isBare ? "" : "(\(nulls))")", access: .write
        ) { row in try row.next(RawJSON.self) }
        let text = try await lease.one(explain)
        let explained = try JSONDocument.parse(text.bytes).root.decode([JSONValue].self, path: "plan")
        guard let plan = explained.first?["Plan"] else { return [] }
        let nullable = outputs(of: plan, isNullable: false)
        return Set(output(of: plan).enumerated().filter { nullable.contains($0.element) }.map(\.offset))
    }

    /// What the nodes below the nullable side of an outer join put out.
    private static func outputs(of plan: JSONValue, isNullable: Bool) -> Set<String> {
        var found = Set(isNullable ? output(of: plan) : [])
        for child in plan["Plans"]?.array ?? [] {
            let isHere =
                switch (plan["Join Type"]?.string, child["Parent Relationship"]?.string) {
                case ("Left", "Inner"), ("Right", "Outer"), ("Full", _): true
                default: false
                }
            found.formUnion(outputs(of: child, isNullable: isNullable || isHere))
        }
        return found
    }

    private static func output(of plan: JSONValue) -> [String] { (plan["Output"]?.array ?? []).compactMap(\.string) }
}
