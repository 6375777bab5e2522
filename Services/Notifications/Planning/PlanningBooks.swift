import Shared

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
    func added(
        to found: PlanningState, _ database: some StatementExecutor,
        events: ([ID<Event>]) async throws -> [(event: RawJSON, ceremony: RawJSON?)]
    ) async throws -> PlanningState {
        guard window.from < window.to else { return found }
        var state = found
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
        let keys = Planner.candidateKeys(state, from: window.from, to: window.to)
        if !keys.isEmpty {
            state.keys = Set(try await database.query(PlanStatements.keys, campaign, keys, window.from))
        }
        return state
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
