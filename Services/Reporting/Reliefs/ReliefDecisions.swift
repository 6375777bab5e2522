import Shared

/// Extensions and waivers: granted by a unit above, for one obligation or many in one act, never changed, only revoked.
struct ReliefDecisions: Sendable {
    let campaigns: Campaigns
    let obligations: ObligationReader

    /// Obligations of one act: what a province owes by all its rules for one item fits many times.
    private static let most = 1_000

    func extend(_ params: ReportingAPI.GrantExtension.Params, _ effect: Effect) async throws -> Reliefs {
        if let outage = params.outage, !(outage.from < outage.to && outage.from <= effect.now) {
            throw Fault(
                .reliefInvalid,
                violations: [
                    Violation(path: "params.outage", rule: "relief", detail: "must have begun, and end after it began")
                ])
        }
        var ids = params.obligations
        if let selector = params.selector {
            guard ids == nil else { throw invalid("selector", "give obligations or a selector, not both") }
            ids = try await selected(selector, dueBefore: params.until, effect)
        }
        guard let ids else { throw invalid("obligations", "give obligations or a selector") }
        return try await grant(
            Grant(
                kind: .extension, by: params.by, until: params.until, basis: params.basis, outage: params.outage),
            ids, effect)
    }

    func waive(_ params: ReportingAPI.GrantWaiver.Params, _ effect: Effect) async throws -> Reliefs {
        try await grant(
            Grant(kind: .waiver, by: params.by, until: params.until, basis: params.basis, outage: nil),
            params.obligations, effect)
    }

    func revokeExtension(_ params: RevokeRelief, _ effect: Effect) async throws -> Reliefs {
        try await revoke(.extension, params, effect)
    }

    func revokeWaiver(_ params: RevokeRelief, _ effect: Effect) async throws -> Reliefs {
        try await revoke(.waiver, params, effect)
    }

    /// What is granted, to whomever.
    private struct Grant {
        let kind: Relief.Kind
        let by: UnitKey
        let until: Instant?
        let basis: String
        let outage: Outage?
    }

    /// Those that fit and that the caller may give more time; a selection of nothing is a mistake.
    private func selected(
        _ selector: ObligationSelector, dueBefore until: Instant, _ effect: Effect
    ) async throws -> [ID<Obligation>] {
        let isNarrowed =
            selector.rules != nil || selector.items != nil || selector.track != nil || selector.to != nil
            || selector.units != nil || selector.kinds != nil || selector.regions != nil
        guard isNarrowed else { throw invalid("selector", "must say more than the campaign") }
        let campaign = try await campaigns.find(selector.campaign, effect).key
        let found = try await effect.query(
            ReliefStatements.selected, campaign, effect.now, selector.rules, selector.items, selector.track,
            selector.to, selector.units, selector.kinds, selector.regions, until, 10 * Self.most
        ).filter { effect.authority.allows(.relieve, over: $0.point) }
        guard !found.isEmpty else { throw Fault(.obligationUnknown, "Nothing that the caller may relieve fits") }
        return found.map(\.id)
    }

    private func grant(_ grant: Grant, _ ids: [ID<Obligation>], _ effect: Effect) async throws -> Reliefs {
        guard !grant.basis.allSatisfy(\.isWhitespace) else { throw Fault(.reasonRequired) }
        guard (1...Self.most).contains(ids.count) else {
            throw invalid("obligations", "1…\(Self.most) at once, \(ids.count) are meant")
        }
        // In the name of that unit: who grants must act for it.
        try effect.authority.require(.lead, over: ScopePoint(grant.by))
        // In one order everywhere, so that two grants over the same obligations wait for each other and never cross.
        let sorted = Set(ids).sorted()
        try await effect.execute(ObligationStatements.lockAll, sorted)
        let rows = try await obligations.all(sorted, at: effect.now, effect)
        guard rows.count == sorted.count else { throw Fault(.obligationUnknown) }
        var grounds = Grounds()
        for row in rows {
            let ground = try await ground(of: row, &grounds, effect)
            let refusal = ReliefRules.refusal(
                grant.kind, of: row.obligation(at: effect.now), by: grant.by, until: grant.until, above: ground.above,
                authority: ground.authority, cap: ground.cap, now: effect.now)
            if let refusal { throw refusal }
        }
        let reliefs = rows.map { _ in ID<Relief>.make(at: effect.now) }
        guard let act = reliefs.first else { throw Fault(.obligationUnknown) }
        let granted = try await effect.query(
            ReliefStatements.grant, reliefs, rows.map(\.id), grant.kind, grant.basis,
            grant.outage.map { HalfOpenRange(from: $0.from, upTo: $0.to) }, act, grant.by, effect.principal.name,
            effect.now, grant.until)
        if grant.kind == .extension { try await answerRequests(for: rows.map(\.id), effect) }
        return try await outcome(granted, effect)
    }

    /// Who stands above, and how far an extension may go: the same for many obligations, so each is asked for once.
    private struct Grounds {
        var above: [Line: Set<UnitKey>] = [:]
        var caps: [Rule: Instant?] = [:]

        struct Line: Hashable {
            let receiver: UnitKey
            let track: TrackCode
        }

        struct Rule: Hashable {
            let campaign: CampaignKey
            let rule: RuleKey
        }
    }

    private func ground(
        of row: StoredObligation, _ grounds: inout Grounds, _ effect: Effect
    ) async throws -> (above: Set<UnitKey>, authority: UnitKey, cap: Instant?) {
        let document = try await campaigns.find(row.campaign, effect).document
        let (line, rule) = (
            Grounds.Line(receiver: row.to.key, track: row.track), Grounds.Rule(campaign: row.campaign, rule: row.rule)
        )
        if grounds.above[line] == nil {
            grounds.above[line] = Set(try await effect.query(UnitStatements.above, row.to.key, row.track, effect.now))
        }
        if grounds.caps[rule] == nil { grounds.caps[rule] = .some(try await cap(of: row, document, effect)) }
        return (grounds.above[line] ?? [], document.authority, grounds.caps[rule] ?? nil)
    }

    /// Whoever asked for more time has their answer.
    private func answerRequests(for ids: [ID<Obligation>], _ effect: Effect) async throws {
        let answered = try await effect.query(
            ReliefRequestStatements.grant, ids, effect.principal.name, effect.now)
        // Who asked, in whoever's name, does not answer.
        guard !answered.contains(where: { $0.by == effect.principal.name }) else { throw Fault(.ownSubmission) }
        for request in answered {
            try await effect.record(.updated, "extensionRequest", id: request.id.description, data: request)
        }
    }

    private func revoke(_ kind: Relief.Kind, _ params: RevokeRelief, _ effect: Effect) async throws -> Reliefs {
        let act = try await effect.query(ReliefStatements.act, params.id, kind, params.whole ?? false)
            .filter { $0.id == params.id || effect.authority.allows(.relieve, over: $0.point) }
        guard !act.isEmpty else { throw Fault(.reliefUnknown) }
        // The obligations first and in one order, as on every path that writes: a bulletin waits for whoever holds one.
        try await effect.execute(ObligationStatements.lockAll, Set(act.map(\.obligation)).sorted())
        let revoked = try await effect.query(ReliefStatements.revoke, act.map(\.id), kind, effect.now)
        guard !revoked.isEmpty else { throw Fault(.reliefUnknown) }
        return try await outcome(revoked, effect)
    }

    /// The latest a rule that hangs on a unit's own week can ever be due: where it stands while no week is known.
    private func cap(
        of row: StoredObligation, _ document: CampaignDocument, _ effect: Effect
    ) async throws -> Instant? {
        guard let rule = document.rule(row.rule), let due = DueExpression(rule.deadline) else { return nil }
        let scope = DeadlineScope(
            zone: document.zone, calendar: try await campaigns.calendar(effect), anchors: document.windowAnchors,
            switches: document.switchTexts)
        guard let result = try? due.evaluate(in: scope), result.status == .provisional else { return nil }
        return result.dueAt
    }

    private func outcome(_ reliefs: [Relief], _ effect: Effect) async throws -> Reliefs {
        let after = try await obligations.all(Set(reliefs.map(\.obligation)).sorted(), at: effect.now, effect).map {
            $0.obligation(at: effect.now)
        }
        try await effect.record(
            after.map { try RecordedChange(.updated, "obligation", id: $0.id.description, data: $0) })
        let points = Dictionary(after.map { ($0.id, ScopePoint($0.unit.key, [$0.track])) }) { first, _ in first }
        return Reliefs(
            reliefs: reliefs.map { relief in
                points[relief.obligation].map { relief.seen(by: effect.authority, over: $0) } ?? relief
            }, obligations: after)
    }

    private func invalid(_ member: String, _ detail: String) -> Fault {
        Fault(
            .invalidParams, violations: [Violation(path: "params.\(member)", rule: "out_of_range", detail: detail)])
    }
}
