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
        // No run plans by the former policy while this one takes its place, and nobody sets words.
        _ = try await effect.first(RunStatements.lockWatermark, found.campaign)
        try await takeWords(of: found, effect)
        let isFirst = try await effect.execute(PolicyStatements.supersede, found.campaign) == 0
        try await effect.execute(PolicyStatements.publish, found.id, effect.now)
        if !isFirst { try await settleIntents(of: found.campaign, effect) }
        // M3: the first window starts now, so that a late load sends nothing old; later policies go on where the
        // planner stands.
        try await effect.execute(PolicyStatements.startWatermark, found.campaign, effect.now)
        guard let policy = try await effect.first(PolicyStatements.find, found.id) else {
            throw Fault(.policyUnknownToNotifications)
        }
        try await effect.record(.published, "policy", id: policy.id.description, data: policy)
        return policy
    }

    /// M1: what the former policy planned, nobody has sent and the new one does not call for is not sent. What both call
    /// for stays: its window is planned, so it would not be planned again. For the same reason what a policy between had called
    /// off by mistake is called back.
    private func settleIntents(of campaign: CampaignKey, _ effect: Effect) async throws {
        guard
            let state = try await PlanningReader.state(of: campaign, at: effect.now, effect)
        else { return }
        let keys = Array(Planner.keys(state))
        let superseded = try await effect.query(PolicyStatements.supersedeIntents, campaign, keys)
        let reinstated = try await effect.query(PolicyStatements.reinstateIntents, campaign, keys, effect.now)
        try await IntentChanges.record(superseded + reinstated.compactMap(\.self), effect)
    }

    /// Words that the campaign corrects take the place of those that were set. Then every step and notice has words, and each of
    /// them only variables that are filled where it is used.
    private func takeWords(of policy: ReminderPolicy, _ effect: Effect) async throws {
        guard let stored = try await effect.first(PlanStatements.policyByID, policy.id) else { return }
        let reminders = try stored.reminders.decoded(as: CampaignDocument.Reminders.self)
        if let former = try await effect.first(PlanStatements.policy, policy.campaign) {
            try await Templates.follow(
                former.reminders.decoded(as: CampaignDocument.Reminders.self), by: reminders, policy.campaign, effect)
        }
        let words = try await TemplateBook.read(reminders, policy.campaign, effect)
        let violations = words.violations(of: reminders)
        guard violations.isEmpty else { throw Fault(.templateIncomplete, violations: violations) }
    }

    /// Both policies over the same facts; what the books have is not looked at but for what waits.
    func diff(_ params: NotificationsAPI.DiffPolicy.Params, _ context: QueryContext) async throws -> ReminderPolicyDiff
    {
        try await context.database.transaction(isolation: .repeatableRead, readOnly: true) { transaction in
            guard let draft = try await transaction.first(PolicyStatements.find, params.id),
                let after = try await PlanningReader.state(
                    by: draft.id, of: draft.campaign, at: context.now, transaction)
            else { throw Fault(.policyUnknownToNotifications) }
            let inForce = try await transaction.first(PolicyStatements.inForce, draft.campaign, nil)
            let before = try await PlanningReader.state(of: draft.campaign, at: context.now, transaction)
            let kept = Planner.keys(after)
            let waiting = try await transaction.query(PolicyStatements.waiting, draft.campaign)
            let stopped = waiting.filter { !kept.contains($0.key) && !$0.isNotice }.map(\.id)
            return PolicyComparison(
                before: before, after: after,
                words: try await transaction.query(TemplateStatements.newest, draft.campaign), now: context.now,
                until: params.until
            ).diff(
                from: inForce?.version, to: draft.version, stoppedCount: stopped.count,
                stopped: try await transaction.query(
                    IntentStatements.byIDs, Array(stopped.prefix(PageLimit.most))))
        }
    }

    func list(
        _ params: NotificationsAPI.ListPolicies.Params, _ context: QueryContext
    ) async throws -> Page<ReminderPolicy> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let policies = try await context.database.query(
            PolicyStatements.list, params.campaign, page.after.flatMap { Int64($0) }, Int64(page.fetch))
        return page.page(policies) { ["\($0.version)"] }
    }

    func get(_ params: NotificationsAPI.GetPolicy.Params, _ context: QueryContext) async throws -> ReminderPolicy {
        let policy = try await context.database.first(
            PolicyStatements.inForce, params.campaign, params.version.map(Int64.init))
        guard let policy else { throw Fault(.policyUnknownToNotifications) }
        return policy
    }
}
