import Shared

/// What reporting keeps of events: the weeks units declared, which deadlines hang on (N26).
enum EventsProjection {
    static let projection = Projection(
        "events", of: .events, feed: EventsAPI.ListChanges.self, clear: clear, apply: apply)

    static func apply(_ change: Change, _ effect: Effect) async throws {
        guard change.entity == "localWeek" else { return }
        let week = try change.decoded(as: LocalWeek.self)
        try await effect.execute(
            WeekStatements.put, week.id.value, week.campaign, week.track, week.unit, week.revision, week.start,
            week.end, week.confirmedAfterCap, week.declaredAt, week.amendedAt ?? week.declaredAt, change.at)
        try await effect.execute(UnitStatements.markStale, week.unit, effect.now)
    }

    private static func clear(_ transaction: Transaction) async throws {
        try await transaction.execute(WeekStatements.clear)
    }
}
