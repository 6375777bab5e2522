import Shared

/// Which verb a submission allows in which state. Pure; methods and `may` ask the same.
enum SubmissionLifecycle {
    enum Verb: String, CaseIterable {
        case save
        case validate
        case finalize
        case withdraw
        case begin
        case accept
        case `return`
        case seal
        case unseal
    }

    static func allows(_ verb: Verb, in state: SubmissionState) -> Bool {
        switch verb {
        case .validate: true
        // What was accepted is changed by a return first, what was sealed by unsealing, what is being read by a decision.
        case .save, .finalize:
            switch state {
            case .draft, .submitted, .returned, .withdrawn: true
            case .inReview, .accepted, .sealed: false
            }
        case .withdraw, .begin: state == .submitted
        case .accept: state == .submitted || state == .inReview
        case .return: state == .submitted || state == .inReview || state == .accepted
        case .seal: state == .accepted
        case .unseal: state == .sealed
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
        case .validate, .withdraw, .begin, .accept, .return, .seal, .unseal: nil
        }
    }
}
