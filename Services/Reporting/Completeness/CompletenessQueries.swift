import Shared

/// Completeness: the board, the sets behind it, the gaps. One definition for all of them (`CompletenessSets`).
struct CompletenessQueries: Sendable {
    let campaigns: Campaigns
    let reader: ObligationReader

    func get(
        _ params: ReportingAPI.GetCompleteness.Params, _ context: QueryContext
    ) async throws -> CompletenessBoard {
        let campaign = try await campaigns.find(params.campaign, context.database)
        let times = ObligationReader.Times(at: params.at, knownAt: params.knownAt, now: context.now)
        let node = try await node(params.node, campaign, times, context)
        let scope = ObligationReader.Scope(campaign: campaign.key, track: params.track, item: nil, times: times)
        let owed = try await reader.owedTo([node.key], scope, context.database)
        let units = Set(owed.map(\.unit.key))
        let below = try await reader.owedTo(units.sorted(), scope, context.database)
        let rows = BoardRows(document: campaign.document)
        let judged = owed.map { Judged($0, at: times.at) }
        return CompletenessBoard(
            campaign: campaign.key, node: node, track: params.track, at: times.at, knownAt: times.told,
            total: CompletenessCounts(judged), parts: rows.parts(judged), items: rows.items(judged),
            rows: rows.rows(judged, below: below.map { Judged($0, at: times.at) }))
    }

    func explain(
        _ params: ReportingAPI.ExplainCompleteness.Params, _ context: QueryContext
    ) async throws -> Completeness {
        let campaign = try await campaigns.find(params.campaign, context.database)
        let times = ObligationReader.Times(at: params.at, knownAt: params.knownAt, now: context.now)
        let node = try await node(params.node, campaign, times, context)
        let scope = ObligationReader.Scope(
            campaign: campaign.key, track: params.track, item: params.item, times: times)
        let side = params.of ?? .owedTo
        let obligations: [StoredObligation]
        switch side {
        case .owedTo: obligations = try await reader.owedTo([node.key], scope, context.database)
        case .owedBy: obligations = try await reader.owedBy(node.key, scope, context.database)
        case .subtree: obligations = try await reader.owedBelow(node.key, scope, context.database)
        }
        let judged = obligations.map { Judged($0, at: times.at) }
        // A subtree holds what is owed to its own units: that is not read twice.
        let hindrances = try await reader.hindrances(
            of: judged, below: side == .subtree && params.item == nil ? judged : nil, scope, context.database)
        let sets = CompletenessSets(judged, hindrances: hindrances)
        return Completeness(
            campaign: campaign.key, node: node, of: side, track: params.track, at: times.at, knownAt: times.told,
            expected: sets.expected, satisfied: sets.satisfied, nil: sets.attestedNil, waived: sets.waived,
            missing: sets.missing, excluded: try await excluded(node, campaign, side, scope, context), rate: sets.rate)
    }

    func gaps(_ params: ReportingAPI.ListGaps.Params, _ context: QueryContext) async throws -> Gaps {
        let campaign = try await campaigns.find(params.campaign, context.database)
        let times = ObligationReader.Times(at: params.at, knownAt: params.knownAt, now: context.now)
        let scope = context.scope()
        let gaps = try await context.database.query(
            TermStatements.gaps, campaign.key, times.at, times.knownAt, params.track)
        return Gaps(gaps: gaps.filter { scope.contains(ScopePoint($0.unit.key, [$0.track])) })
    }

    /// Whoever has no line belongs under no node but the top, where somebody must see it.
    private func excluded(
        _ node: UnitBrief, _ campaign: PublishedCampaign, _ side: CompletenessSide, _ scope: ObligationReader.Scope,
        _ context: QueryContext
    ) async throws -> [Gap] {
        guard node.key == campaign.document.authority, side != .owedBy else { return [] }
        return try await context.database.query(
            TermStatements.gaps, campaign.key, scope.times.at, scope.times.knownAt, scope.track)
    }

    private func node(
        _ key: UnitKey?, _ campaign: PublishedCampaign, _ times: ObligationReader.Times, _ context: QueryContext
    ) async throws -> UnitBrief {
        let key = key ?? campaign.document.authority
        guard
            let unit = try await context.database.first(UnitStatements.brief, key, times.at, times.knownAt)
        else { throw Fault(.unitUnknownHere) }
        return unit
    }
}
