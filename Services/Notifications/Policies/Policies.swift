import Shared

/// The versions of a campaign's reminder ladders. One is in force at a time (the schema says so).
struct Policies: Sendable {
    func draft(_ params: NotificationsAPI.DraftPolicy.Params, _ effect: Effect) async throws -> ReminderPolicy {
        guard let campaign = try await effect.first(PolicyStatements.campaign, params.campaign) else {
            throw Fault(.campaignUnknownToNotifications)
        }
        let reminders = try RawJSON(
            encoding: campaign.document.decoded(as: CampaignDocument.self).reminders)
        let digest = DigestAlgorithm.sha256.digest(reminders.bytes).hex
        // Locked, so that two drafts at once do not take the same number.
        let newest = try await effect.first(PolicyStatements.lockNewest, params.campaign)
        if let newest, newest.digest == digest { return newest }
        let policy = ReminderPolicy(
            id: .make(at: effect.now), campaign: params.campaign, version: (newest?.version ?? 0) + 1, state: .draft,
            campaignVersion: Int(campaign.version), digest: digest, draftedAt: effect.now, publishedAt: nil)
        try await effect.execute(
            PolicyStatements.insert, policy.id, policy.campaign, Int64(policy.version), campaign.version, digest,
            reminders, effect.now)
        try await effect.record(.created, "policy", id: policy.id.description, data: policy)
        return policy
    }

    func publish(_ params: NotificationsAPI.PublishPolicy.Params, _ effect: Effect) async throws -> ReminderPolicy {
        guard let found = try await effect.first(PolicyStatements.lock, params.id) else {
            throw Fault(.policyUnknownToNotifications)
        }
        if found.state == .published { return found }
        try await effect.execute(PolicyStatements.supersede, found.campaign)
        try await effect.execute(PolicyStatements.publish, found.id, effect.now)
        // M1: what the former policy planned and nobody has sent is not sent.
        try await effect.execute(PolicyStatements.supersedeIntents, found.campaign)
        // M3: the first window starts now, so that a late load sends nothing old; later policies go on where the
        // planner stands.
        try await effect.execute(PolicyStatements.startWatermark, found.campaign, effect.now)
        guard let policy = try await effect.first(PolicyStatements.find, found.id) else {
            throw Fault(.policyUnknownToNotifications)
        }
        try await effect.record(.published, "policy", id: policy.id.description, data: policy)
        return policy
    }

    func get(_ params: NotificationsAPI.GetPolicy.Params, _ context: QueryContext) async throws -> ReminderPolicy {
        let policy = try await context.database.first(
            PolicyStatements.inForce, params.campaign, params.version.map(Int64.init))
        guard let policy else { throw Fault(.policyUnknownToNotifications) }
        return policy
    }
}
