import Shared

/// E4: through whose hands an event or its report went, from the first draft on. None of them decides about it.
enum Hands: String, Sendable {
    case event, report

    func put(_ event: ID<Event>, _ effect: Effect) async throws {
        try await effect.execute(EventStatements.putHand, event, rawValue, effect.principal.name, effect.now)
    }

    /// Throws `OWN_WORK` when it went through the caller's.
    func requireNone(_ event: ID<Event>, _ effect: Effect) async throws {
        let isOwn = try await effect.one(EventStatements.hasHand, event, rawValue, effect.principal.name)
        if isOwn { throw Fault(.ownWork) }
    }
}
