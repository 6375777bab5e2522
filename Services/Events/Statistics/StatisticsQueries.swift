import Shared

/// Counted events and sessions along one dimension (N06–N08): each event once, at its host (E1).
struct StatisticsQueries: Sendable {
    let campaigns: Campaigns

    func get(_ params: EventsAPI.GetStatistics.Params, _ context: QueryContext) async throws -> EventStatistics {
        let campaign = try await campaigns.document(params.campaign, context.database)
        if let node = params.node {
            try await campaigns.requireUnits([("params.node", node)], at: context.now, context.database)
        }
        let events = try await context.database.query(
            StatisticsStatements.counted, params.campaign, params.track, params.node, context.now)
        return EventStatistics(
            campaign: params.campaign, node: params.node, by: params.by,
            total: EventStatistics.Count(events: events.count, sessions: events.reduce(0) { $0 + $1.sessions }),
            rows: StatisticsRules.rows(
                events, by: params.by, terms: StatisticsRules.vocabulary(of: params.by).flatMap(campaign.vocabulary)))
    }
}
