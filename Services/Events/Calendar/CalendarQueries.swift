import Shared

/// What was announced of a campaign, for the calendars of offices and phones.
struct CalendarQueries: Sendable {
    let campaigns: Campaigns

    func export(_ params: EventsAPI.ExportCalendar.Params, _ context: QueryContext) async throws -> CalendarExport {
        let page = try PageRequest(after: params.after, limit: params.limit)
        _ = try await campaigns.document(params.campaign, context.database)
        let rows = try await context.database.query(
            CalendarStatements.announced, params.campaign, params.track, params.host,
            page.after.flatMap(ID<Event>.init), page.fetch)
        let events = try page.page(rows, by: { [$0.id.description] }) {
            try $0.event().seen(by: context.principal, at: context.now)
        }
        let venues = Dictionary(
            try await context.database.query(
                CalendarStatements.venueNames, events.items.flatMap { $0.content.sessions.compactMap(\.venue) }
            ).map { ($0.id, $0.name) }
        ) { first, _ in first }
        let entries = events.items.flatMap { event in
            event.content.sessions.enumerated().map { index, session in
                CalendarText.Entry(
                    uid: "\(event.id)-\(index + 1)@\(event.campaign)", start: session.start, end: session.end,
                    title: event.content.title,
                    place: session.place ?? session.venue.flatMap { venues[$0] } ?? session.platform,
                    sequence: event.revision, isCancelled: !event.state.counts)
            }
        }
        return CalendarExport(
            text: CalendarText.calendar(entries, stampedAt: context.now), sessions: entries.count, next: events.next)
    }
}
