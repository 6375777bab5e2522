import Shared

/// Whose the things are that methods name by their ids.
enum Scopes {
    static func register(on routes: inout Routes) {
        routes.scope(of: .event, unknown: .eventUnknown, by: ScopeStatements.event)
        routes.scope(of: .localWeek, unknown: .weekUnknown, by: ScopeStatements.localWeek)
        routes.scope(of: .nomination, unknown: .nominationUnknown, by: ScopeStatements.nomination)
    }
}
