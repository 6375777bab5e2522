import Shared

/// Who and what is put forward for the campaign's honours, level by level (N12). That nobody is honoured twice is the
/// schema's rule (E10); quotas are counted under the lock of their row (E9).
struct Nominations: Sendable {
    let campaigns: Campaigns

    func allot(_ params: EventsAPI.AllotNominations.Params, _ effect: Effect) async throws -> NominationAllotment {
        let campaign = try await campaigns.document(params.campaign, effect)
        var violations = NominationRules.kindViolations(params.kind, path: "params.kind", in: campaign)
        if !(0...10_000).contains(params.quota) {
            violations.append(Violation(path: "params.quota", rule: "out_of_range", detail: "must be 0…10000"))
        }
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        try await campaigns.requireUnits([("params.unit", params.unit)], at: effect.now, effect)
        try await effect.execute(
            NominationStatements.allot, params.campaign, params.kind, params.unit, params.quota)
        let used = try await used(params.kind, params.unit, campaign, effect)
        let allotment = NominationAllotment(
            kind: params.kind, unit: params.unit, quota: params.quota, used: used)
        try await effect.record(
            .updated, "nominationAllotment", id: "\(params.campaign)/\(params.kind)/\(params.unit)", data: allotment)
        return allotment
    }

    func propose(_ params: EventsAPI.ProposeNomination.Params, _ effect: Effect) async throws -> Nomination {
        let campaign = try await campaigns.document(params.campaign, effect)
        let content = params.content
        let violations = NominationRules.violations(content, in: campaign)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        try await campaigns.requireUnits(
            [("params.content.home", content.home), ("params.content.nominatedBy", content.nominatedBy)],
            at: effect.now, effect)
        if NominationRules.isCollaboration(content.kind, in: campaign) {
            try await campaigns.requireUnits(
                [("params.content.home", content.home)], kind: .collaboration, at: effect.now, effect)
        }
        try await takeFromQuota(content.kind, content.nominatedBy, campaign, effect)
        let nomination = StoredNomination(
            id: .make(at: effect.now), campaign: params.campaign, content: content, level: params.level,
            state: .proposed, revision: 1, proposedAt: effect.now, proposedBy: effect.principal.name)
        try await effect.execute(
            NominationStatements.insert, nomination.id, nomination.campaign, content.kind,
            NominationRules.subjectKey(content), content.nominatedBy, nomination.level, nomination.state,
            try RawJSON(encoding: content), nomination.proposedAt, nomination.proposedBy)
        try await putHand(nomination.id, effect)
        return try await recorded(.created, nomination, campaign, effect)
    }

    func shortlist(_ params: EventsAPI.ShortlistNomination.Params, _ effect: Effect) async throws -> Nomination {
        var (nomination, campaign) = try await locked(
            params.id, expect: params.expectRevision, for: .shortlist, reason: params.reason, effect)
        nomination.state = .shortlisted
        nomination.level = nomination.level.above ?? nomination.level
        // Whoever recommends it puts it forward to the level above.
        try await putHand(nomination.id, effect)
        return try await decided(&nomination, params.reason, campaign, effect)
    }

    func select(_ params: EventsAPI.SelectNomination.Params, _ effect: Effect) async throws -> Nomination {
        var (nomination, campaign) = try await locked(
            params.id, expect: params.expectRevision, for: params.selected ? .select : .refuse, reason: params.reason,
            effect)
        if params.selected {
            try await takeFromQuota(nomination.content.kind, campaign.authority, campaign, effect)
        }
        nomination.state = params.selected ? .selected : .notSelected
        return try await decided(&nomination, params.reason, campaign, effect)
    }

    func list(_ params: EventsAPI.ListNominations.Params, _ context: QueryContext) async throws -> Page<Nomination> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let rows = try await context.database.query(
            NominationStatements.list, params.campaign, params.kind, params.state, params.level,
            page.after.flatMap(ID<Nomination>.init), page.fetch, context.scope().units)
        guard !rows.isEmpty else { return Page(items: [], next: nil) }
        let campaign = try await campaigns.document(params.campaign, context.database)
        let own = Set(
            try await context.database.query(NominationStatements.ofHand, rows.map(\.id), context.principal.name))
        return try page.page(rows, by: { [$0.id.description] }) { row in
            try row.nomination().seen(by: context.authority, isOwn: own.contains(row.id), in: campaign)
        }
    }

    /// Throws unless the unit's quota has room for one more. Its row stays locked: of two who take the last place at once,
    /// the second counts the first (E9).
    private func takeFromQuota(
        _ kind: TermCode, _ unit: UnitKey, _ campaign: CampaignDocument, _ effect: Effect
    ) async throws {
        guard let quota = try await effect.first(NominationStatements.lockQuota, campaign.key, kind, unit) else {
            return
        }
        guard try await used(kind, unit, campaign, effect) < quota else { throw Fault(.nominationQuotaExceeded) }
    }

    private func used(
        _ kind: TermCode, _ unit: UnitKey, _ campaign: CampaignDocument, _ effect: Effect
    ) async throws -> Int {
        if unit == campaign.authority {
            return try await effect.one(NominationStatements.countSelected, campaign.key, kind)
        }
        return try await effect.one(NominationStatements.countProposed, campaign.key, kind, unit)
    }

    private func locked(
        _ id: ID<Nomination>, expect revision: Int, for verb: NominationVerb, reason: String, _ effect: Effect
    ) async throws -> (StoredNomination, CampaignDocument) {
        guard (1...500).contains(reason.count) else {
            throw Fault(
                .invalidParams,
                violations: [Violation(path: "params.reason", rule: "required", detail: "1…500 characters: say why")])
        }
        guard let nomination = try await effect.first(NominationStatements.lock, id)?.nomination() else {
            throw Fault(.nominationUnknown)
        }
        try Revision.expect(revision, found: nomination.revision)
        guard verb.allowed(in: nomination.state, at: nomination.level) else { throw Fault(.nominationStateWrong) }
        if try await isOwn(nomination, effect) { throw Fault(.ownWork) }
        let campaign = try await campaigns.document(nomination.campaign, effect)
        guard nomination.level.decides(nomination, effect.authority, in: campaign) else {
            throw Fault(.permissionDenied)
        }
        return (nomination, campaign)
    }

    /// E4: whether it went through the caller's hands: proposed, or recommended from a level below.
    private func isOwn(_ nomination: StoredNomination, _ effect: Effect) async throws -> Bool {
        try await !effect.query(NominationStatements.ofHand, [nomination.id], effect.principal.name).isEmpty
    }

    private func putHand(_ id: ID<Nomination>, _ effect: Effect) async throws {
        try await effect.execute(NominationStatements.putHand, id, effect.principal.name, effect.now)
    }

    private func decided(
        _ nomination: inout StoredNomination, _ reason: String, _ campaign: CampaignDocument, _ effect: Effect
    ) async throws -> Nomination {
        nomination.revision += 1
        nomination.decidedBy = effect.principal.name
        nomination.reason = reason
        try await effect.execute(
            NominationStatements.update, nomination.id, nomination.level, nomination.state, nomination.revision,
            effect.principal.name, reason)
        return try await recorded(.updated, nomination, campaign, effect)
    }

    private func recorded(
        _ verb: ChangeVerb, _ nomination: StoredNomination, _ campaign: CampaignDocument, _ effect: Effect
    ) async throws -> Nomination {
        let seen = nomination.seen(
            by: effect.authority, isOwn: try await isOwn(nomination, effect), in: campaign)
        try await effect.record(verb, "nomination", id: nomination.id.description, data: seen)
        return seen
    }
}
