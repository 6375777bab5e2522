import Shared

/// Extensions and waivers: granted by a unit above, for one obligation or many at once, never changed, only revoked.
struct ReliefDecisions: Sendable {
    let campaigns: Campaigns
    let obligations: ObligationReader

    func extend(_ params: ReportingAPI.GrantExtension.Params, _ effect: Effect) async throws -> Reliefs {
        try await grant(
            .extension, params.obligations, by: params.by, until: params.until, basis: params.basis, effect)
    }

    func waive(_ params: ReportingAPI.GrantWaiver.Params, _ effect: Effect) async throws -> Reliefs {
        try await grant(.waiver, params.obligations, by: params.by, until: params.until, basis: params.basis, effect)
    }

    func revokeExtension(_ params: RevokeRelief, _ effect: Effect) async throws -> Reliefs {
        try await revoke(.extension, params.id, effect)
    }

    func revokeWaiver(_ params: RevokeRelief, _ effect: Effect) async throws -> Reliefs {
        try await revoke(.waiver, params.id, effect)
    }

    private func grant(
        _ kind: Relief.Kind, _ ids: [ID<Obligation>], by grantor: UnitKey, until: Instant?, basis: String,
        _ effect: Effect
    ) async throws -> Reliefs {
        guard !basis.allSatisfy(\.isWhitespace) else { throw Fault(.reasonRequired) }
        guard (1...PageLimit.most).contains(ids.count) else {
            throw Fault(
                .invalidParams,
                violations: [
                    Violation(path: "params.obligations", rule: "out_of_range", detail: "1…\(PageLimit.most) ids")
                ])
        }
        // In the name of that unit: who grants must act for it.
        try effect.authority.require(.lead, over: ScopePoint(grantor))
        var granted: [Relief] = []
        // In one order everywhere, so that two grants over the same obligations wait for each other and never cross.
        for id in Set(ids).sorted() {
            let row = try await obligations.locked(id, effect)
            let above = try await effect.query(UnitStatements.above, row.to.key, row.track, effect.now)
            let document = try await campaigns.find(row.campaign, effect).document
            let refusal = ReliefRules.refusal(
                kind, of: row.obligation(at: effect.now), by: grantor, until: until, above: Set(above),
                authority: document.authority, cap: try await cap(of: row, document, effect), now: effect.now)
            if let refusal { throw refusal }
            granted.append(
                try await effect.one(
                    ReliefStatements.grant, ID.make(at: effect.now), id, kind, basis, grantor, effect.principal.name,
                    effect.now, until))
            if kind == .extension { try await answerRequest(for: id, effect) }
        }
        return try await outcome(granted, effect)
    }

    /// Whoever asked for more time has their answer.
    private func answerRequest(for id: ID<Obligation>, _ effect: Effect) async throws {
        let answered = try await effect.query(
            ReliefRequestStatements.grant, id, effect.principal.name, effect.now)
        for request in answered {
            try await effect.record(.updated, "extensionRequest", id: request.id.description, data: request)
        }
    }

    private func revoke(_ kind: Relief.Kind, _ id: ID<Relief>, _ effect: Effect) async throws -> Reliefs {
        guard let owed = try await effect.first(ReliefStatements.obligation, id, kind) else {
            throw Fault(.reliefUnknown)
        }
        // The obligation first, as on every path that writes: a bulletin waits for whoever holds one.
        _ = try await obligations.locked(owed, effect)
        guard let relief = try await effect.first(ReliefStatements.revoke, id, kind, effect.now) else {
            throw Fault(.reliefUnknown)
        }
        return try await outcome([relief], effect)
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
        let after = try await obligations.all(reliefs.map(\.obligation), at: effect.now, effect).map {
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
}
