import Shared

/// Reads what a plan depends on. Inside one transaction with the watermark it is one state of the database.
enum PlanningReader {
    /// Up to when the books are looked at, and what of them.
    struct Window: Sendable {
        /// Exclusive.
        let from: Instant
        /// Inclusive.
        let to: Instant

        /// No window: what there is now, without what was planned or has changed.
        static func now(_ instant: Instant) -> Window { Window(from: instant, to: instant) }
    }

    enum ObligationFilter: Sendable {
        case all
        case unit(UnitKey)
        case one(ID<Obligation>)
    }

    /// As things are. nil when no policy is in force for the campaign.
    ///
    /// - Parameter snapshot: which transactions count of what only grows; the rest is read as it is.
    static func state(
        of campaign: CampaignKey, in window: Window, obligations filter: ObligationFilter = .all, snapshot: String,
        _ database: some StatementExecutor
    ) async throws -> PlanningState? {
        guard let policy = try await database.first(PlanStatements.policy, campaign) else { return nil }
        let state = try await state(
            policy.document, policy.reminders, campaign, obligations: filter, database)
        return try await withBooks(state, window, snapshot, database) { ids in
            try await database.query(PlanStatements.events, ids)
        }
    }

    /// As things are, by the ladders of a version of the policy, in force or not; without the books.
    static func state(
        by policy: ID<ReminderPolicy>, of campaign: CampaignKey, _ database: some StatementExecutor
    ) async throws -> PlanningState? {
        guard let policy = try await database.first(PlanStatements.policyByID, policy) else { return nil }
        return try await state(policy.document, policy.reminders, campaign, obligations: .all, database)
    }

    private static func state(
        _ document: RawJSON, _ reminders: RawJSON, _ campaign: CampaignKey, obligations filter: ObligationFilter,
        _ database: some StatementExecutor
    ) async throws -> PlanningState {
        let rows =
            switch filter {
            case .all: try await database.query(PlanStatements.obligations, campaign)
            case .unit(let unit): try await database.query(PlanStatements.obligationsOfUnit, campaign, unit)
            case .one(let id): try await database.query(PlanStatements.obligation, id)
            }
        let found = Rows(
            document: document, reminders: reminders, calendars: try await database.query(PlanStatements.calendars),
            obligations: rows, returns: try await database.query(PlanStatements.returns, campaign),
            reachable: try await database.query(PlanStatements.reachable),
            suppressions: try await database.query(SuppressionStatements.ofCampaign, campaign),
            acknowledgements: try await database.query(PlanStatements.acknowledgements, campaign))
        return try found.state
    }

    /// As the run saw it; nil when what it saw was not kept.
    static func state(seenBy run: PlannedRun, _ database: some StatementExecutor) async throws -> PlanningState? {
        guard let policy = run.policy, let seen = run.seen,
            let found = try await database.first(SeenStatements.policy, policy, seen)
        else { return nil }
        let campaign = run.run.campaign
        let rows = Rows(
            document: found.document, reminders: found.reminders,
            calendars: try await database.query(SeenStatements.calendars, seen),
            obligations: try await database.query(SeenStatements.obligations, campaign, seen),
            returns: try await database.query(SeenStatements.returns, campaign, seen),
            reachable: try await database.query(SeenStatements.reachable, seen),
            suppressions: try await database.query(SeenStatements.suppressions, campaign, seen),
            acknowledgements: try await database.query(SeenStatements.acknowledgements, campaign, seen))
        let window = Window(from: run.run.from, to: run.run.to)
        return try await withBooks(try rows.state, window, seen, database) { ids in
            try await database.query(SeenStatements.events, ids, seen)
        }
    }

    /// Rows as they come, whoever read them.
    private struct Rows {
        let document: RawJSON
        let reminders: RawJSON
        let calendars: [(year: Int64, version: Int64, days: RawJSON)]
        let obligations: [RawJSON]
        let returns: [(obligation: ID<Obligation>, back: Return)]
        let reachable: [(destination: Destination, quiet: QuietHours?)]
        let suppressions: [Suppression]
        let acknowledgements: [Acknowledged]

        var state: PlanningState {
            get throws {
                var reachable: [Reminder.Recipient: [Reach]] = [:]
                for row in self.reachable {
                    reachable[row.destination.recipient, default: []].append(
                        Reach(row.destination.channel, quiet: row.quiet))
                }
                return PlanningState(
                    campaign: try document.decoded(as: CampaignDocument.self),
                    reminders: try reminders.decoded(as: CampaignDocument.Reminders.self), calendar: try calendar,
                    obligations: try obligations.map { try $0.decoded(as: Obligation.self) },
                    returns: Dictionary(returns.map { ($0.obligation, $0.back) }) { first, _ in first },
                    reachable: reachable, suppressions: suppressions,
                    acknowledgements: Dictionary(
                        acknowledgements.map { ($0.by, $0.at..<$0.until) }
                    ) { first, _ in first }, keys: [], sentToday: [:])
            }
        }

        private var calendar: WorkCalendar {
            get throws {
                WorkCalendar(
                    try calendars.compactMap { row in
                        let days = try row.days.decoded(as: [CalendarDay].self)
                        return WorkCalendar.Year(
                            year: Int(row.year), version: Int(row.version),
                            workdays: days.filter(\.working).map(\.date),
                            restDays: days.filter { !$0.working }.map(\.date))
                    })
            }
        }
    }

    /// With what has changed, who was told, and what was planned before the window.
    private static func withBooks(
        _ found: PlanningState, _ window: Window, _ snapshot: String, _ database: some StatementExecutor,
        events: ([ID<Event>]) async throws -> [(event: RawJSON, ceremony: RawJSON?)]
    ) async throws -> PlanningState {
        guard window.from < window.to else { return found }
        var state = found
        let campaign = state.campaign.key
        // A suppression may have held one back that came before the window.
        let earliest = state.suppressions.map(\.start).min().map { min($0, window.from) } ?? window.from
        state.notices = try await database.query(
            PlanStatements.notices, campaign, earliest, window.to, snapshot
        ).compactMap(\.self)
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
                state.told[subject, default: [:]][row.recipient] = row.dueAt
            }
        }
        let zone = state.campaign.zone
        let dayStart = zone.instant(of: zone.date(of: window.to))
        var sentToday: [Destination: PlanningState.SentToday] = [:]
        for row in try await database.query(
            PlanStatements.plannedSince, campaign, dayStart, window.from, snapshot)
        {
            if row.escalation {
                sentToday[row.destination, default: .init()].escalations += row.messages
            } else {
                sentToday[row.destination, default: .init()].reminders += row.messages
            }
        }
        state.sentToday = sentToday
        let keys = Planner.candidateKeys(state, from: window.from, to: window.to)
        if !keys.isEmpty {
            state.keys = Set(try await database.query(PlanStatements.keys, campaign, keys, window.from))
        }
        return state
    }
}
