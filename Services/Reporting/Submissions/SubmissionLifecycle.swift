import Shared

/// Which verb a submission allows in which state. Pure; methods and `may` ask the same.
enum SubmissionLifecycle {
    enum Verb: String, CaseIterable {
        case save
        case validate
        case finalize
        case withdraw
        case accept
        case `return`
    }

    static func allows(_ verb: Verb, in state: SubmissionState) -> Bool {
        switch (verb, state) {
        case (.validate, _): true
        // What was accepted is changed by a return first, what was sealed by unsealing.
        case (.save, .draft), (.save, .submitted), (.save, .returned), (.save, .withdrawn), (.finalize, .draft),
            (.finalize, .submitted), (.finalize, .returned), (.finalize, .withdrawn), (.withdraw, .submitted),
            (.accept, .submitted), (.accept, .inReview), (.return, .submitted), (.return, .inReview),
            (.return, .accepted):
            true
        case (.save, .inReview), (.save, .accepted), (.save, .sealed), (.finalize, .inReview), (.finalize, .accepted),
            (.finalize, .sealed), (.withdraw, .draft), (.withdraw, .inReview), (.withdraw, .accepted),
            (.withdraw, .returned), (.withdraw, .sealed), (.withdraw, .withdrawn), (.accept, .draft),
            (.accept, .accepted), (.accept, .returned), (.accept, .sealed), (.accept, .withdrawn), (.return, .draft),
            (.return, .returned), (.return, .sealed), (.return, .withdrawn):
            false
        }
    }

    static func require(_ verb: Verb, in state: SubmissionState) throws(Fault) {
        guard allows(verb, in: state) else {
            throw Fault(
                .submissionState,
                violations: [Violation(path: "submission.state", rule: "state", detail: "it is \(state.rawValue)")])
        }
    }

    /// What may be done now and why not the rest, the gate included.
    static func standing(
        of state: SubmissionState, obligation: Obligation, now: Instant
    ) -> (may: [String], blockedBy: [Blocker]) {
        var may: [String] = []
        var blocked: [Blocker] = []
        for verb in Verb.allCases {
            if !allows(verb, in: state) {
                blocked.append(
                    Blocker(verb: verb.rawValue, reason: FaultKind.submissionState.reason, ref: state.rawValue))
            } else if let gate = verb.gate, let fault = Gate.refusal(obligation, receivedAt: now, for: gate) {
                blocked.append(
                    Blocker(verb: verb.rawValue, reason: fault.kind.reason, ref: obligation.id.description))
            } else {
                may.append(verb.rawValue)
            }
        }
        return (may, blocked)
    }
}

extension SubmissionLifecycle.Verb {
    /// How the verb passes the gate; nil for verbs that file nothing.
    var gate: Gate.Verb? {
        switch self {
        case .save: .draft
        case .finalize: .file
        case .validate, .withdraw, .accept, .return: nil
        }
    }
}
