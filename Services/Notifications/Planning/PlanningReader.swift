import Shared

/// Reads what a plan depends on. Inside one transaction with the watermark it is one state of the database.
enum PlanningReader {
    /// nil when no policy is in force for the campaign.
    ///
    /// - Parameter unit: only obligations of this unit.
    static func state(
        of campaign: CampaignKey, at instant: Instant, obligations filter: ObligationFilter = .all,
        _ database: some StatementExecutor
    ) async throws -> PlanningState? {
        guard let policy = try await database.first(PlanStatements.policy, campaign) else { return nil }
        let document = try policy.document.decoded(as: CampaignDocument.self)
        let rows =
            switch filter {
            case .all: try await database.query(PlanStatements.obligations, campaign)
            case .unit(let unit): try await database.query(PlanStatements.obligationsOfUnit, campaign, unit)
            case .one(let id): try await database.query(PlanStatements.obligation, id)
            }
        let dayStart = document.zone.instant(of: document.zone.date(of: instant))
        var sentToday: [Destination: PlanningState.SentToday] = [:]
        for row in try await database.query(PlanStatements.sentSince, campaign, dayStart) {
            if row.escalation {
                sentToday[row.destination, default: .init()].escalations += row.messages
            } else {
                sentToday[row.destination, default: .init()].reminders += row.messages
            }
        }
        return PlanningState(
            campaign: document, reminders: try policy.reminders.decoded(as: CampaignDocument.Reminders.self),
            calendar: try await calendar(database),
            obligations: try rows.map { try $0.decoded(as: Obligation.self) },
            reachable: Dictionary(
                grouping: try await database.query(PlanStatements.reachable), by: \.recipient
            ).mapValues { $0.map(\.channel) },
            suppressions: try await database.query(SuppressionStatements.ofCampaign, campaign),
            keys: Set(try await database.query(PlanStatements.keys, campaign)), sentToday: sentToday)
    }

    enum ObligationFilter: Sendable {
        case all
        case unit(UnitKey)
        case one(ID<Obligation>)
    }

    private static func calendar(_ database: some StatementExecutor) async throws -> WorkCalendar {
        WorkCalendar(
            try await database.query(PlanStatements.calendars).compactMap { row in
                let days = try row.days.decoded(as: [CalendarDay].self)
                return WorkCalendar.Year(
                    year: Int(row.year), version: Int(row.version), workdays: days.filter(\.working).map(\.date),
                    restDays: days.filter { !$0.working }.map(\.date))
            })
    }
}
