import Shared

/// A service that keeps the titles of another's notes.
enum MirrorService {
    static let definition = ServiceDefinition(.events, migrations: [migration]) { service, routes in
        routes.query(MirrorAPI.List.self) { _, context in
            Page(items: try await context.database.query(list), next: nil)
        }
        routes.changes(MirrorAPI.Changes.self)
        return [.projection(notes, service)]
    }

    static let notes = Projection("registry", of: .registry, feed: NoteAPI.Changes.self) { transaction in
        try await transaction.execute(clear)
    } apply: { change, effect in
        let note = try change.decoded(as: Note.self)
        // Fails when a change is applied twice.
        try await effect.execute(insert, note.title)
        try await effect.record("mirrored", "title", id: note.title, data: note)
    }

    private static let migration = Migration(
        version: 1, name: "titles",
        sql: "CREATE TABLE titles (number bigint GENERATED ALWAYS AS IDENTITY, title text NOT NULL UNIQUE)")
    private static let insert = Statement("INSERT INTO titles (title) VALUES ($1)", String.self, access: .write)
    private static let clear = Statement("DELETE FROM titles", access: .write)
    private static let list = Statement("SELECT title FROM titles ORDER BY number") { row in try row.next(String.self) }
}

enum MirrorAPI {
    enum List: RPCMethod {
        typealias Params = Empty
        typealias Result = Page<String>
        static let contract = MethodContract("events.titles.list", "All titles.", kind: .query)
        static let examples = [Example(params: Empty(), result: Page<String>(items: ["a"], next: nil))]
    }

    enum Changes: RPCMethod {
        typealias Params = ChangesParams
        typealias Result = ChangesPage
        static let contract = MethodContract("events.changes.list", "All changes.", kind: .longPoll)
        static let examples = [Example(params: Params(), result: ChangesPage(changes: [], next: "0", latest: "0"))]
    }
}
