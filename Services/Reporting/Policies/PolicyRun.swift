import Shared

/// Tells how far a publication is, beside its transaction. That it cannot be told stops no publication.
struct PolicyRun: Sendable {
    let campaign: CampaignKey
    let database: Database
    let clock: ServiceClock
    let startedAt: Instant

    init(of campaign: CampaignKey, _ service: ServiceDependencies) {
        self.campaign = campaign
        database = service.database
        clock = service.clock
        startedAt = service.clock.now()
    }

    func tell(_ stage: PolicyProgress.Stage, _ done: Int, of total: Int) async {
        _ = try? await database.execute(
            PolicyRunStatements.put, campaign, stage, done, total, startedAt, clock.now())
    }

    /// Nothing is told of more rows than this at once: a step takes about a second on a small machine.
    static let step = 2_000
}
