import Shared

/// All that a plan is made from, read: what is left is `Planner.plan`, which is pure.
struct PreparedPlan: Sendable {
    let state: PlanningState
    let calls: WindowCalls

    func window() -> PlannedWindow { Planner.plan(state, calls) }
}

/// What the books add to a plan: what has changed, who was told, and what was planned before the window.
struct PlanningBooks: Sendable {
    let window: PlanningReader.Window
    /// Which transactions count.
    let snapshot: String

    /// Those in the window, and those that a suppression which ends in it may have held back.
    func notices(of state: PlanningState, _ database: some StatementExecutor) async throws -> [Notice] {
        guard window.from < window.to else { return [] }
        let interest = Interest(from: window.from, to: window.to, suppressions: state.suppressions)
        return try await database.query(
            PlanStatements.notices, state.campaign.key, interest.begin, window.to, snapshot
        ).compactMap(\.self)
    }

    /// - Parameter events: as they are, or as a run saw them.
    func prepared(
        _ found: PlanningState, _ database: some StatementExecutor,
        events: ([ID<Event>]) async throws -> [(event: RawJSON, ceremony: RawJSON?)]
    ) async throws -> PreparedPlan {
        var state = found
        guard window.from < window.to else {
            return PreparedPlan(state: state, calls: Planner.calls(state, from: window.from, to: window.to))
        }
        let campaign = state.campaign.key
        if !state.notices.isEmpty {
            let subjects = Set(state.notices.map(\.subject))
            for row in try await events(subjects.compactMap(\.event).sorted()) {
                let event = try row.event.decoded(as: Event.self)
                state.events[event.id] = EventNews(event, ceremony: try row.ceremony?.decoded(as: Ceremony.self))
            }
            let told = try await database.query(
                PlanStatements.told, subjects.compactMap(\.obligation), subjects.compactMap(\.event), snapshot)
            for row in told {
                guard let subject = row.subject else { continue }
                state.told[subject, default: [:]].updateValue(row.dueAt, forKey: row.recipient)
            }
        }
        state.sentToday = try await sentToday(state, database)
        let calls = Planner.calls(state, from: window.from, to: window.to)
        if !calls.sends.isEmpty {
            state.keys = Set(try await database.query(PlanStatements.keys, campaign, calls.keys, window.from))
        }
        return PreparedPlan(state: state, calls: calls)
    }

    private func sentToday(
        _ state: PlanningState, _ database: some StatementExecutor
    ) async throws -> [Destination: PlanningState.SentToday] {
        let zone = state.campaign.zone
        let dayStart = zone.instant(of: zone.date(of: window.to))
        var sent: [Destination: PlanningState.SentToday] = [:]
        for row in try await database.query(
            PlanStatements.plannedSince, state.campaign.key, dayStart, window.from, snapshot)
        {
            if row.escalation {
                sent[row.destination, default: .init()].escalations += row.messages
            } else {
                sent[row.destination, default: .init()].reminders += row.messages
            }
        }
        return sent
    }
}
