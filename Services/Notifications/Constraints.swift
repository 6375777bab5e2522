import Shared

/// What the violation of a rule of the schema means to a caller. The others guard against our own mistakes.
enum Constraints {
    static let faults: [String: FaultKind] = [
        // Two ticks at once plan the same window: the second one is done again and finds nothing left to plan.
        "runs_windows_apart": .busy
    ]
}
