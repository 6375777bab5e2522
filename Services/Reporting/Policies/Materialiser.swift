import Shared

/// Follows what projections marked as changed: the long-running part that keeps obligations in line with the registry
/// and with the declared weeks. Any number of processes may run it.
struct Materialiser: Sendable {
    let campaigns: Campaigns
    let materialisation: Materialisation
    let service: ServiceDependencies

    /// How long a change may wait before obligations follow it.
    static let interval = Duration.milliseconds(200)

    var job: Job {
        .every(Self.interval, "obligations", logger: service.logger) { try await catchUp() }
    }

    /// Derives what is stale, if anything is.
    func catchUp() async throws {
        guard try await service.database.one(UnitStatements.hasStale) else { return }
        do {
            try await service.transact("materialise") { effect in try await self.catchUp(effect) }
        } catch is RebuildIsOn {
            // The marks stand; the campaign comes last in the feed and marks everything.
        }
    }

    /// Units and lines are there only in part: the derivation is rolled back, with the marks that called for it.
    private struct RebuildIsOn: Error {}

    /// In the caller's transaction: the marks are gone exactly when what they call for is done.
    private func catchUp(_ effect: Effect) async throws {
        // Before the marks are taken: a policy that is being published has read units without what they stand for, and is
        // not among the published ones here.
        try await effect.transaction.lock(Materialisation.lock)
        let policies = try await effect.query(PolicyStatements.published)
        let stale = try await effect.query(UnitStatements.takeStale, effect.now, service.clock.now())
        guard !stale.isEmpty else { return }
        // After the marks were taken: whoever cleared before setting them is seen here.
        for policy in policies where try await !hasArrived(policy, effect) { throw RebuildIsOn() }
        let units: [UnitKey]? = stale.contains(.everything) ? nil : stale
        for policy in policies {
            let rules = try await policy.rules(campaigns, effect)
            let derived = try await materialisation.derive(rules, units: units, effect)
            // Something that bears on everybody came since: the next round derives all of it.
            guard !derived.later.contains(.everything) else { return }
            try await materialisation.apply(derived, of: rules.document, effect)
        }
    }

    /// While the projection is rebuilt, units and lines are there only in part, and obligations derived from them would
    /// end and begin again. The campaign comes behind them in the feed: when it is back, so are they. Its row is held, so
    /// that none is cleared while obligations are derived.
    private func hasArrived(_ policy: StoredPolicy, _ effect: Effect) async throws -> Bool {
        let newest = try await effect.first(CampaignStatements.newestHeld, policy.campaign)
        return newest.map { $0 >= policy.campaignVersion } ?? false
    }
}
