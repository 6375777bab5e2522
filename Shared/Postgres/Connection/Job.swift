/// One thing a caller asks of a connection: answered as a whole, once. A class, because it goes through three queues and a copy
/// would retain all it holds.
final class Job: Sendable {
    typealias ID = UInt64

    enum Kind: Sendable, Equatable {
        /// Statements on a read-only session. Shares its sync with other reads and may be sent again.
        case read
        /// One write that may commit together with other groupable ones, and may be sent again when they fail.
        case groupable
        /// Statements with a sync of their own. `commits`: a lost connection leaves the outcome unknown.
        case exclusive(commits: Bool)
        /// SQL text of any number of statements, by the simple protocol and outside of pipeline mode.
        case script(String)
        /// COPY, outside of pipeline mode; its data goes through the channel.
        case copy(String, CopyChannel)
    }

    let id: ID
    let kind: Kind
    /// Empty for scripts and COPY; empty and `exclusive` only asks whether the connection stands.
    let commands: [Command]
    let deadline: ContinuousClock.Instant

    init(id: ID, kind: Kind, commands: [Command], deadline: ContinuousClock.Instant) {
        self.id = id
        self.kind = kind
        self.commands = commands
        self.deadline = deadline
    }

    /// The same with commands in front of its own.
    func prefixed(with prefix: [Command]) -> Job {
        Job(id: id, kind: kind, commands: prefix + commands, deadline: deadline)
    }
}

/// A statement within a job.
struct Command: Sendable {
    let definition: StatementDefinition
    var parameters = ParameterBuffer()
    /// Whether the connection keeps the statement prepared. BEGIN and its like are not worth it.
    var isPrepared = true
    /// Asks for the types of parameters and columns instead of running the statement, which must be prepared.
    var isDescription = false

    init(_ statement: BoundStatement) {
        definition = statement.definition
        parameters = statement.parameters
    }

    init(describing definition: StatementDefinition) {
        self.definition = definition
        isDescription = true
    }

    /// A command of the session, without parameters.
    init(control sql: String) {
        definition = StatementDefinition(sql: sql, parameters: [], access: .write)
        isPrepared = false
    }
}
