import Shared

/// What becomes of a planned reminder at the moment its message is about to leave (M2): pure functions of what its owner says
/// now.
enum SendDecision: Sendable, Equatable {
    case send
    /// Not before then: a suppression holds it back until it ends (M5).
    case hold(until: Instant)
    case end(Intent.State, String)

    /// A step of a rule's ladder, or a notice that a due time has moved.
    ///
    /// - Parameters:
    ///   - dueAt: the due time the reminder was planned from.
    ///   - uselessFrom: from when it is no longer of use; nil while the obligation is open.
    ///   - heldUntil: when the last suppression over it ends, behind `now`; nil: none is.
    static func of(
        _ obligation: Obligation?, dueAt: Instant, uselessFrom: Instant?, heldUntil: Instant?, now: Instant
    ) -> SendDecision {
        if let ending = ending(of: obligation, now: now) { return ending }
        guard obligation?.effectiveDue == dueAt else { return .end(.superseded, "the due time has moved") }
        return timely(uselessFrom, heldUntil, now)
    }

    /// A step of the ladder of returned items.
    ///
    /// - Parameters:
    ///   - back: the newest return of the obligation; nil: none is known any more.
    ///   - state: of the submission that was given back; nil where it was a material.
    static func of(
        _ obligation: Obligation?, step: String, returned back: LoadedReturn?, submission state: SubmissionState?,
        uselessFrom: Instant?, heldUntil: Instant?, now: Instant
    ) -> SendDecision {
        if let ending = ending(of: obligation, now: now) { return ending }
        guard let back, back.isOpen, state.map({ $0 == .returned }) ?? true else {
            return .end(.satisfied, "it was filed again")
        }
        guard step.hasSuffix("@\(back.returnedAt)") else { return .end(.superseded, "it was given back again since") }
        return timely(uselessFrom, heldUntil, now)
    }

    /// A notice of an event.
    static func of(
        _ news: EventNews?, step: String, uselessFrom: Instant?, heldUntil: Instant?, now: Instant
    ) -> SendDecision {
        guard let news else { return .end(.cancelled, "the event is no more") }
        guard NoticeSteps.holds(step, of: news) else { return .end(.superseded, "the event has changed since") }
        return timely(uselessFrom, heldUntil, now)
    }

    private static func ending(of obligation: Obligation?, now: Instant) -> SendDecision? {
        guard let obligation, obligation.endedAt.map({ now < $0 }) ?? true else {
            return .end(.cancelled, "the obligation is no more")
        }
        return obligation.isSettled(at: now) ? .end(.satisfied, obligation.status(at: now).rawValue) : nil
    }

    private static func timely(_ uselessFrom: Instant?, _ heldUntil: Instant?, _ now: Instant) -> SendDecision {
        if let uselessFrom, now >= uselessFrom { return .end(.expired, "it came too late to be of use") }
        guard let heldUntil else { return .send }
        if let uselessFrom, heldUntil >= uselessFrom {
            return .end(.suppressed, "a suppression holds it back for as long as it is of use")
        }
        return .hold(until: heldUntil)
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
