import Shared

/// An event as its row has it, before it is looked at by somebody at some instant.
struct StoredEvent: Sendable {
    var id: ID<Event>
    var campaign: CampaignKey
    var content: EventContent
    var state: EventState
    var revision: Int
    var announcement: Int
    var createdAt: Instant
    var submittedBy: String?
    var reviewedBy: String?
    var reason: String?

    /// The event as `caller` sees it at `now`.
    /// Once announced it is known to all, whatever became of it.
    var isAnnounced: Bool { announcement > 0 }

    func seen(by caller: Principal, at now: Instant) -> Event {
        let lastEnd = content.sessions.map(\.end).max() ?? createdAt
        let shown = EventLifecycle.shown(state, lastEnd: lastEnd, now: now)
        let (may, blockedBy) = EventLifecycle.verbs(in: shown, submittedBy: submittedBy, caller: caller.name)
        return Event(
            id: id, campaign: campaign, content: content, state: shown, revision: revision, announcement: announcement,
            createdAt: createdAt, submittedBy: submittedBy, reviewedBy: reviewedBy, reason: reason, may: may,
            blockedBy: blockedBy)
    }
}
