import Shared

/// Who decided that which reminders are held back, why, and until when (M5).
struct Suppressions: Sendable {
    private static let longest = Duration.seconds(90 * 86_400)

    func add(_ params: NotificationsAPI.AddSuppression.Params, _ effect: Effect) async throws -> Suppression {
        let start = params.start ?? effect.now
        var violations: [Violation] = []
        if params.matcher == Suppression.Matcher() {
            violations.append(
                Violation(path: "params.matcher", rule: "required", detail: "at least one of unit, rule and track"))
        }
        if !(1...500).contains(params.reason.count) {
            violations.append(Violation(path: "params.reason", rule: "length", detail: "1…500 characters"))
        }
        if params.end <= start || params.end.duration(since: start) > Self.longest {
            violations.append(
                Violation(path: "params.end", rule: "out_of_range", detail: "after the start, at most 90 days"))
        }
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        // No run plans by what was held back before while this one is written.
        guard let planned = try await effect.first(RunStatements.shareWatermark, params.campaign) else {
            throw Fault(.policyUnknownToNotifications)
        }
        let suppression = Suppression(
            id: .make(at: effect.now), campaign: params.campaign, matcher: params.matcher,
            author: effect.principal.name, reason: params.reason, start: start, end: params.end)
        try await effect.execute(
            SuppressionStatements.insert, suppression.id, suppression.campaign, suppression.matcher.unit,
            suppression.matcher.rule, suppression.matcher.track, suppression.author, suppression.reason, start,
            suppression.end, max(start, planned.adding(microseconds: 1)))
        try await effect.record(.created, "suppression", id: suppression.id.description, data: suppression)
        return suppression
    }

    func end(_ params: NotificationsAPI.EndSuppression.Params, _ effect: Effect) async throws -> Suppression {
        guard let campaign = try await effect.first(SuppressionStatements.campaign, params.id) else {
            throw Fault(.suppressionUnknown)
        }
        // M5: what it held back comes with the next window. That begins behind the watermark, so it must not end before:
        // locked, since a run may just be moving it.
        let planned = try await effect.first(RunStatements.lockWatermark, campaign)
        let end = max(effect.now, planned?.adding(microseconds: 1) ?? effect.now)
        guard let suppression = try await effect.first(SuppressionStatements.end, params.id, end) else {
            throw Fault(.suppressionUnknown)
        }
        try await effect.record(.ended, "suppression", id: suppression.id.description, data: suppression)
        // What was planned already, and waited for this, is looked at again; another suppression may hold it still.
        let released = try await effect.query(DeliveryStatements.release, campaign, suppression.end)
        try await DeliveryChanges.record(released, effect)
        return suppression
    }

    func list(
        _ params: NotificationsAPI.ListSuppressions.Params, _ context: QueryContext
    ) async throws -> Page<Suppression> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let suppressions = try await context.database.query(
            SuppressionStatements.list, params.campaign, page.after.flatMap(ID<Suppression>.init), Int64(page.fetch))
        return page.page(suppressions) { [$0.id.description] }
    }
}
