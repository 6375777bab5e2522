import Shared

/// Writes changed intents to the feed: whole, as they are now, in one statement for any number.
enum IntentChanges {
    static func record(_ ids: [ID<Intent>], _ effect: Effect) async throws {
        guard !ids.isEmpty else { return }
        let intents = try await effect.query(IntentStatements.byIDs, ids)
        try await effect.record(
            intents.map { try RecordedChange(.updated, "intent", id: $0.id.description, data: $0) })
    }

    /// Ends intents that are not to be sent.
    static func end(_ endings: [IntentEnding], _ effect: Effect) async throws {
        guard !endings.isEmpty else { return }
        let ended = try await effect.query(
            IntentStatements.end, endings.map(\.intent), endings.map(\.state), endings.map(\.reason))
        try await record(ended, effect)
    }
}

/// An intent that ends without being sent, and why.
struct IntentEnding: Sendable, Equatable {
    let intent: ID<Intent>
    let state: Intent.State
    let reason: String
}
