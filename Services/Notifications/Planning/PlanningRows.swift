import Shared

/// What a plan depends on, put together from rows, whoever read them.
enum PlanningRows {
    static func state(
        document: RawJSON, reminders: RawJSON, calendars: [(year: Int64, version: Int64, days: RawJSON)],
        suppressions: [Suppression]
    ) throws -> PlanningState {
        PlanningState(
            campaign: try document.decoded(as: CampaignDocument.self),
            reminders: try reminders.decoded(as: CampaignDocument.Reminders.self), calendar: try calendar(calendars),
            obligations: [], reachable: [:], suppressions: suppressions, keys: [], sentToday: [:])
    }

    static func calendar(_ rows: [(year: Int64, version: Int64, days: RawJSON)]) throws -> WorkCalendar {
        WorkCalendar(
            try rows.compactMap { row in
                let days = try row.days.decoded(as: [CalendarDay].self)
                return WorkCalendar.Year(
                    year: Int(row.year), version: Int(row.version), workdays: days.filter(\.working).map(\.date),
                    restDays: days.filter { !$0.working }.map(\.date))
            })
    }
}

extension PlanningState {
    mutating func addReturns(_ rows: [(obligation: ID<Obligation>, back: Return)]) {
        returns = Dictionary(rows.map { ($0.obligation, $0.back) }) { first, _ in first }
    }

    mutating func addReachable(_ rows: [(destination: Destination, quiet: QuietHours?)]) {
        for row in rows {
            reachable[row.destination.recipient, default: []].append(Reach(row.destination.channel, quiet: row.quiet))
        }
    }

    mutating func addAcknowledgements(_ rows: [Acknowledged]) {
        acknowledgements = Dictionary(rows.map { ($0.by, $0.at..<$0.until) }) { first, _ in first }
    }

    mutating func addLines(_ rows: [(below: ReportingLines.Position, superior: ReportingLines.Superior)?]) {
        for row in rows.compactMap(\.self) { lines.add(row.superior, above: row.below) }
    }

    /// From where lines are to be followed upwards: where a step of the policy goes to somebody on them, and where those who
    /// were told of something before must still stand on them. nil: from nowhere.
    var positionsBelowLines: [ReportingLines.Position]? {
        let steps = reminders.ladders.flatMap(\.steps) + (reminders.returned ?? [])
        let goesUp = steps.contains { $0.audience.kindsAbove != nil }
        let changed = Set(notices.compactMap(\.subject.obligation))
        guard goesUp || !changed.isEmpty else { return nil }
        let followed = obligations.lazy.filter { goesUp || changed.contains($0.id) }
        let positions = Set(followed.map { ReportingLines.Position(unit: $0.unit, track: $0.track) })
        return positions.isEmpty ? nil : Array(positions)
    }
}
