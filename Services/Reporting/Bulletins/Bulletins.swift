import Shared

/// Numbered statements of how reporting stood (N29).
struct Bulletins: Sendable {
    let campaigns: Campaigns
    let reader: ObligationReader

    /// Nobody files while the text is made, and nobody who files afterwards is recorded before it (`horizon`): so what is
    /// stored gives the same text for good.
    func issue(_ params: ReportingAPI.IssueBulletin.Params, _ effect: Effect) async throws -> Bulletin {
        let at = params.at ?? effect.now
        guard at <= effect.now else { throw Fault(.bulletinAhead) }
        if let title = params.title, title.allSatisfy(\.isWhitespace) || title.count > 200 {
            throw Fault(
                .invalidParams,
                violations: [Violation(path: "params.title", rule: "out_of_range", detail: "1…200 characters")])
        }
        try await effect.transaction.lock(Materialisation.lock)
        try await effect.execute(BulletinStatements.holdFilings)
        try await effect.execute(BulletinStatements.moveHorizon, effect.now)
        let campaign = try await campaigns.find(params.campaign, effect)
        let node = params.node ?? campaign.document.authority
        let number = (try await effect.first(BulletinStatements.last, campaign.key, node) ?? 0) + 1
        let title = params.title ?? "\(campaign.document.notice.title)材料报送情况通报"
        let made = try await make(
            Facts(
                campaign: campaign, node: node, number: number, title: title, track: params.track, at: at,
                knownAt: effect.now), effect)
        let digest = DigestAlgorithm.sha256.digest(made.text)
        let summary = BulletinSummary(
            campaign: campaign.key, node: node, number: number, title: title, track: params.track, at: at,
            knownAt: effect.now, campaignVersion: campaign.version, digest: digest.hex, by: effect.principal.name,
            issuedAt: effect.now)
        try await effect.execute(
            BulletinStatements.insert, campaign.key, node, number, title, params.track, at, effect.now,
            campaign.version, made.text, Bytes(digest.bytes), effect.principal.name, effect.now)
        try await effect.record(.published, "bulletin", id: "\(campaign.key)/\(node)/\(number)", data: summary)
        return Bulletin(summary: summary, text: made.text, missing: made.missing)
    }

    func get(_ params: ReportingAPI.GetBulletin.Params, _ context: QueryContext) async throws -> Bulletin {
        let campaign = try await campaigns.find(params.campaign, context.database)
        let node = params.node ?? campaign.document.authority
        guard
            let stored = try await context.database.first(
                BulletinStatements.byNumber, campaign.key, node, params.number)
        else { throw Fault(.bulletinUnknown) }
        let summary = stored.summary
        let document = try await campaigns.document(campaign.key, summary.campaignVersion, context.database)
        let again = try await make(
            Facts(
                campaign: PublishedCampaign(key: campaign.key, version: summary.campaignVersion, document: document),
                node: node, number: summary.number, title: summary.title, track: summary.track, at: summary.at,
                knownAt: summary.knownAt), context.database)
        return Bulletin(
            summary: summary, text: stored.text, missing: again.missing,
            reproduced: Array(again.text.utf8) == Array(stored.text.utf8))
    }

    func list(
        _ params: ReportingAPI.ListBulletins.Params, _ context: QueryContext
    ) async throws -> Page<BulletinSummary> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let campaign = try await campaigns.find(params.campaign, context.database)
        let rows = try await context.database.query(
            BulletinStatements.list, campaign.key, params.node ?? campaign.document.authority,
            page.after.flatMap { Int($0) } ?? 0, page.fetch)
        return page.page(rows) { [String($0.number)] }
    }

    /// What a bulletin is a function of, beside the rows.
    private struct Facts {
        let campaign: PublishedCampaign
        let node: UnitKey
        let number: Int
        let title: String
        let track: TrackCode?
        let at: Instant
        let knownAt: Instant
    }

    private func make(
        _ facts: Facts, _ database: some StatementExecutor
    ) async throws -> (text: String, missing: [Bulletin.Missing]) {
        let times = ObligationReader.Times(at: facts.at, knownAt: facts.knownAt, now: facts.at)
        guard let node = try await database.first(UnitStatements.brief, facts.node, times.at, times.knownAt) else {
            throw Fault(.unitUnknownHere)
        }
        let scope = ObligationReader.Scope(
            campaign: facts.campaign.key, track: facts.track, item: nil, times: times)
        let owed = try await reader.owedTo([node.key], scope, database)
        var gaps: [Gap] = []
        // Whoever has no line belongs under no node but the top, where somebody must see it.
        if node.key == facts.campaign.document.authority {
            gaps = try await database.query(
                TermStatements.gaps, facts.campaign.key, times.at, times.knownAt, facts.track)
        }
        let text = BulletinText(
            document: facts.campaign.document, title: facts.title, number: facts.number, node: node,
            track: facts.track, at: facts.at, knownAt: facts.knownAt
        ).text(owed, gaps: gaps)
        return (text, missing(owed, facts))
    }

    private func missing(_ owed: [StoredObligation], _ facts: Facts) -> [Bulletin.Missing] {
        let sets = CompletenessSets(owed, at: facts.at)
        return Dictionary(grouping: sets.missing, by: \.unit.key).values.map { rows in
            Bulletin.Missing(
                unit: rows[0].unit, obligations: rows.map(\.obligation).sorted(),
                reminders: MethodCall(
                    NotificationsAPI.Explain.self,
                    [
                        "campaign": .string(facts.campaign.key.rawValue),
                        "unit": .string(rows[0].unit.key.rawValue),
                    ]))
        }.sorted { $0.unit.key < $1.unit.key }
    }
}
