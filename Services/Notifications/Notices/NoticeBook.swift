import Shared

/// Writes down what people are to be told of. Under the watermark's lock: a run has planned before, and the next one sees it,
/// or it sees it; what a feed says a second time is there already.
enum NoticeBook {
    static func put(_ change: DueChange, of obligation: Obligation, at instant: Instant, _ effect: Effect) async throws
    {
        _ = try await effect.first(RunStatements.shareWatermark, obligation.campaign)
        try await effect.execute(
            ProjectionStatements.putNotice, .make(at: effect.now), obligation.campaign, change.kind, obligation.id,
            nil, "change/due@\(instant)", instant, try RawJSON(encoding: change))
    }

    static func put(
        _ kind: Notice.Kind, of event: Event, _ step: String, _ change: EventChange, at instant: Instant,
        _ effect: Effect
    ) async throws {
        _ = try await effect.first(RunStatements.shareWatermark, event.campaign)
        try await effect.execute(
            ProjectionStatements.putNotice, .make(at: effect.now), event.campaign, kind, nil, event.id, step, instant,
            try RawJSON(encoding: change))
    }

    static func putReturn(
        of obligation: ID<Obligation>, _ campaign: CampaignKey, _ item: ReturnedItem, at instant: Instant,
        _ effect: Effect
    ) async throws {
        _ = try await effect.first(RunStatements.shareWatermark, campaign)
        try await effect.execute(
            ProjectionStatements.putReturn, obligation, campaign, item.submission, item.returnedAt, instant,
            item.dueBackAt, item.note)
        try await effect.execute(
            ProjectionStatements.putNotice, .make(at: effect.now), campaign, .itemReturned, obligation, nil,
            Notice.step(ofReturnAt: item.returnedAt), instant, try RawJSON(encoding: Empty()))
    }
}

/// Something that was filed and given back.
struct ReturnedItem: Sendable {
    /// nil: a material.
    let submission: ID<Submission>?
    let returnedAt: Instant
    /// nil: on no certain day.
    let dueBackAt: Instant?
    /// In the reviewer's words.
    let note: String
}

/// A due time that moved.
struct DueChange: Codable, Sendable {
    /// nil: there was none.
    let from: Instant?
    let isExtension: Bool

    init(from former: FormerObligation, to obligation: Obligation) {
        from = former.dueAt
        let moved = former.extendedUntil != obligation.extendedUntil
        isExtension =
            moved && obligation.extendedUntil != nil
            && (former.dueAt ?? .max) < (obligation.effectiveDue ?? .max)
    }

    /// What somebody who was told of no due time takes for the former one: of more time what the rule says, since of an
    /// extension before this one they have not heard.
    func formerDue(of obligation: Obligation) -> Instant? {
        isExtension ? obligation.deadline.dueAt ?? from : from
    }

    var kind: Notice.Kind { isExtension ? .extensionGranted : .dueMoved }
}

/// An event before it changed.
struct EventChange: Codable, Sendable {
    /// nil: there is nothing to compare it with.
    let former: EventContent?
}
