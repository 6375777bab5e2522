import Shared

/// What can be done with an event, as a pure function of its state: the one table that methods and `may` follow.
enum EventVerb: String, CaseIterable, Sendable {
    case update, submit, approve, `return`, publish, postpone, cancel

    /// The states from which the verb leads on, and where to; nil keeps the state.
    private var rule: (from: Set<EventState>, to: EventState?) {
        switch self {
        case .update: ([.draft, .submitted, .returned, .approved, .published, .postponed], nil)
        case .submit: ([.draft, .returned], .submitted)
        case .approve: ([.submitted], .approved)
        case .return: ([.submitted], .returned)
        case .publish: ([.approved, .postponed], .published)
        case .postpone: ([.approved, .published], .postponed)
        case .cancel: ([.draft, .submitted, .returned, .approved, .published, .postponed], .cancelled)
        }
    }

    /// Whether it has to say why.
    var needsReason: Bool {
        switch self {
        case .return, .postpone, .cancel: true
        case .update, .submit, .approve, .publish: false
        }
    }

    /// E4: the one who submitted an event does not review it.
    var isReview: Bool { self == .approve || self == .return }

    func allowed(in state: EventState) -> Bool { rule.from.contains(state) }

    func next(after state: EventState) -> EventState { rule.to ?? state }
}

enum EventLifecycle {
    /// What is published and over was held: a fact of time, not a state anybody sets.
    static func shown(_ stored: EventState, lastEnd: Instant, now: Instant) -> EventState {
        stored == .published && lastEnd <= now ? .held : stored
    }

    /// What `caller` may do, and what stands in the way of the rest.
    static func verbs(
        in state: EventState, submittedBy: String?, caller: String
    ) -> (may: [String], blockedBy: [Blocker]) {
        var may: [String] = []
        var blockers: [Blocker] = []
        for verb in EventVerb.allCases {
            if !verb.allowed(in: state) {
                blockers.append(Blocker(verb: verb.rawValue, reason: "WRONG_STATE", ref: state.rawValue))
            } else if verb.isReview, submittedBy == caller {
                blockers.append(Blocker(verb: verb.rawValue, reason: "OWN_WORK", ref: submittedBy))
            } else {
                may.append(verb.rawValue)
            }
        }
        return (may, blockers)
    }
}
