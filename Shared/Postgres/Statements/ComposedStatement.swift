/// A statement whose text is put together from parts, and whose parameters are therefore added one by one. It answers one
/// count.
package struct ComposedStatement: Sendable {
    package let definition: StatementDefinition

    /// - Parameter types: of `$1…` in order.
    package init(_ sql: String, _ types: [PostgresType], access: StatementAccess) {
        definition = StatementDefinition(sql: sql, parameters: types, access: access)
    }

    /// The statement with what `add` adds; it is a programmer's error when that is not as many as there are types.
    package func count(_ add: (inout ParameterList) -> Void) -> Request<Int64> {
        var list = ParameterList()
        add(&list)
        precondition(list.buffer.count == definition.parameters.count, "every parameter of a statement is added")
        let definition = definition
        return Request(statement: BoundStatement(definition: definition, parameters: list.buffer)) { result in
            try result.onlyRow(of: definition) { row in try row.next(Int64.self) }
        }
    }
}

/// Parameters on their way into a statement, in the order of its types.
package struct ParameterList: Sendable {
    var buffer = ParameterBuffer()

    package init() {}

    package mutating func add(_ value: some PostgresEncodable) { buffer.append(value) }

    /// All of another list.
    package mutating func add(_ other: ParameterList) { buffer.append(other.buffer) }
}

extension AnyStatement {
    package init(_ statement: ComposedStatement) {
        self.init(definition: statement.definition) { row in _ = try row.next(Int64.self) }
    }
}
