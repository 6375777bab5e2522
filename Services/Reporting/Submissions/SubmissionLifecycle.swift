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

    /// What the caller may do now and why not the rest, the gate and Q13 included.
    ///
    /// - Parameter isOwn: it went through the caller's hands.
    static func verbs(
        of state: SubmissionState, obligation: Obligation, now: Instant, for authority: Authority, isOwn: Bool
    ) -> Verbs {
        var verbs = Verbs(authority, over: ScopePoint(obligation.unit.key, [obligation.track]))
        for verb in Verb.allCases {
            let (fault, ref) = refusal(of: verb, in: state, obligation, now: now, isOwn: isOwn)
            verbs.add(verb.rawValue, needs: verb.permission, unless: fault, ref: ref)
        }
        return verbs
    }

    private static func refusal(
        of verb: Verb, in state: SubmissionState, _ obligation: Obligation, now: Instant, isOwn: Bool
    ) -> (FaultKind?, ref: String?) {
        guard allows(verb, in: state) else { return (.submissionState, state.rawValue) }
        if isOwn, verb.isDecision { return (.ownSubmission, obligation.id.description) }
        let gate = verb.gate.flatMap { Gate.refusal(obligation, receivedAt: now, for: $0) }
        return (gate?.kind, obligation.id.description)
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

    /// What its method asks for.
    var permission: Permission {
        switch self {
        case .save, .validate, .finalize, .withdraw: .file
        case .begin, .accept, .return, .seal, .unseal: .review
        }
    }

    /// Judges what was filed, and so is nobody's about their own (Q13).
    var isDecision: Bool {
        switch self {
        case .begin, .accept, .return, .seal: true
        case .save, .validate, .finalize, .withdraw, .unseal: false
        }
    }
}
