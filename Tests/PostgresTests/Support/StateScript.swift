@testable import Postgres

/// Plays server and callers to a `ConnectionState`, whose payloads are numbers.
protocol StateScript {}

extension StateScript {
    typealias State = ConnectionState<Int>

    var soon: ContinuousClock.Instant { StateScriptStatements.soon }

    func read(_ id: Job.ID, _ definition: StatementDefinition = StateScriptStatements.select) -> Job {
        let bound = BoundStatement(definition: definition, parameters: ParameterBuffer())
        return Job(id: id, kind: .read, commands: [Command(bound)], deadline: soon)
    }

    func write(_ id: Job.ID, commits: Bool = true) -> Job {
        Job(id: id, kind: .exclusive(commits: commits), commands: [Command(control: "INSERT")], deadline: soon)
    }

    func groupable(_ id: Job.ID) -> Job {
        let bound = BoundStatement(definition: StateScriptStatements.insert, parameters: ParameterBuffer())
        return Job(id: id, kind: .groupable, commands: [Command(bound)], deadline: soon)
    }

    /// Everything the state wants sent until it waits, one letter each: p prepare, x execute, d describe, s sync, S script.
    func sends(_ state: inout State) -> String {
        var text = ""
        while true {
            switch state.nextStep() {
            case .wait: return text
            case .complete: text += "c"
            case .runScript: text += "S"
            case .send(let sends):
                for send in sends {
                    switch send {
                    case .prepare: text += "p"
                    case .executePrepared, .execute: text += "x"
                    case .describe: text += "d"
                    case .sync: text += "s"
                    }
                }
            }
        }
    }

    /// What callers hear, as `id` and `=` with the rows or `!` with the reason.
    func heard(_ completions: [State.Completion]) -> [String] {
        completions.map { completion in
            switch completion {
            case .success(let id, let rows): "\(id)=\(rows.map(String.init).joined(separator: ","))"
            case .failure(let id, let error): "\(id)!\(error.sqlState ?? "\(error.code)")"
            }
        }.sorted()
    }

    func receive(_ state: inout State, _ replies: [State.Reply]) -> [String] {
        replies.flatMap { reply in
            var completions: [State.Completion] = []
            state.received(reply, &completions)
            return heard(completions)
        }
    }

    func failure(_ sqlState: String) -> State.Reply { .failure(PostgresError(.server(sqlState: sqlState))) }
}

enum StateScriptStatements {
    static let select = StatementDefinition(sql: "SELECT $1", parameters: [.int8], access: .read)
    static let other = StatementDefinition(sql: "SELECT 2", parameters: [], access: .read)
    static let insert = StatementDefinition(sql: "INSERT", parameters: [.int8], access: .groupable)
    static let soon = ContinuousClock.now + .seconds(60)
}
