import Shared

/// Decisions about what was filed. A return takes the version out of the count at once; on time or late stays with the
/// version that came first (Q2).
struct Reviews: Sendable {
    let campaigns: Campaigns
    let submissions: Submissions

    func begin(_ params: ReportingAPI.BeginReview.Params, _ effect: Effect) async throws -> Submission {
        let (obligation, submission) = try await submissions.locked(
            params.id, expecting: params.expectRevision, .begin, effect)
        _ = try await version(of: submission, effect)
        try await effect.execute(SubmissionStatements.decide, submission.id, .inReview, effect.now)
        return try await submissions.result(obligation, .underReview, effect)
    }

    func accept(_ params: ReportingAPI.AcceptSubmission.Params, _ effect: Effect) async throws -> Submission {
        let (obligation, submission) = try await submissions.locked(
            params.id, expecting: params.expectRevision, .accept, effect)
        _ = try await version(of: submission, effect)
        let without = try await openBelow(obligation, named: params.proceedWithout ?? [], effect)
        try await effect.execute(
            CreditStatements.accept, [obligation.id], .submission, submission.id.description, effect.now)
        return try await decide(
            obligation, submission,
            Review(
                decision: .accepted, by: effect.principal.name, at: effect.now, reasons: [], text: params.text,
                fields: [], proceedWithout: without), effect)
    }

    func giveBack(_ params: ReportingAPI.ReturnSubmission.Params, _ effect: Effect) async throws -> Submission {
        let hasText = !(params.text ?? "").allSatisfy(\.isWhitespace)
        guard hasText || !(params.reasons ?? []).isEmpty else { throw Fault(.reasonRequired) }
        let (obligation, submission) = try await submissions.locked(
            params.id, expecting: params.expectRevision, .return, effect)
        try await effect.execute(
            CreditStatements.end, [obligation.id], .submission, submission.id.description, effect.now, .returned)
        var dueBackAt = params.dueBackAt
        if dueBackAt == nil { dueBackAt = try await campaigns.standardDueBack(obligation.campaign, effect) }
        return try await decide(
            obligation, submission,
            Review(
                decision: .returned, by: effect.principal.name, at: effect.now, reasons: params.reasons ?? [],
                text: params.text, fields: params.fields ?? [], dueBackAt: dueBackAt), effect)
    }

    func seal(_ params: ReportingAPI.SealSubmission.Params, _ effect: Effect) async throws -> Submission {
        let (obligation, submission) = try await submissions.locked(
            params.id, expecting: params.expectRevision, .seal, effect)
        let version = try await version(of: submission, effect)
        try await effect.execute(
            ReviewStatements.seal, submission.id, version.n, effect.now, effect.principal.name)
        try await effect.execute(SubmissionStatements.decide, submission.id, .sealed, effect.now)
        return try await submissions.result(obligation, .sealed, effect)
    }

    func unseal(_ params: ReportingAPI.UnsealSubmission.Params, _ effect: Effect) async throws -> Submission {
        guard !params.reason.allSatisfy(\.isWhitespace) else { throw Fault(.reasonRequired) }
        let (obligation, submission) = try await submissions.locked(
            params.id, expecting: params.expectRevision, .unseal, effect)
        try await effect.execute(
            ReviewStatements.unseal, submission.id, effect.now, effect.principal.name, params.reason)
        try await effect.execute(SubmissionStatements.decide, submission.id, .accepted, effect.now)
        return try await submissions.result(obligation, .unsealed, effect)
    }

    private func decide(
        _ obligation: StoredObligation, _ submission: Submission, _ review: Review, _ effect: Effect
    ) async throws -> Submission {
        let version = try await version(of: submission, effect)
        try await effect.execute(
            ReviewStatements.insert, submission.id, version.n, review.decision, review.by, review.at,
            review.reasons, review.text, review.fields, review.dueBackAt,
            try RawJSON(encoding: review.proceedWithout))
        let (state, verb): (SubmissionState, ChangeVerb) =
            switch review.decision {
            case .accepted: (.accepted, .accepted)
            case .returned: (.returned, .returned)
            }
        try await effect.execute(SubmissionStatements.decide, submission.id, state, effect.now)
        return try await submissions.result(obligation, verb, effect)
    }

    /// The newest version, which the principal may decide about: Q13, whatever roles it has. Nobody does through whose hands
    /// the submission went: who opened it, wrote in it or filed a version, for itself or in the unit's name.
    private func version(of submission: Submission, _ effect: Effect) async throws -> SubmissionVersion {
        guard let version = submission.versions.last else { throw Fault(.submissionState) }
        let own = try await effect.query(SubmissionStatements.own, [submission.id], effect.principal.name)
        guard own.isEmpty, version.by != effect.principal.name else { throw Fault(.ownSubmission) }
        return version
    }

    /// Q7: every unit below that owes the same to this one is accepted, nil or waived, or named with a reason.
    private func openBelow(
        _ parent: StoredObligation, named: [ProceedWithout], _ effect: Effect
    ) async throws -> [ProceedWithout] {
        guard named.allSatisfy({ !$0.reason.allSatisfy(\.isWhitespace) }) else { throw Fault(.reasonRequired) }
        let scope = ObligationReader.Scope(
            campaign: parent.campaign, track: parent.track, item: nil,
            times: ObligationReader.Times(at: nil, knownAt: nil, now: effect.now))
        let below = try await submissions.obligations.owedTo([parent.unit.key], scope, effect)
        let open = below.filter { $0.asksForSame(as: parent) && !$0.isSettledByReview(at: effect.now) }
        let excused = Set(named.map(\.unit))
        let unnamed = open.filter { !excused.contains($0.unit.key) }
        guard unnamed.isEmpty else {
            throw Fault(
                .childrenOpen,
                violations: unnamed.map { child in
                    let status = child.obligation(at: effect.now).status.rawValue
                    return Violation(
                        path: "params.proceedWithout", rule: "required",
                        detail: "\(child.unit.key) (\(child.unit.name)) is \(status)")
                })
        }
        let units = Set(open.map(\.unit.key))
        return named.filter { units.contains($0.unit) }
    }
}

extension ChangeVerb {
    static let underReview: ChangeVerb = "under_review"
}
