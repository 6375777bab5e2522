/// Why a verb of an entity cannot be used now: an entity with a life of its own answers `may` and `blockedBy`.
package struct Blocker: Codable, Sendable, Hashable {
    /// The verb that is blocked.
    package let verb: String
    /// Stable, upper case: `WRONG_STATE`, `OWN_WORK`, `NOT_STARTED` …
    package let reason: String
    /// What stands in the way: the id or key of another entity, or the state.
    package let ref: String?

    package init(verb: String, reason: String, ref: String? = nil) {
        self.verb = verb
        self.reason = reason
        self.ref = ref
    }
}
