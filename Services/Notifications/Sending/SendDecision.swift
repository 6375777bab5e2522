import Shared

/// What becomes of a planned reminder at the moment its message is about to leave (M2): a pure function of what reporting
/// says now.
enum SendDecision: Sendable, Equatable {
    case send
    case end(Intent.State, String)

    /// - Parameters:
    ///   - dueAt: the due time the reminder was planned from.
    ///   - uselessFrom: from when it is no longer of use; nil while the obligation is open.
    static func of(
        _ obligation: Obligation?, dueAt: Instant, uselessFrom: Instant?, suppressed: Bool, now: Instant
    ) -> SendDecision {
        guard let obligation, obligation.endedAt.map({ now < $0 }) ?? true else {
            return .end(.cancelled, "the obligation is no more")
        }
        if obligation.isSettled(at: now) { return .end(.satisfied, obligation.status(at: now).rawValue) }
        guard obligation.effectiveDue == dueAt else { return .end(.superseded, "the due time has moved") }
        if let uselessFrom, now >= uselessFrom { return .end(.expired, "it came too late to be of use") }
        return suppressed ? .end(.suppressed, "a suppression began after it was planned") : .send
    }
}

/// How long until a delivery is tried again, and when it is given up.
enum RetryRule {
    static let mostAttempts = 12

    /// Doubling from a minute up to two hours; nil when it was tried often enough.
    ///
    /// - Parameter attempts: how many there were, from 1.
    static func delay(after attempts: Int) -> Duration? {
        guard attempts < mostAttempts else { return nil }
        return min(.seconds(60 << min(attempts - 1, 10)), .seconds(7200))
    }
}
