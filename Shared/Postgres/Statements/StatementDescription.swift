/// What PostgreSQL says of a statement before it runs.
package struct StatementDescription: Sendable {
    package struct Column: Sendable {
        package let name: String
        package let type: PostgresType
        /// The table and the number of the column there; nil for an expression.
        package let origin: (table: UInt32, attribute: Int16)?
    }

    package let parameters: [PostgresType]
    package let columns: [Column]
}

extension Lease {
    /// Prepares a statement and describes it.
    ///
    /// - Parameter inferred: leaves the parameters' types to PostgreSQL instead of declaring them.
    package func describe(
        _ definition: StatementDefinition, inferred: Bool = false
    ) async throws -> StatementDescription {
        let asked =
            inferred
            ? StatementDefinition(sql: definition.sql, parameters: [], access: definition.access) : definition
        let result = try await submit(.exclusive(commits: false), [Command(describing: asked)])[0]
        return StatementDescription(
            parameters: result.parameterTypes(),
            columns: (0..<result.columnCount).map {
                .init(name: result.name(of: $0), type: result.type(of: $0), origin: result.origin(of: $0))
            })
    }
}
