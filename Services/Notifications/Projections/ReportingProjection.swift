import Shared

/// What notifications keeps of reporting: every obligation with its facts, and what was given back. Its status is derived
/// when it is looked at, by reporting's own function.
enum ReportingProjection {
    static let projection = Projection(
        "reporting", of: .reporting, feed: ReportingAPI.ListChanges.self, clear: clear, apply: apply)

    private static func apply(_ change: Change, _ effect: Effect) async throws {
        switch change.entity {
        case "obligation": try await put(change.decoded(as: Obligation.self), change, effect)
        case "submission": try await put(change.decoded(as: Submission.self), change, effect)
        case "material": try await put(change.decoded(as: MaterialNews.self), change, effect)
        default: return
        }
    }

    private static func put(_ obligation: Obligation, _ change: Change, _ effect: Effect) async throws {
        let former = try await effect.first(
            ProjectionStatements.putObligation, obligation.id, obligation.campaign, obligation.unit.key,
            obligation.endedAt != nil, try RawJSON(encoding: obligation), obligation.rule, obligation.track,
            obligation.opensAt, obligation.effectiveDue)
        if let former, former.dueAt != obligation.effectiveDue {
            try await NoticeBook.put(DueChange(from: former, to: obligation), of: obligation, at: change.at, effect)
        }
        // A material was sent in the place of the one that was given back, or the quota is met without it.
        if let former, obligation.have > former.have || obligation.reopenedAt == nil && former.reopenedAt != nil {
            try await effect.execute(ProjectionStatements.closeReturn, obligation.id, nil)
        }
    }

    private static func put(_ submission: Submission, _ change: Change, _ effect: Effect) async throws {
        guard submission.state == .returned, let review = submission.versions.last?.review else {
            try await effect.execute(ProjectionStatements.closeReturn, submission.obligation, submission.id)
            return
        }
        // In the reviewer's words, or by what the codes stand for.
        let note = review.text ?? review.reasons.joined(separator: "、")
        try await NoticeBook.putReturn(
            of: submission.obligation, submission.campaign,
            .init(submission: submission.id, returnedAt: review.at, dueBackAt: review.dueBackAt, note: note),
            at: change.at,
            effect)
    }

    /// A material that was given back, for each obligation that is open again for it. Who has sent enough without it owes
    /// nothing, and is told nothing.
    private static func put(_ material: MaterialNews, _ change: Change, _ effect: Effect) async throws {
        guard let returned = material.returned else { return }
        for obligation in try await effect.query(
            ProjectionStatements.reopened, returned.obligations, returned.at)
        {
            try await NoticeBook.putReturn(
                of: obligation, material.campaign,
                .init(
                    submission: nil, returnedAt: returned.at, dueBackAt: returned.dueBackAt,
                    note: "《\(material.title)》：\(returned.reason)"),
                at: change.at, effect)
        }
    }

    private static func clear(_ transaction: Transaction) async throws {
        try await transaction.execute(ProjectionStatements.clearReporting)
    }
}
