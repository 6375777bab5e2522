import Shared

/// Passes of the planner. Any number of callers at any cadence give the same mail: the watermark is locked, moves in the
/// transaction that writes the intents, and a window that was planned is never planned again (M3, M11).
struct Runs: Sendable {
    let logger: Logger
    /// Tells the senders of this process that there is something to send; the others look each second.
    let wakeSenders: @Sendable () -> Void
    /// Returns when what the plan is made from is here as its owners have it: a window is planned once, and what had not
    /// arrived by then would never be reminded of. Ahead of the tick's transaction, which would hold the owners' feeds back.
    let catchUp: @Sendable () async throws -> Void

    func preview(_ params: NotificationsAPI.PreviewPlan.Params, _ context: QueryContext) async throws -> Plan {
        try await catchUp()
        let to = params.at ?? context.now
        // One state of the database for the whole plan.
        return try await context.database.transaction(isolation: .repeatableRead, readOnly: true) { transaction in
            guard let watermark = try await transaction.first(RunStatements.watermark, params.campaign) else {
                throw Fault(.policyUnknownToNotifications)
            }
            let from = params.from ?? min(watermark, to)
            guard from <= to else { throw Fault(.windowInverted) }
            let snapshot = try await transaction.one(PlanStatements.snapshot)
            guard
                let prepared = try await PlanningReader.prepared(
                    of: params.campaign, in: .init(from: from, to: to), snapshot: snapshot, transaction)
            else { throw Fault(.policyUnknownToNotifications) }
            return try prepared.window().plan()
        }
    }

    /// From what was known then, by the policy that was in force then; it has no channel to send with (M6).
    func replay(
        _ params: NotificationsAPI.ReplayRun.Params, _ context: QueryContext
    ) async throws -> NotificationsAPI.ReplayRun.Result {
        try await context.database.transaction(isolation: .repeatableRead, readOnly: true) { transaction in
            guard let found = try await transaction.first(RunStatements.findForReplay, params.id) else {
                throw Fault(.runUnknown)
            }
            guard let prepared = try await PlanningReader.prepared(seenBy: found, transaction) else {
                throw Fault(.runNotReplayable)
            }
            let run = found.run
            let window = prepared.window()
            let plan = try window.plan()
            let agrees = try plan.digest == run.digest || window.formerDigest() == run.digest
            return NotificationsAPI.ReplayRun.Result(
                run: Run(
                    id: run.id, campaign: run.campaign, from: run.from, to: run.to, mode: .replay,
                    counts: window.counts, digest: plan.digest, at: run.at),
                plan: plan, agrees: agrees)
        }
    }

    func tick(
        _ params: NotificationsAPI.TickRun.Params, _ effect: Effect
    ) async throws -> NotificationsAPI.TickRun.Result {
        let done = try await tick(only: params.campaign, effect)
        if let campaign = params.campaign, done.runs.isEmpty,
            try await effect.first(RunStatements.watermark, campaign) == nil
        {
            throw Fault(.policyUnknownToNotifications)
        }
        return done
    }

    /// Plans every campaign with a policy in force, or one, up to now; answers the runs that found something. A campaign that
    /// cannot be planned keeps its watermark, and keeps none of the others from being planned. After `catchUp`.
    func tick(only campaign: CampaignKey? = nil, _ effect: Effect) async throws -> NotificationsAPI.TickRun.Result {
        // Before the watermark, as those who write notices take them: nobody waits in a circle.
        try await effect.execute(RunStatements.holdProjections)
        var runs: [Run] = []
        var problems: [NotificationsAPI.TickRun.Result.Problem] = []
        for campaign in try await effect.query(RunStatements.campaigns, campaign) {
            do {
                if let run = try await effect.attempt({ try await plan(campaign, $0) }) { runs.append(run) }
            } catch is PlannedAhead {
                logger.error("planned_ahead", metadata: ["campaign": "\(campaign)"])
                problems.append(.init(campaign: campaign, reason: .plannedAhead))
            } catch  where Self.concernsOneCampaign(error) {
                logger.error("plan_failed", metadata: ["campaign": "\(campaign)", "error": .detail(of: error)])
                problems.append(.init(campaign: campaign, reason: .planFailed))
            }
        }
        // Before the commit, so it may come too early; then the look of the next second finds what was written.
        if !runs.isEmpty { wakeSenders() }
        return NotificationsAPI.TickRun.Result(runs: runs, problems: problems)
    }

    private struct PlannedAhead: Error {}

    /// Whether the next campaign may fare better: the database is there, and there is time.
    private static func concernsOneCampaign(_ error: any Error) -> Bool {
        switch error {
        case is CancellationError: false
        case let error as PostgresError:
            !(error.isUnavailable || error.isTransactionRollback || error.isQueryCanceled
                || error.code == .deadlineExceeded)
        case let fault as Fault: !fault.kind.retryable
        default: true
        }
    }

    /// Plans one campaign up to now; nil when no step lies in the window. Then the watermark moves and nothing else is
    /// written, so that a tick each minute leaves no trace of the minutes in which nothing was due.
    private func plan(_ campaign: CampaignKey, _ effect: Effect) async throws -> Run? {
        guard let from = try await effect.first(RunStatements.lockWatermark, campaign) else { return nil }
        guard !Backlog.isAhead(from, of: effect.now) else { throw PlannedAhead() }
        guard from < effect.now else { return nil }
        // Under the locks: of what plans are made from nothing is written any more, and a replay sees the same.
        let seen = try await effect.one(PlanStatements.snapshot)
        guard let policy = try await effect.first(RunStatements.policy, campaign),
            let window = try await PlanningReader.prepared(
                of: campaign, in: .init(from: from, to: effect.now), snapshot: seen, effect)?.window()
        else { return nil }
        try await effect.execute(RunStatements.moveWatermark, campaign, effect.now)
        if window.reminders.isEmpty && window.nonIntents.isEmpty { return nil }
        let run = Run(
            id: .make(at: effect.now), campaign: campaign, from: from, to: effect.now, mode: .live,
            counts: window.counts, digest: try window.digest(), at: effect.now)
        try await effect.execute(
            RunStatements.insert, run.id, campaign, from, run.to, Int64(run.counts.intents),
            Int64(run.counts.nonIntents), Int64(run.counts.digests), run.digest, effect.now, policy,
            seen)
        try await IntentBook.write(window, of: run, effect)
        try await effect.record(.created, "run", id: run.id.description, data: run)
        return run
    }

    func get(_ params: NotificationsAPI.GetRun.Params, _ context: QueryContext) async throws -> Run {
        guard let run = try await context.database.first(RunStatements.find, params.id) else {
            throw Fault(.runUnknown)
        }
        return run
    }

    func list(_ params: NotificationsAPI.ListRuns.Params, _ context: QueryContext) async throws -> Page<Run> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let runs = try await context.database.query(
            RunStatements.list, params.campaign, page.after.flatMap(ID<Run>.init), Int64(page.fetch))
        return page.page(runs) { [$0.id.description] }
    }

    func lag(
        _ params: NotificationsAPI.GetLag.Params, _ context: QueryContext
    ) async throws -> NotificationsAPI.GetLag.Result {
        let backlog = try await Backlog.read(at: context.now, context.database)
        return NotificationsAPI.GetLag.Result(
            campaigns: backlog.watermarks.map { row in
                .init(
                    campaign: row.campaign, plannedUntil: row.plannedUntil,
                    lagSeconds: Int(context.now.duration(since: row.plannedUntil).components.seconds))
            }, waiting: backlog.waiting, uncertain: backlog.count(.uncertain), dead: backlog.count(.dead),
            due: backlog.due, dueSince: backlog.dueSince)
    }
}
