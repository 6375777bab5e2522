import Synchronization

/// One SQL statement as a value: its text, the types of `$1…`, what becomes of a row, and how it may be run.
///
///     static let find = Statement("SELECT id, name FROM units WHERE id = $1", UniqueID.self) { row in
///         Unit(id: try row.next(), name: try row.next())
///     }
///     static let rename = Statement("UPDATE units SET name = $2 WHERE id = $1", UniqueID.self, String.self, access: .write)
///
/// Each connection prepares a text once, so texts are constants of the program: never put a value into one. A test
/// compares every statement with the migrated schema (`expectStatementsMatch`).
package struct Statement<Output: Sendable, each Param: PostgresEncodable>: Sendable {
    package let definition: StatementDefinition
    let decode: @Sendable (inout Row) throws -> Output

    /// - Parameters:
    ///   - sql: one statement, with explicit columns.
    ///   - types: the types of `$1…` in order.
    ///   - access: what the statement may do, and so how it may be run beside those of other callers.
    ///   - runsLong: takes a connection of its own, so that no other caller waits behind it.
    ///   - decode: makes the output of a row; it must not keep the row.
    package init(
        _ sql: String, _ types: repeat (each Param).Type, access: StatementAccess = .read, runsLong: Bool = false,
        decode: @escaping @Sendable (inout Row) throws -> Output
    ) {
        var oids: [PostgresType] = []
        for type in repeat (each Param).self { oids.append(type.postgresType) }
        definition = StatementDefinition(sql: sql, parameters: oids, access: access, runsLong: runsLong)
        self.decode = decode
    }

    /// A statement whose rows, if any, nobody reads.
    package init(
        _ sql: String, _ types: repeat (each Param).Type, access: StatementAccess = .read, runsLong: Bool = false
    ) where Output == Void {
        self.init(sql, repeat each types, access: access, runsLong: runsLong, decode: { _ in })
    }

    func bind(_ arguments: repeat each Param) -> BoundStatement {
        var parameters = ParameterBuffer()
        for argument in repeat each arguments { parameters.append(argument) }
        return BoundStatement(definition: definition, parameters: parameters)
    }
}

/// What a statement may do, and so how it may be run beside those of other callers.
package enum StatementAccess: Sendable, Hashable {
    /// Runs on read-only sessions, shares its round trip with other callers' reads and is sent again when a connection is
    /// lost.
    case read
    /// Changes, locks or numbers rows. Has a connection to itself and commits alone.
    case write
    /// A write that may share its commit with those of other callers and may be sent again, so that nothing is left of
    /// the difference: it inserts rows of its own, gated by its own `INSERT … ON CONFLICT DO NOTHING`, whose key makes a
    /// second run change nothing. Ids, keys and instants are parameters; no `UPDATE`, `DELETE`, `FOR UPDATE`, NOTIFY,
    /// advisory lock, volatile function, trigger or deferred constraint. The statement test checks all of this that can
    /// be seen (`expectStatementsMatch`).
    ///
    /// When the gate found its key taken, the row that took it may be invisible to this statement: read it with another.
    case groupable
}

/// What a connection needs to know of a statement, and the key under which it is prepared there.
package final class StatementDefinition: Sendable, Hashable {
    package let sql: String
    package let parameters: [PostgresType]
    package let access: StatementAccess
    package let runsLong: Bool
    /// How its rows are written as JSON, once somebody has asked.
    let rowForm = AtomicLazyReference<RowForm>()
    private let hash: Int

    init(sql: String, parameters: [PostgresType], access: StatementAccess, runsLong: Bool = false) {
        self.sql = sql
        self.parameters = parameters
        self.access = access
        self.runsLong = runsLong
        var hasher = Hasher()
        hasher.combine(sql)
        hasher.combine(parameters)
        hash = hasher.finalize()
    }

    package static func == (left: StatementDefinition, right: StatementDefinition) -> Bool {
        left === right || (left.hash == right.hash && left.sql == right.sql && left.parameters == right.parameters)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

/// A statement with its parameters, ready to be sent.
package struct BoundStatement: Sendable {
    let definition: StatementDefinition
    let parameters: ParameterBuffer
}

/// A statement without its types, for lists of statements in tests.
package struct AnyStatement: Sendable {
    package let definition: StatementDefinition
    /// Runs the decoder on a row and drops what it makes.
    package let tryDecoding: @Sendable (inout Row) throws -> Void

    init(definition: StatementDefinition, tryDecoding: @escaping @Sendable (inout Row) throws -> Void) {
        self.definition = definition
        self.tryDecoding = tryDecoding
    }

    package init<Output, each Param>(_ statement: Statement<Output, repeat each Param>) {
        definition = statement.definition
        let decode = statement.decode
        tryDecoding = { row in _ = try decode(&row) }
    }
}
