import Shared

extension Events {
    func get(_ params: EventsAPI.GetEvent.Params, _ context: QueryContext) -> Request<Event> {
        EventStatements.find.first(params.id).map { row in
            guard let row else { throw Fault(.eventUnknown) }
            let event = try row.event()
            if !event.isAnnounced {
                try context.authority.requireKnown(event.content.host, event.content.tracks, else: .eventUnknown)
            }
            return event.seen(by: context.principal, at: context.now)
        }
    }

    func list(_ params: EventsAPI.ListEvents.Params, _ context: QueryContext) async throws -> Page<Event> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let zone = try await campaigns.document(params.campaign, context.database).zone
        let scope = context.scope()
        // `held` is a published event whose last session is over: the statement tells both apart by the instant.
        let rows = try await context.database.query(
            EventStatements.list, params.campaign, page.after.flatMap(ID<Event>.init), params.host, params.track,
            params.state, context.now, params.strand, params.themeDay, params.tag,
            params.on.map { zone.instant(of: $0) }, params.on.map { zone.instant(of: $0.adding(days: 1)) },
            Int64(page.fetch), scope.units, scope.lines)
        return try page.page(rows, by: { [$0.id.description] }) {
            try $0.event().seen(by: context.principal, at: context.now)
        }
    }
}
