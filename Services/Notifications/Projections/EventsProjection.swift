import Shared

/// What notifications keeps of events: those that were announced, with their ceremonies, and what of them is news (E6, M12).
enum EventsProjection {
    static let projection = Projection(
        "events", of: .events, feed: EventsAPI.ListChanges.self, clear: clear, apply: apply)

    private static func apply(_ change: Change, _ effect: Effect) async throws {
        switch change.entity {
        case "event":
            let event = try change.decoded(as: Event.self)
            let former = try await effect.first(ProjectionStatements.event, event.id)?.decoded(as: Event.self)
            try await effect.execute(
                ProjectionStatements.putEvent, event.id, event.campaign, try RawJSON(encoding: event))
            guard let kind = kind(of: event, after: former) else { return }
            try await put(kind, of: event, former, at: change.at, effect)
        case "ceremony":
            let ceremony = try change.decoded(as: Ceremony.self)
            let former = try await effect.first(ProjectionStatements.ceremony, ceremony.event)?
                .decoded(as: Ceremony.self)
            try await effect.execute(
                ProjectionStatements.putCeremony, ceremony.event, try RawJSON(encoding: ceremony))
            let known = Set((former?.invitations ?? []).map(\.unit))
            guard ceremony.invitations.contains(where: { !known.contains($0.unit) }),
                let event = try await effect.first(ProjectionStatements.event, ceremony.event)?
                    .decoded(as: Event.self), event.state == .published
            else { return }
            // Who is invited later hears of it then; those who know of this announcement do not hear it again.
            try await NoticeBook.put(
                .eventAnnounced, of: event, EventNews.announcement(event.announcement) + "+\(ceremony.revision)",
                EventChange(former: nil), at: change.at, effect)
        case "venue":
            let venue = try change.decoded(as: Venue.self)
            try await effect.execute(ProjectionStatements.putVenue, venue.id, venue.name)
        default: return
        }
    }

    /// What is news about an event; nil: nothing that anybody is told.
    private static func kind(of event: Event, after former: Event?) -> Notice.Kind? {
        guard event.announcement > 0 else { return nil }
        switch event.state {
        case .published:
            let isKnown = former.map { $0.state == .published && $0.announcement == event.announcement } ?? false
            if isKnown { return nil }
            return event.announcement == 1 ? .eventAnnounced : .eventChanged
        case .postponed: return former?.state == .postponed ? nil : .eventPostponed
        case .cancelled: return former?.state == .cancelled ? nil : .eventCancelled
        case .draft, .submitted, .returned, .approved, .held: return nil
        }
    }

    private static func put(
        _ kind: Notice.Kind, of event: Event, _ former: Event?, at instant: Instant, _ effect: Effect
    ) async throws {
        let step =
            switch kind {
            case .eventPostponed: "event/postponed@\(event.revision)"
            case .eventCancelled: "event/cancelled@\(event.revision)"
            case .eventAnnounced, .eventChanged, .dueMoved, .extensionGranted, .itemReturned:
                EventNews.announcement(event.announcement)
            }
        try await NoticeBook.put(kind, of: event, step, EventChange(former: former?.content), at: instant, effect)
    }

    private static func clear(_ transaction: Transaction) async throws {
        try await transaction.execute(ProjectionStatements.clearEvents)
    }
}
