import Shared

/// The weeks that places hold on their own (N26): the anchors of the deadlines that hang on them.
struct Weeks: Sendable {
    let campaigns: Campaigns

    func declare(_ params: EventsAPI.DeclareWeek.Params, _ effect: Effect) async throws -> LocalWeek {
        let campaign = try await check(
            start: params.start, end: params.end, basis: params.basis, campaign: params.campaign, effect)
        guard campaign.track(params.track) != nil else {
            throw Fault(
                .invalidParams,
                violations: [
                    Violation(
                        path: "params.track", rule: "unknown_term", detail: "the campaign has no track \(params.track)")
                ])
        }
        try await campaigns.requireUnits([("params.unit", params.unit)], at: effect.now, effect)
        let afterCap = try checkCap(
            start: params.start, end: params.end, track: params.track, in: campaign,
            confirmed: params.confirmAfterCap == true, effect)
        let week = LocalWeek(
            id: .make(at: effect.now), campaign: params.campaign, track: params.track, unit: params.unit,
            start: params.start, end: params.end, basis: params.basis, revision: 1, declaredAt: effect.now,
            amendedAt: nil, confirmedAfterCap: afterCap)
        try await insert(week, effect)
        try await effect.record(.created, "localWeek", id: week.id.description, data: week)
        return week
    }

    func amend(_ params: EventsAPI.AmendWeek.Params, _ effect: Effect) async throws -> LocalWeek {
        // Locked: two amendments at once must not both supersede the same version.
        guard try await effect.first(WeekStatements.lock, params.id) != nil else { throw Fault(.weekUnknown) }
        let found = try await effect.one(WeekStatements.current, params.id)
        try Revision.expect(params.expectRevision, found: found.revision)
        let campaign = try await check(
            start: params.start, end: params.end, basis: params.basis, campaign: found.campaign, effect)
        // E7: after its end the week is history, and only the level above may correct it.
        if campaign.zone.date(of: effect.now) > found.end, !effect.authority.holds([.provinceAdmin]) {
            throw Fault(.weekHasEnded)
        }
        let afterCap = try checkCap(
            start: params.start, end: params.end, track: found.track, in: campaign,
            confirmed: params.confirmAfterCap == true, effect)
        let week = LocalWeek(
            id: found.id, campaign: found.campaign, track: found.track, unit: found.unit, start: params.start,
            end: params.end, basis: params.basis, revision: found.revision + 1, declaredAt: found.declaredAt,
            amendedAt: effect.now, confirmedAfterCap: afterCap)
        try await effect.execute(WeekStatements.supersede, found.id, Int64(found.revision), effect.now)
        try await insert(week, effect)
        try await effect.record(.updated, "localWeek", id: week.id.description, data: week)
        return week
    }

    func get(_ params: EventsAPI.GetWeek.Params, _ context: QueryContext) async throws -> LocalWeek {
        let week = try await context.database.first(
            WeekStatements.find, params.campaign, params.track, params.unit, params.knownAt ?? context.now)
        guard let week else { throw Fault(.weekUnknown) }
        return week
    }

    func list(_ params: EventsAPI.ListWeeks.Params, _ context: QueryContext) async throws -> Page<LocalWeek> {
        let page = try PageRequest(after: params.after, limit: params.limit, columns: 2)
        let scope = context.scope()
        let weeks = try await context.database.query(
            WeekStatements.list, params.campaign, params.track, UnitKey(page.position?[0] ?? ""),
            TrackCode(page.position?[1] ?? ""), Int64(page.fetch), scope.units, scope.lines)
        return page.page(weeks) { [$0.unit.rawValue, $0.track.rawValue] }
    }

    private func check(
        start: CivilDate, end: CivilDate, basis: String, campaign: CampaignKey, _ effect: Effect
    ) async throws -> CampaignDocument {
        let violations = WeekRules.violations(start: start, end: end, basis: basis)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        return try await campaigns.document(campaign, effect)
    }

    /// Whether the week ends after a deadline's cap; throws `ANCHOR_AFTER_CAP` unless the province confirms that (L7).
    private func checkCap(
        start: CivilDate, end: CivilDate, track: TrackCode, in campaign: CampaignDocument, confirmed: Bool,
        _ effect: Effect
    ) throws -> Bool {
        let rules = WeekRules.unmeetable(start: start, end: end, track: track, in: campaign)
        guard !rules.isEmpty else { return false }
        guard confirmed, effect.authority.holds([.provinceAdmin]) else {
            throw Fault(
                .anchorAfterCap,
                violations: rules.map {
                    Violation(
                        path: "params.end", rule: "after_cap", detail: "what rule \($0) asks for is due by \(end)")
                })
        }
        return true
    }

    private func insert(_ week: LocalWeek, _ effect: Effect) async throws {
        try await effect.execute(
            WeekStatements.insert, week.id, Int64(week.revision), week.campaign, week.track, week.unit, week.start,
            week.end, week.basis, week.confirmedAfterCap, week.declaredAt, week.amendedAt, effect.now,
            effect.principal.name)
    }
}
