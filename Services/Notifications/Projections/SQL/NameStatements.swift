import Shared

/// What things are called, for messages.
enum NameStatements {
    static let names = Statement("SELECT key, name FROM units WHERE key = ANY ($1)", [UnitKey].self) { row in
        (try row.next(UnitKey.self), try row.next(String.self))
    }

    static let venues = Statement("SELECT id, name FROM venues WHERE id = ANY ($1)", [ID<Venue>].self) { row in
        (try row.next(ID<Venue>.self), try row.next(String.self))
    }

    static let all: [AnyStatement] = [AnyStatement(names), AnyStatement(venues)]
}
