import Shared

/// A small real service, to test what every service has: notes with a title, unique and not longer than 20 characters.
enum NoteService {
    static let definition = ServiceDefinition(
        .registry, migrations: [migration], constraints: ["notes_title_key": .noteTaken]
    ) { service, routes in
        routes.mutation(NoteAPI.Write.self) { params, effect in
            let id = UniqueID.make(at: effect.now)
            try await effect.execute(insert, id, params.title, effect.now)
            let note = Note(id: id, title: params.title, at: effect.now)
            try await effect.record(.created, "note", id: params.title, data: note)
            if params.title == "refused" { throw Fault(.noteRefused) }
            if params.title == "broken" { throw Broken() }
            return note
        }
        routes.mutation(NoteAPI.WriteSlowly.self) { params, effect in
            let note = Note(id: .make(at: effect.now), title: params.title, at: effect.now)
            try await effect.execute(insert, note.id, note.title, effect.now)
            try await effect.execute(pause, 0.3)
            try await effect.record(.created, "note", id: params.title, data: note)
            return note
        }
        routes.grouped(NoteAPI.Put.self) { params, context in
            if params.title == "refused" { throw Fault(.noteRefused) }
            let note = Note(id: .make(at: context.now), title: params.title, at: context.now)
            return GroupedMutation(
                put, note.id, note.title, note.at, change: try .init(.created, "note", id: params.title, data: note),
                result: note)
        }
        routes.read(NoteAPI.List.self) { params, _ in
            let page = try PageRequest(after: params.after, limit: params.limit)
            return list.all(page.after ?? "", Int64(page.fetch)).map { notes in page.page(notes) { [$0.title] } }
        }
        routes.read(NoteAPI.Sleep.self) { params, _ in
            sleep.all(Double(params.seconds)).map { _ in Empty() }
        }
        routes.query(NoteAPI.Ask.self) { params, _ in
            try await service.client(of: .events).call(NoteAPI.Ask.self, params)
        }
        routes.changes(NoteAPI.Changes.self)
        return []
    }

    struct Broken: Error {}

    static let migration = Migration(
        version: 1, name: "notes",
        sql: """
            CREATE TABLE notes (
                id uuid PRIMARY KEY, title text NOT NULL, at timestamptz NOT NULL,
                CONSTRAINT notes_title_key UNIQUE (title),
                CONSTRAINT notes_title_length CHECK (length(title) <= 20)
            )
            """)

    private static let insert = Statement(
        "INSERT INTO notes (id, title, at) VALUES ($1, $2, $3)", UniqueID.self, String.self, Instant.self,
        access: .write)
    static let put = GroupedEffect(
        "INSERT INTO notes (id, title, at) SELECT $1, $2, $3 FROM gate", UniqueID.self, String.self, Instant.self)
    private static let list = Statement(
        "SELECT id, title, at FROM notes WHERE title > $1 ORDER BY title LIMIT $2", String.self, Int64.self
    ) { row in Note(id: try row.next(), title: try row.next(), at: try row.next()) }
    private static let pause = Statement("SELECT pg_sleep($1)", Double.self, access: .write)
    private static let sleep = Statement("SELECT pg_sleep($1)", Double.self)
}

struct Note: Codable, Sendable, Equatable {
    let id: UniqueID
    let title: String
    let at: Instant

    static let example = Note(id: UniqueID(high: 1, low: 2), title: "a", at: .min)
}

extension FaultKind {
    static let noteTaken = FaultKind(1_990, "NOTE_TAKEN", .alreadyExists, "There is a note of this title")
    static let noteRefused = FaultKind(1_991, "NOTE_REFUSED", .failedPrecondition, "This note is refused")
}

enum NoteAPI {
    struct Title: Codable, Sendable {
        let title: String
    }

    enum Write: RPCMethod {
        typealias Params = Title
        typealias Result = Note
        static let contract = MethodContract("registry.notes.write", "Writes a note.", kind: .mutation)
        static let examples = [Example(params: Title(title: "a"), result: Note.example)]
    }

    enum Put: RPCMethod {
        typealias Params = Title
        typealias Result = Note
        static let contract = MethodContract("registry.notes.put", "Writes a note with others.", kind: .mutation)
        static let examples = [Example(params: Title(title: "a"), result: Note.example)]
    }

    enum WriteSlowly: RPCMethod {
        typealias Params = Title
        typealias Result = Note
        static let contract = MethodContract("registry.notes.writeSlowly", "Takes its time.", kind: .mutation)
        static let examples = [Example(params: Title(title: "a"), result: Note.example)]
    }

    enum List: RPCMethod {
        struct Params: Codable, Sendable {
            var after: String?
            var limit: Int?
        }
        typealias Result = Page<Note>
        static let contract = MethodContract("registry.notes.list", "All notes.", kind: .query)
        static let examples = [Example(params: Params(), result: Page(items: [Note.example], next: nil))]
    }

    enum Sleep: RPCMethod {
        struct Params: Codable, Sendable {
            let seconds: Int
        }
        typealias Result = Empty
        static let contract = MethodContract("registry.notes.sleep", "Keeps the database busy.", kind: .query)
        static let examples = [Example(params: Params(seconds: 1), result: Empty())]
    }

    enum Ask: RPCMethod {
        typealias Params = Empty
        typealias Result = Empty
        static let contract = MethodContract("registry.notes.ask", "Asks a service that is down.", kind: .query)
        static let examples = [Example(params: Empty(), result: Empty())]
    }

    enum Changes: RPCMethod {
        typealias Params = ChangesParams
        typealias Result = ChangesPage
        static let contract = MethodContract(
            "registry.changes.list", "All changes.", kind: .longPoll, calledBy: [.events])
        static let examples = [Example(params: Params(), result: ChangesPage(changes: [], next: "0", latest: "0"))]
    }
}
