import Postgres

/// Finds the columns of a statement that an outer join may fill with null, from the plan PostgreSQL makes.
///
/// The description of a statement does not say so: a `NOT NULL` column on the nullable side still comes with its table.
/// Columns that pass through a CTE or an expression on their way are not followed.
enum OuterJoins {
    /// Positions of the columns, from 0. A statement without a plan has no outer joins to look at.
    static func nullableColumns(of definition: StatementDefinition, _ lease: Lease) async throws -> Set<Int> {
        guard let plan = try await StatementPlan.explain(definition, lease) else { return [] }
        let nullable = outputs(of: plan.root, isNullable: false)
        return Set(plan.root.output.enumerated().filter { nullable.contains($0.element) }.map(\.offset))
    }

    /// What the nodes below the nullable side of an outer join put out.
    private static func outputs(of node: StatementPlan.Node, isNullable: Bool) -> Set<String> {
        var found = Set(isNullable ? node.output : [])
        for child in node.children {
            let isHere =
                switch (node.joinType, child.relationship) {
                case ("Left", "Inner"), ("Right", "Outer"), ("Full", _): true
                default: false
                }
            found.formUnion(outputs(of: child, isNullable: isNullable || isHere))
        }
        return found
    }
}
