import Shared

/// Decisions about what was filed. A return takes the version out of the count at once; on time or late stays with the
/// version that came first (Q2).
struct Reviews: Sendable {
    let submissions: Submissions

    func accept(_ params: ReportingAPI.AcceptSubmission.Params, _ effect: Effect) async throws -> Submission {
        let (obligation, submission) = try await submissions.locked(
            params.id, expecting: params.expectRevision, .accept, effect)
        try await effect.execute(
            CreditStatements.accept, obligation.id, .submission, submission.id.description, effect.now)
        return try await decide(
            obligation, submission,
            Review(
                decision: .accepted, by: effect.principal.name, at: effect.now, reasons: [], text: params.text,
                fields: []), effect)
    }

    func giveBack(_ params: ReportingAPI.ReturnSubmission.Params, _ effect: Effect) async throws -> Submission {
        let hasText = !(params.text ?? "").allSatisfy(\.isWhitespace)
        guard hasText || !(params.reasons ?? []).isEmpty else { throw Fault(.reasonRequired) }
        let (obligation, submission) = try await submissions.locked(
            params.id, expecting: params.expectRevision, .return, effect)
        try await effect.execute(
            CreditStatements.end, obligation.id, .submission, submission.id.description, effect.now, .returned)
        return try await decide(
            obligation, submission,
            Review(
                decision: .returned, by: effect.principal.name, at: effect.now, reasons: params.reasons ?? [],
                text: params.text, fields: params.fields ?? [], dueBackAt: params.dueBackAt), effect)
    }

    private func decide(
        _ obligation: StoredObligation, _ submission: Submission, _ review: Review, _ effect: Effect
    ) async throws -> Submission {
        guard let version = submission.versions.last else { throw Fault(.submissionState) }
        // Q13, whatever roles the principal has.
        guard version.by != review.by else { throw Fault(.ownSubmission) }
        try await effect.execute(
            SubmissionStatements.insertReview, submission.id, version.n, review.decision, review.by, review.at,
            review.reasons, review.text, review.fields, review.dueBackAt)
        let (state, verb): (SubmissionState, ChangeVerb) =
            switch review.decision {
            case .accepted: (.accepted, .accepted)
            case .returned: (.returned, .returned)
            }
        try await effect.execute(SubmissionStatements.decide, submission.id, state, effect.now)
        return try await submissions.result(obligation, verb, effect)
    }
}
