import Shared

struct Campaigns: Sendable {
    /// Reads and checks a campaign file; throws `CAMPAIGN_INVALID` with every fault.
    let read: @Sendable (String) throws -> CampaignDocument

    func load(
        _ params: RegistryAPI.LoadCampaign.Params, _ effect: Effect
    ) async throws -> RegistryAPI.LoadCampaign.Result {
        let document = try read(params.yaml)
        // Versions are numbered without gaps, and the same file twice is one version: one loader of a campaign at a time.
        try await effect.transaction.lock("campaign \(document.key)")
        let newest = try await effect.first(CampaignStatements.newest, document.key)
        if let newest, try newest.document.decoded(as: CampaignDocument.self) == document {
            return RegistryAPI.LoadCampaign.Result(campaign: newest.summary, outcome: .unchanged)
        }
        let summary = CampaignSummary(
            key: document.key, version: (newest?.summary.version ?? 0) + 1, state: .draft,
            number: document.notice.number, title: document.notice.title, date: document.notice.date,
            digest: DigestAlgorithm.sha256.digest(params.yaml).hex, loadedAt: effect.now, publishedAt: nil)
        try await effect.execute(
            CampaignStatements.insert, summary.key, summary.version, summary.number, summary.title, summary.date,
            try RawJSON(encoding: document), params.yaml, summary.digest, summary.loadedAt)
        try await effect.record(.created, "campaignDraft", id: summary.key.rawValue, data: summary)
        return RegistryAPI.LoadCampaign.Result(campaign: summary, outcome: .created)
    }

    func publish(
        _ params: RegistryAPI.PublishCampaign.Params, _ effect: Effect
    ) async throws -> RegistryAPI.PublishCampaign.Result {
        try await effect.transaction.lock("campaign \(params.key)")
        guard let stored = try await effect.first(CampaignStatements.get, params.key, params.version, nil) else {
            throw Fault(.campaignUnknown, "The campaign \(params.key) has no version \(params.version)")
        }
        guard stored.summary.state == .draft else {
            return RegistryAPI.PublishCampaign.Result(campaign: stored.summary, outcome: .unchanged)
        }
        let inForce = try await effect.first(CampaignStatements.get, params.key, nil, nil)
        if let inForce, inForce.summary.version > params.version { throw Fault(.campaignSuperseded) }
        try await effect.execute(CampaignStatements.publish, params.key, params.version, effect.now)
        let summary = stored.summary.published(at: effect.now)
        let document: CampaignDocument = try stored.document.decoded()
        if let suite = document.suite { try await effect.ledger.adopt(suite, effect) }
        try await effect.record(
            .published, "campaign", id: params.key.rawValue, data: Campaign(summary: summary, document: document))
        return RegistryAPI.PublishCampaign.Result(campaign: summary, outcome: .updated)
    }

    func get(_ params: RegistryAPI.GetCampaign.Params, _ context: QueryContext) async throws -> Campaign {
        guard
            let stored = try await context.database.first(
                CampaignStatements.get, params.key, params.version, params.knownAt)
        else { throw Fault(.campaignUnknown) }
        guard stored.summary.state == .published || context.seesDrafts else { throw Fault(.campaignUnknown) }
        return Campaign(summary: stored.summary, document: try stored.document.decoded())
    }

    func diff(
        _ params: RegistryAPI.DiffCampaigns.Params, _ context: QueryContext
    ) async throws -> RegistryAPI.DiffCampaigns.Result {
        let database = context.database
        let from = try await database.first(CampaignStatements.get, params.key, params.from, nil)
        let to =
            if let version = params.to {
                try await database.first(CampaignStatements.get, params.key, version, nil)
            } else {
                try await database.first(CampaignStatements.newest, params.key)
            }
        guard let from, let to, context.seesDrafts || (from.summary.isPublished && to.summary.isPublished) else {
            throw Fault(.campaignUnknown, "The campaign has no such version")
        }
        return RegistryAPI.DiffCampaigns.Result(
            from: from.summary.version, to: to.summary.version,
            differences: CampaignDiff.differences(try from.document.decoded(), try to.document.decoded()))
    }

    func list(
        _ params: RegistryAPI.ListCampaigns.Params, _ context: QueryContext
    ) async throws -> Page<CampaignSummary> {
        let page = try PageRequest(after: params.after, limit: params.limit, columns: 2)
        let summaries = try await context.database.query(
            CampaignStatements.list, params.key, page.position?[0], page.position.flatMap { Int($0[1]) }, page.fetch,
            context.seesDrafts)
        return page.page(summaries) { [$0.key.rawValue, String($0.version)] }
    }
}

extension QueryContext {
    /// What is not yet published is the province's.
    fileprivate var seesDrafts: Bool { authority.holds([.provinceAdmin, .reader]) }
}

extension CampaignSummary {
    fileprivate var isPublished: Bool { state == .published }

    fileprivate func published(at instant: Instant) -> CampaignSummary {
        CampaignSummary(
            key: key, version: version, state: .published, number: number, title: title, date: date, digest: digest,
            loadedAt: loadedAt, publishedAt: instant)
    }
}
