import Shared

/// Obligations: list, get, explain; deadlines.
struct Obligations: Sendable {
    let campaigns: Campaigns
    let reader: ObligationReader

    func list(
        _ params: ReportingAPI.ListObligations.Params, _ context: QueryContext
    ) async throws -> Page<Obligation> {
        let campaign = try await campaigns.find(params.campaign, context.database)
        return try await reader.list(params, campaign: campaign, context)
    }

    func get(_ params: ReportingAPI.GetObligation.Params, _ context: QueryContext) async throws -> Obligation {
        let row = try await find(params, context)
        let document = try await campaigns.find(row.campaign, context.database).document
        return row.seen(by: context.authority, document, at: params.at ?? context.now, now: context.now)
    }

    func explain(
        _ params: ReportingAPI.ExplainObligation.Params, _ context: QueryContext
    ) async throws -> ObligationExplanation {
        let row = try await find(params, context)
        guard let policy = try await context.database.first(PolicyStatements.inForce, row.campaign) else {
            throw Fault(.campaignUnpublished)
        }
        let document = try await campaigns.document(row.campaign, policy.campaignVersion, context.database)
        let rule = document.rule(row.rule)
        return ObligationExplanation(
            obligation: row.seen(
                by: context.authority, document, at: params.at ?? context.now, now: context.now),
            document: document.notice.number,
            clause: rule?.clause ?? "", quote: rule?.quote ?? "",
            switches: rule.map { document.switchesBehind($0) } ?? [], expression: rule?.deadline ?? "",
            revisions: try await context.database.query(
                ObligationStatements.revisions, row.id, params.knownAt ?? .max),
            counted: try await counted(row, params, context),
            successions: try await counterparts(of: row, params, context))
    }

    /// What counts, each piece that came with a merger with the unit that handed it in.
    private func counted(
        _ row: StoredObligation, _ params: ReportingAPI.GetObligation.Params, _ context: QueryContext
    ) async throws -> [ObligationExplanation.Counted] {
        let counted = row.standing.counted
        let times = ObligationReader.Times(at: params.at, knownAt: params.knownAt, now: context.now)
        let origins = Set(counted.compactMap(\.carriedFrom)).sorted()
        let handedIn = try await reader.whatever(became: origins, times, context.database)
        return counted.map { credit in
            ObligationExplanation.Counted(
                kind: credit.kind.rawValue, id: credit.source, title: credit.title, receivedAt: credit.receivedAt,
                from: credit.carriedFrom.flatMap { handedIn[$0]?.unit })
        }
    }

    /// Before and after the unit: as they stand at the instant of the question, the ended ones as they stood at their end.
    private func counterparts(
        of row: StoredObligation, _ params: ReportingAPI.GetObligation.Params, _ context: QueryContext
    ) async throws -> [ObligationExplanation.Counterpart] {
        let times = ObligationReader.Times(at: params.at, knownAt: params.knownAt, now: context.now)
        let rows = try await context.database.query(
            SuccessionStatements.counterparts, row.campaign, row.rule, row.unit.key, times.knownAt
        ).filter { context.authority.allows(.read, over: ScopePoint($0.unit, [row.track])) }
        guard !rows.isEmpty else { return [] }
        let others = try await reader.whatever(became: rows.map(\.obligation), times, context.database)
        return rows.compactMap { counterpart in
            guard let other = others[counterpart.obligation] else { return nil }
            let instant = other.endedAt.map { min($0.adding(microseconds: -1), times.at) } ?? times.at
            return ObligationExplanation.Counterpart(
                kind: counterpart.kind, isFormer: counterpart.isFormer, at: counterpart.at, basis: counterpart.basis,
                obligation: other.obligation(at: instant))
        }
    }

    private func find(
        _ params: ReportingAPI.GetObligation.Params, _ context: QueryContext
    ) async throws -> StoredObligation {
        let row = try await reader.find(params, now: context.now, context.database)
        // Found by its unit it may be of a track that is not the caller's.
        try context.authority.requireKnown(row.unit.key, [row.track], else: .obligationUnknown)
        return row
    }

    /// What an expression comes to with a unit's weeks as they were declared at `at`.
    func resolve(
        _ params: ReportingAPI.ResolveDeadline.Params, _ context: QueryContext
    ) async throws -> DeadlineResult {
        let campaign = try await campaigns.find(params.campaign, context.database)
        guard let due = DueExpression(params.expression) else {
            throw Fault(
                .deadlineInvalid,
                violations: [
                    Violation(
                        path: "params.expression", rule: "wrong_value", detail: "must be \(DueExpression.expectation)")
                ])
        }
        var anchors = campaign.document.windowAnchors
        if let unit = params.unit {
            let times = ObligationReader.Times(at: params.at, knownAt: params.knownAt, now: context.now)
            guard try await context.database.first(UnitStatements.brief, unit, times.at, times.knownAt) != nil else {
                throw Fault(.unitUnknownHere)
            }
            for row in try await context.database.query(WeekStatements.list, campaign.key, [unit])
            where row.week.since <= min(times.at, times.knownAt) {
                anchors[.localWeek(row.week.track)] = row.week.anchor
            }
        }
        let scope = DeadlineScope(
            zone: campaign.document.zone, calendar: try await campaigns.calendar(context.database), anchors: anchors,
            switches: campaign.document.switchTexts)
        do {
            return try due.evaluate(in: scope)
        } catch {
            throw Fault(
                .deadlineInvalid,
                violations: [Violation(path: "params.expression", rule: "no_result", detail: error.description)])
        }
    }
}

extension CampaignDocument {
    /// The switches that decide something about the rule, with the answers chosen.
    func switchesBehind(_ rule: Rule) -> [ObligationExplanation.SwitchValue] {
        var named = DueExpression(rule.deadline)?.switches ?? []
        named.formUnion(rule.opens.flatMap { DateExpression($0) }?.switches ?? [])
        named.formUnion((rule.when ?? [:]).keys.map(\.rawValue))
        for selector in rule.subjects { named.formUnion((selector.when ?? [:]).keys.map(\.rawValue)) }
        named.insert(rule.late)
        return switches.filter { named.contains($0.key.rawValue) }.map {
            ObligationExplanation.SwitchValue(key: $0.key.rawValue, question: $0.question, value: $0.value)
        }
    }
}
