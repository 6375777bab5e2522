import Shared

/// Counted events, sessions and reported figures along one dimension (N06–N10, N14): each event once, at its host (E1).
struct StatisticsQueries: Sendable {
    let campaigns: Campaigns

    func get(_ params: EventsAPI.GetStatistics.Params, _ context: QueryContext) async throws -> EventStatistics {
        let campaign = try await campaigns.document(params.campaign, context.database)
        var events: [CountedEvent]
        if let node = params.node {
            try await campaigns.requireUnits([("params.node", node)], at: context.now, context.database)
            events = try await context.database.query(
                StatisticsStatements.countedBelow, params.campaign, params.track, node, context.now)
        } else {
            events = try await context.database.query(StatisticsStatements.counted, params.campaign, params.track)
        }
        let reported = Dictionary(
            grouping: try await context.database.query(ReportStatements.verifiedCounts, events.map(\.id)), by: \.event)
        for index in events.indices { events[index].reported = (reported[events[index].id] ?? []).map(\.count) }
        return EventStatistics(
            campaign: params.campaign, node: params.node, by: params.by,
            total: StatisticsRules.total(events),
            rows: StatisticsRules.rows(
                events, by: params.by, terms: StatisticsRules.vocabulary(of: params.by).flatMap(campaign.vocabulary)))
    }
}
