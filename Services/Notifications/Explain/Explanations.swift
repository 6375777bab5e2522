import Shared

/// For a unit or an obligation: what was sent, what was not and why, what is still to come.
struct Explanations: Sendable {
    func explain(_ params: NotificationsAPI.Explain.Params, _ context: QueryContext) async throws -> ReminderHistory {
        let filter: PlanningReader.ObligationFilter
        switch (params.obligation, params.unit) {
        case (let id?, nil): filter = .one(id)
        case (nil, let unit?): filter = .unit(unit)
        case (nil, nil), (.some, .some):
            throw Fault(
                .invalidParams,
                violations: [
                    Violation(path: "params", rule: "one_of", detail: "exactly one of obligation and unit")
                ])
        }
        let database = context.database
        guard
            let state = try await PlanningReader.state(
                of: params.campaign, at: context.now, obligations: filter, database)
        else { throw Fault(.policyUnknownToNotifications) }
        let scope = context.scope()
        let intents = try await database.query(
            IntentStatements.list, params.campaign, nil, nil, params.unit, params.obligation, nil,
            Int64(PageLimit.most), scope.units, scope.lines)
        return ReminderHistory(
            campaign: params.campaign, intents: intents,
            messages: try await database.query(
                DeliveryStatements.byIDs, Set(intents.compactMap(\.delivery)).sorted()
            )
            // What went to others carries others' matters as well (M10).
            .filter { delivery in scope.units.map { $0.contains(delivery.recipient.unit) } ?? true },
            nonIntents: try await database.query(
                IntentStatements.nonIntents, params.campaign, params.obligation, params.unit, scope.units,
                scope.lines),
            upcoming: Planner.upcoming(state, after: context.now).filter {
                scope.contains(ScopePoint($0.unit, [$0.track]))
            })
    }
}
