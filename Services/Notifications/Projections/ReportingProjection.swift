import Shared

/// What notifications keeps of reporting: every obligation with its facts. Its status is derived when it is looked at,
/// by reporting's own function.
enum ReportingProjection {
    static let projection = Projection(
        "reporting", of: .reporting, feed: ReportingAPI.ListChanges.self, clear: clear, apply: apply)

    private static func apply(_ change: Change, _ effect: Effect) async throws {
        guard change.entity == "obligation" else { return }
        let obligation = try change.decoded(as: Obligation.self)
        try await effect.execute(
            ProjectionStatements.putObligation, obligation.id, obligation.campaign, obligation.unit.key,
            obligation.endedAt != nil, try RawJSON(encoding: obligation))
    }

    private static func clear(_ transaction: Transaction) async throws {
        try await transaction.execute(ProjectionStatements.clearReporting)
    }
}
