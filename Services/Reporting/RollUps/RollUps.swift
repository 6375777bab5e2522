import Shared

/// What filings add up to, computed when asked: a stored sum could be stale, this one cannot.
struct RollUps: Sendable {
    let campaigns: Campaigns
    let forms: Forms

    func compute(_ params: ReportingAPI.ComputeRollUp.Params, _ context: QueryContext) async throws -> RollUp {
        let campaign = try await campaigns.find(params.campaign, context.database)
        let times = ObligationReader.Times(at: params.at, knownAt: params.knownAt, now: context.now)
        guard
            let node = try await context.database.first(UnitStatements.brief, params.node, times.at, times.knownAt)
        else { throw Fault(.unitUnknownHere) }
        let form = try await forms.find(campaign.key, params.form, context.database)
        let items = campaign.document.items.filter { $0.form == params.form }.map(\.code)
        let below = try await context.database.query(
            RollUpStatements.filedTo, times.at, times.knownAt, campaign.key, node.key, params.track, items)
        let own = try await context.database.query(
            RollUpStatements.filedBy, times.at, times.knownAt, campaign.key, node.key, params.track, items)
        let rules = RollUpRules(form: form.form)
        let groups = rules.groups(below.compactMap(\.filed))
        let declared = own.compactMap(\.filed).first.map { rules.figures([$0.payload]) }
        return RollUp(
            campaign: campaign.key, node: node, form: params.form, formVersion: form.version, track: params.track,
            at: times.at, knownAt: times.told, groups: groups, declared: declared,
            differences: declared.map { rules.differences(declared: $0, computed: groups) } ?? [],
            missing: below.filter { $0.filed == nil }.map(\.unit), notAdded: rules.notAdded)
    }
}
