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
            if let kind = kind(of: event, after: former) {
                try await put(kind, of: event, former, at: change.at, effect)
            } else if event.state == .published, let former, former.state == .published, gained(event, former) {
                try await announce(event, toMoreBy: "event/\(event.revision)", at: change.at, effect)
            }
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
            try await announce(event, toMoreBy: "\(ceremony.revision)", at: change.at, effect)
        case "venue":
            let venue = try change.decoded(as: Venue.self)
            try await effect.execute(ProjectionStatements.putVenue, venue.id, venue.name)
        default: return
        }
    }

    /// Whether it concerns somebody it did not before: whose name is added is told, though nothing of it moved.
    private static func gained(_ event: Event, _ former: Event) -> Bool {
        !Set(EventNews(event, ceremony: nil).concerned).isSubset(of: EventNews(former, ceremony: nil).concerned)
    }

    /// Who joins later hears of it then; those who know of this announcement do not hear it again.
    ///
    /// - Parameter revision: what made them more, so that the same of a feed that is read again is written once.
    private static func announce(
        _ event: Event, toMoreBy revision: String, at instant: Instant, _ effect: Effect
    ) async throws {
        try await NoticeBook.put(
            .eventAnnounced, of: event, EventNews.announcement(event.announcement) + "+\(revision)",
            EventChange(former: nil), at: instant, effect)
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
