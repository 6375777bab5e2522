import Shared

/// Whose the things are that methods name by their ids.
enum Scopes {
    static func register(on routes: inout Routes) {
        routes.scope(of: .intent, unknown: .intentUnknown, by: ScopeStatements.intent)
        routes.scope(of: .delivery, unknown: .deliveryUnknown, by: ScopeStatements.delivery)
        // Nothing is known here of one that is not there, and so nothing is said of it.
        routes.scope(of: .obligation, unknown: .permissionDenied, by: ScopeStatements.obligation)
    }
}
