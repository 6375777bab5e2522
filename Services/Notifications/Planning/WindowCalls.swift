import Shared

/// What a window calls for before the books are asked which of it was planned already. Pure: made by `Planner.calls`.
struct WindowCalls: Sendable {
    let from: Instant
    let to: Instant
    /// What is to be told, unless it was planned before.
    let sends: [Call]
    /// What is not, and why.
    let refused: Set<NonIntent>

    /// A step for one person and one way to reach them.
    struct Call: Sendable {
        let occurrence: Occurrence
        let destination: Destination
        /// Of the two (M1).
        let key: String
    }

    /// Those to look up in the books.
    var keys: [String] { sends.map(\.key) }
}
