import Shared

/// Policies: draft, publish, get.
struct Policies: Sendable {
    let campaigns: Campaigns
    let materialisation: Materialisation
    let service: ServiceDependencies

    func progress(
        _ params: ReportingAPI.GetPolicyProgress.Params, _ context: QueryContext
    ) async throws -> PolicyProgress {
        guard let run = try await context.database.first(PolicyRunStatements.get, params.campaign) else {
            throw Fault(.policyUnknown)
        }
        return run
    }

    func get(_ params: ReportingAPI.GetPolicy.Params, _ context: QueryContext) async throws -> Policy {
        let row =
            if let version = params.version {
                try await context.database.first(PolicyStatements.byVersion, params.campaign, version)
            } else {
                try await context.database.first(PolicyStatements.inForce, params.campaign)
            }
        guard let row else { throw Fault(.policyUnknown) }
        let newest = try await campaigns.find(params.campaign, context.database).version
        return row.seen(by: context.authority, newest: newest)
    }

    func draft(_ params: ReportingAPI.DraftPolicy.Params, _ effect: Effect) async throws -> Policy {
        let campaign = try await published(params.campaign, atLeast: params.campaignVersion, effect)
        let draft = try await draft(of: campaign, effect)
        return draft.seen(by: effect.authority, newest: campaign.version)
    }

    /// The same rules again change nothing and say so.
    func publish(_ params: ReportingAPI.PublishPolicy.Params, _ effect: Effect) async throws -> Policy {
        let campaign = try await published(params.campaign, atLeast: params.campaignVersion, effect)
        let inForce = try await effect.first(PolicyStatements.inForce, campaign.key)
        if let inForce, params.version == nil || params.version == inForce.version,
            inForce.campaignVersion == campaign.version
        {
            return inForce.seen(by: effect.authority, newest: campaign.version, unchanged: true)
        }
        let run = PolicyRun(of: campaign.key, service)
        let draft = try await chosen(params, campaign, run, effect)
        let start = inForce == nil ? campaign.document.firstInForce : effect.now
        let rules = Materialisation.Rules(
            document: campaign.document, revisions: draft.ruleRevisions, start: start)
        let derived = try await materialisation.derive(rules, units: nil, effect, run: run)
        try refuseNeverMet(derived)
        try await effect.execute(PolicyStatements.retire, campaign.key)
        let stored = try await effect.one(
            PolicyStatements.publish, campaign.key, draft.version, effect.now, start,
            try RawJSON(encoding: derived.effect), derived.difference.touched.isEmpty)
        try await materialisation.apply(derived, of: campaign.document, effect, run: run)
        try await effect.execute(PolicyRunStatements.finish, campaign.key, effect.now)
        try await effect.record(
            .published, "policy", id: "\(campaign.key)/\(stored.version)", data: stored.policy())
        return stored.seen(by: effect.authority, newest: campaign.version)
    }

    /// The campaign in its newest version, which must have reached this service.
    private func published(
        _ key: CampaignKey, atLeast version: Int?, _ effect: Effect
    ) async throws -> PublishedCampaign {
        let campaign = try await campaigns.find(key, effect)
        guard campaign.version >= version ?? 1 else { throw Fault(.campaignUnpublished, retryAfterMs: 200) }
        return campaign
    }

    private func chosen(
        _ params: ReportingAPI.PublishPolicy.Params, _ campaign: PublishedCampaign, _ run: PolicyRun, _ effect: Effect
    ) async throws -> StoredPolicy {
        let found =
            if let version = params.version {
                try await effect.first(PolicyStatements.byVersion, campaign.key, version)
            } else {
                try await effect.first(PolicyStatements.newest, campaign.key)
            }
        if params.version != nil {
            guard let found, found.state == .draft else { throw Fault(.policyUnknown) }
            guard found.campaignVersion == campaign.version else { throw Fault(.policyOutdated) }
            return found
        }
        if let found, found.state == .draft, found.campaignVersion == campaign.version { return found }
        return try await draft(of: campaign, effect, run: run)
    }

    /// A draft replaces one that was not published.
    private func draft(
        of campaign: PublishedCampaign, _ effect: Effect, run: PolicyRun? = nil
    ) async throws -> StoredPolicy {
        try await requireForms(campaign, effect)
        let newest = try await effect.first(PolicyStatements.newest, campaign.key)
        let inForce = try await effect.first(PolicyStatements.inForce, campaign.key)
        let revisions = try await revisions(campaign, since: inForce, effect)
        let start = inForce == nil ? campaign.document.firstInForce : effect.now
        let derived = try await materialisation.derive(
            Materialisation.Rules(document: campaign.document, revisions: revisions, start: start), units: nil, effect,
            run: run)
        try refuseNeverMet(derived)
        let keys = revisions.keys.sorted()
        let version = newest.map { $0.state == .draft ? $0.version : $0.version + 1 } ?? 1
        return try await effect.one(
            PolicyStatements.putDraft, campaign.key, version, campaign.version, keys, keys.map { revisions[$0] ?? 1 },
            effect.now, try RawJSON(encoding: derived.effect), derived.difference.touched.isEmpty)
    }

    /// Of the rules, as the traces of deadlines name them.
    private func revisions(
        _ campaign: PublishedCampaign, since inForce: StoredPolicy?, _ effect: Effect
    ) async throws -> [RuleKey: Int] {
        let document = campaign.document
        var before: CampaignDocument?
        if let inForce { before = try await campaigns.document(campaign.key, inForce.campaignVersion, effect) }
        return document.revisions(since: before, known: inForce?.ruleRevisions ?? [:])
    }

    /// What is filed in a form needs the form.
    private func requireForms(_ campaign: PublishedCampaign, _ effect: Effect) async throws {
        let published = Set(try await effect.query(FormStatements.keys, campaign.key))
        let needed = Set(
            campaign.document.rulesInForce.flatMap(\.items).compactMap { campaign.document.item($0)?.form })
        let missing = needed.subtracting(published).sorted()
        guard missing.isEmpty else {
            throw Fault(
                .formUnknown, "Publish the campaign's forms first",
                violations: missing.map {
                    Violation(path: "forms.\($0)", rule: "unpublished", detail: "a rule asks for the form \($0)")
                })
        }
    }

    /// L7: a rule is refused for known weeks that it can never be met for, with the units.
    private func refuseNeverMet(_ derived: Materialisation.Derived) throws(Fault) {
        guard derived.neverMet.isEmpty else {
            throw Fault(
                .ruleNeverMet,
                violations: derived.neverMet.sorted { $0.key < $1.key }.map { rule, units in
                    Violation(
                        path: "rules.\(rule)", rule: "never_met",
                        detail: "the week ends after the cap for " + units.map(\.rawValue).joined(separator: ", "))
                })
        }
    }
}
