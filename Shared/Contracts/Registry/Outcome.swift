/// What a write did. Loading the same thing twice changes nothing and says so.
package enum Outcome: String, Codable, Sendable, Hashable, CaseIterable {
    /// There was none of its key.
    case created
    /// It stood and was changed: a new revision.
    case updated
    /// What was asked for stands already: no row, no revision, no change was written.
    case unchanged
}
