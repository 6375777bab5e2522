import Shared

/// Reads what a plan depends on. Inside one transaction with the watermark it is one state of the database.
enum PlanningReader {
    /// What a plan looks at.
    struct Window: Sendable {
        /// Exclusive.
        let from: Instant
        /// Inclusive.
        let to: Instant
    }

    enum ObligationFilter: Sendable {
        case all
        /// Those that the unit owes, and those of which steps may go to it.
        case concerning(UnitKey)
        case one(ID<Obligation>)
    }

    /// For the plan of a window: of the obligations those alone that something may be said of in it, found by the dates they
    /// hang on. nil when no policy is in force for the campaign.
    ///
    /// - Parameter snapshot: which transactions count of what only grows; the rest is read as it is.
    static func prepared(
        of campaign: CampaignKey, in window: Window, snapshot: String, _ database: some StatementExecutor
    ) async throws -> PreparedPlan? {
        guard let policy = try await database.first(PlanStatements.policy, campaign) else { return nil }
        var state = try await terms(policy.document, policy.reminders, campaign, database)
        let books = PlanningBooks(window: window, snapshot: snapshot)
        state.notices = try await books.notices(of: state, database)
        state.obligations = try await due(in: window, state, database)
        guard !state.obligations.isEmpty || !state.notices.isEmpty else {
            return PreparedPlan(
                state: state, calls: WindowCalls(from: window.from, to: window.to, sends: [], refused: []))
        }
        try await addPeople(to: &state, at: window.to, database)
        return try await books.prepared(state, database) { ids in
            try await database.query(PlanStatements.events, ids)
        }
    }

    /// As things are at an instant, without what was planned or has changed. nil when no policy is in force for the campaign.
    static func state(
        of campaign: CampaignKey, at now: Instant, obligations filter: ObligationFilter = .all,
        _ database: some StatementExecutor
    ) async throws -> PlanningState? {
        guard let policy = try await database.first(PlanStatements.policy, campaign) else { return nil }
        return try await state(policy.document, policy.reminders, campaign, at: now, filter, database)
    }

    /// The same by the ladders of a version of the policy, in force or not.
    static func state(
        by policy: ID<ReminderPolicy>, of campaign: CampaignKey, at now: Instant, _ database: some StatementExecutor
    ) async throws -> PlanningState? {
        guard let policy = try await database.first(PlanStatements.policyByID, policy) else { return nil }
        return try await state(policy.document, policy.reminders, campaign, at: now, .all, database)
    }

    /// For a run's plan, as the run saw it; nil when what it saw was not kept.
    static func prepared(seenBy run: PlannedRun, _ database: some StatementExecutor) async throws -> PreparedPlan? {
        guard let policy = run.policy, let seen = run.seen,
            let found = try await database.first(SeenStatements.policy, policy, seen)
        else { return nil }
        let campaign = run.run.campaign
        var state = try PlanningRows.state(
            document: found.document, reminders: found.reminders,
            calendars: try await database.query(SeenStatements.calendars, seen),
            suppressions: try await database.query(SeenStatements.suppressions, campaign, seen))
        state.obligations = try await database.query(SeenStatements.obligations, campaign, seen)
        state.addReturns(try await database.query(SeenStatements.returns, campaign, seen))
        state.addReachable(try await database.query(SeenStatements.reachable, seen))
        state.addAcknowledgements(try await database.query(SeenStatements.acknowledgements, campaign, seen))
        let books = PlanningBooks(window: Window(from: run.run.from, to: run.run.to), snapshot: seen)
        state.notices = try await books.notices(of: state, database)
        if let positions = state.positionsBelowLines {
            state.addLines(
                try await database.query(
                    SeenStatements.lines, positions.map(\.unit), positions.map(\.track), run.run.to, seen))
        }
        return try await books.prepared(state, database) { ids in
            try await database.query(SeenStatements.events, ids, seen)
        }
    }

    private static func state(
        _ document: RawJSON, _ reminders: RawJSON, _ campaign: CampaignKey, at now: Instant, _ filter: ObligationFilter,
        _ database: some StatementExecutor
    ) async throws -> PlanningState {
        var state = try await terms(document, reminders, campaign, database)
        state.obligations =
            switch filter {
            case .all: try await database.query(PlanStatements.obligations, campaign)
            case .concerning(let unit) where state.campaign.isToldOfAll(unit):
                try await database.query(PlanStatements.obligations, campaign)
            case .concerning(let unit):
                try await database.query(PlanStatements.obligationsConcerning, campaign, unit, now)
            case .one(let id): try await database.query(PlanStatements.duty, id)
            }
        try await addPeople(to: &state, at: now, database)
        return state
    }

    /// Campaign, policy, calendar and suppressions; nothing is owed yet.
    private static func terms(
        _ document: RawJSON, _ reminders: RawJSON, _ campaign: CampaignKey, _ database: some StatementExecutor
    ) async throws -> PlanningState {
        var state = try PlanningRows.state(
            document: document, reminders: reminders, calendars: try await database.query(PlanStatements.calendars),
            suppressions: try await database.query(PlanStatements.suppressions, campaign))
        state.quietHours = Set(try await database.query(PlanStatements.quietHours).compactMap(\.self))
        state.addReturns(try await database.query(PlanStatements.returns, campaign))
        return state
    }

    /// The obligations with a step at an instant of interest, those of which something was given back, and those that notices
    /// are about.
    private static func due(
        in window: Window, _ state: PlanningState, _ database: some StatementExecutor
    ) async throws -> [Duty] {
        let campaign = state.campaign.key
        let ladder = LadderSteps(state)
        let interest = Interest(from: window.from, to: window.to, suppressions: state.suppressions)
        let dates = try await database.query(PlanStatements.dates, campaign)
            .compactMap(\.self).filter { ladder.comes($0, at: interest.contains) }
        let named = Set(state.notices.compactMap(\.subject.obligation)).union(state.returns.keys)
        guard !dates.isEmpty || !named.isEmpty else { return [] }
        return try await database.query(
            PlanStatements.obligationsOfDates, campaign, dates.map(\.rule), dates.map(\.track), dates.map(\.opensAt),
            dates.map(\.dueAt), named.sorted())
    }

    /// Who can be reached, who has what in hand, and who stands above those who owe.
    private static func addPeople(
        to state: inout PlanningState, at now: Instant, _ database: some StatementExecutor
    ) async throws {
        state.addReachable(try await database.query(PlanStatements.reachable))
        state.addAcknowledgements(try await database.query(PlanStatements.acknowledgements, state.campaign.key))
        guard let positions = state.positionsBelowLines else { return }
        state.addLines(
            try await database.query(PlanStatements.lines, positions.map(\.unit), positions.map(\.track), now))
    }
}
