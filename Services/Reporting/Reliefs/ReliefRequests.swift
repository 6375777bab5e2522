import Shared

/// What units ask for, and the lists of what was granted.
struct ReliefRequests: Sendable {
    let campaigns: Campaigns
    let obligations: ObligationReader

    func request(
        _ params: ReportingAPI.RequestExtension.Params, _ effect: Effect
    ) async throws -> ExtensionRequest {
        guard !params.basis.allSatisfy(\.isWhitespace) else { throw Fault(.reasonRequired) }
        let row = try await obligations.locked(
            id: params.obligation, campaign: params.campaign, rule: params.rule, unit: params.unit, effect)
        let obligation = row.obligation(at: effect.now)
        if let endedAt = obligation.endedAt, effect.now >= endedAt { throw Fault(.obligationClosed) }
        guard let due = obligation.effectiveDue, params.until > due else {
            throw Fault(
                .reliefInvalid,
                violations: [
                    Violation(path: "params.until", rule: "relief", detail: "must lie after the due time")
                ])
        }
        let request = try await effect.one(
            ReliefRequestStatements.insert, ID.make(at: effect.now), row.id, params.until, params.basis,
            effect.principal.name, effect.now)
        try await effect.record(.created, "extensionRequest", id: request.id.description, data: request)
        return request.seen(by: effect.authority, over: ScopePoint(row.unit.key, [row.track]))
    }

    func deny(_ params: ReportingAPI.DenyExtension.Params, _ effect: Effect) async throws -> ExtensionRequest {
        guard !params.reason.allSatisfy(\.isWhitespace) else { throw Fault(.reasonRequired) }
        guard let open = try await effect.first(ReliefRequestStatements.open, params.id) else {
            throw Fault(.requestUnknown)
        }
        guard open.by != effect.principal.name else { throw Fault(.ownSubmission) }
        let denied = try await effect.one(
            ReliefRequestStatements.deny, params.id, effect.principal.name, effect.now, params.reason)
        try await effect.record(.updated, "extensionRequest", id: denied.id.description, data: denied)
        guard let row = try await obligations.all([denied.obligation], at: effect.now, effect).first else {
            throw Fault(.requestUnknown)
        }
        return denied.seen(by: effect.authority, over: ScopePoint(row.unit.key, [row.track]))
    }

    func requests(
        _ params: ReportingAPI.ListExtensionRequests.Params, _ context: QueryContext
    ) async throws -> Page<ExtensionRequest> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let campaign = try await campaigns.find(params.campaign, context.database)
        let scope = context.scope()
        let rows = try await context.database.query(
            ReliefRequestStatements.list, campaign.key, params.unit, params.to, params.state, context.now,
            page.after.flatMap { ID<ExtensionRequest>($0) }, page.fetch, scope.units, scope.lines)
        return page.page(rows.map { $0.request.seen(by: context.authority, over: $0.point) }) { [$0.id.description] }
    }

    func extensions(_ params: ReportingAPI.ReliefsQuestion, _ context: QueryContext) async throws -> Page<Relief> {
        try await list(.extension, params, context)
    }

    func waivers(_ params: ReportingAPI.ReliefsQuestion, _ context: QueryContext) async throws -> Page<Relief> {
        try await list(.waiver, params, context)
    }

    private func list(
        _ kind: Relief.Kind, _ params: ReportingAPI.ReliefsQuestion, _ context: QueryContext
    ) async throws -> Page<Relief> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let campaign = try await campaigns.find(params.campaign, context.database)
        let scope = context.scope()
        let rows = try await context.database.query(
            ReliefStatements.list, campaign.key, kind, params.unit, params.by, params.standing ?? false,
            page.after.flatMap { ID<Relief>($0) }, page.fetch, scope.units, scope.lines)
        return page.page(rows.map { $0.relief.seen(by: context.authority, over: $0.point) }) { [$0.id.description] }
    }
}
