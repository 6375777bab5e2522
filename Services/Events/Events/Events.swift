import Shared

/// What is held in a campaign: made, changed and taken through its states. Every rule is a pure function of
/// `EventRules` and `EventLifecycle`, or a constraint of the schema.
struct Events: Sendable {
    let campaigns: Campaigns

    func create(_ params: EventsAPI.CreateEvent.Params, _ effect: Effect) async throws -> Event {
        try await check(params.content, campaign: params.campaign, event: nil, effect)
        let event = StoredEvent(
            id: .make(at: effect.now), campaign: params.campaign, content: params.content, state: .draft, revision: 1,
            announcement: 0, createdAt: effect.now)
        try await effect.execute(
            EventStatements.insert, event.id, event.campaign, event.state, event.createdAt,
            try RawJSON(encoding: event.content))
        try await putSessions(of: event, effect)
        try await Hands.event.put(event.id, effect)
        return try await recorded(.created, event, effect)
    }

    func update(_ params: EventsAPI.UpdateEvent.Params, _ effect: Effect) async throws -> Event {
        var event = try await locked(params.id, expect: params.expectRevision, for: .update, effect)
        try await check(params.content, campaign: event.campaign, event: event.id, effect)
        if event.state == .published, EventRules.announcesAnew(event.content, params.content) {
            event.announcement += 1
        }
        event.content = params.content
        event.revision += 1
        try await store(event, effect)
        try await putSessions(of: event, effect)
        try await Hands.event.put(event.id, effect)
        return try await recorded(.updated, event, effect)
    }

    func submit(_ params: EventsAPI.EventStep, _ effect: Effect) async throws -> Event {
        try await step(.submit, params, effect) { event in
            event.submittedBy = effect.principal.name
            event.reviewedBy = nil
        }
    }

    func approve(_ params: EventsAPI.EventStep, _ effect: Effect) async throws -> Event {
        try await step(.approve, params, effect) { $0.reviewedBy = effect.principal.name }
    }

    func giveBack(_ params: EventsAPI.EventStep, _ effect: Effect) async throws -> Event {
        try await step(.return, params, effect) { $0.reviewedBy = effect.principal.name }
    }

    func publish(_ params: EventsAPI.EventStep, _ effect: Effect) async throws -> Event {
        try await step(.publish, params, effect) { $0.announcement += 1 }
    }

    func postpone(_ params: EventsAPI.EventStep, _ effect: Effect) async throws -> Event {
        try await step(.postpone, params, effect) { _ in }
    }

    func cancel(_ params: EventsAPI.EventStep, _ effect: Effect) async throws -> Event {
        try await step(.cancel, params, effect) { _ in }
    }

    /// A published event of which something moved that does not stand in its content is announced anew, too (E6).
    func announceAnew(_ event: StoredEvent, _ effect: Effect) async throws {
        var event = event
        event.announcement += 1
        event.revision += 1
        try await store(event, effect)
        _ = try await recorded(.updated, event, effect)
    }

    /// One verb that moves an event to its next state.
    private func step(
        _ verb: EventVerb, _ params: EventsAPI.EventStep, _ effect: Effect, _ change: (inout StoredEvent) -> Void
    ) async throws -> Event {
        if verb.needsReason, !(1...500).contains(params.reason?.count ?? 0) {
            throw Fault(
                .invalidParams,
                violations: [Violation(path: "params.reason", rule: "required", detail: "1…500 characters: say why")])
        }
        var event = try await locked(params.id, expect: params.expectRevision, for: verb, effect)
        if verb.isReview { try await Hands.event.requireNone(event.id, effect) }
        if verb == .submit { try await Hands.event.put(event.id, effect) }
        change(&event)
        event.state = verb.next(after: event.state)
        event.reason = params.reason
        event.revision += 1
        try await store(event, effect)
        // A venue is free again when its event is put off or called off, and taken again when it is published.
        try await effect.execute(EventStatements.holdSessions, event.id, Self.holdsVenue(event.state))
        return try await recorded(.updated, event, effect)
    }

    /// Whether the event's sessions keep their venues for it.
    private static func holdsVenue(_ state: EventState) -> Bool { state != .postponed && state != .cancelled }

    /// The event, locked until the transaction ends: of two callers with the same revision one finds another one here.
    private func locked(
        _ id: ID<Event>, expect revision: Int, for verb: EventVerb, _ effect: Effect
    ) async throws -> StoredEvent {
        guard let event = try await effect.first(EventStatements.lock, id)?.event() else { throw Fault(.eventUnknown) }
        try Revision.expect(revision, found: event.revision)
        let shown = event.seen(by: effect.principal, at: effect.now).state
        guard verb.allowed(in: shown) else {
            throw Fault(.eventStateWrong, "An event that is \(shown.rawValue) cannot be used with `\(verb.rawValue)`")
        }
        return event
    }

    private func check(
        _ content: EventContent, campaign key: CampaignKey, event: ID<Event>?, _ effect: Effect
    ) async throws {
        let campaign = try await campaigns.document(key, effect)
        let violations = EventRules.violations(content, in: campaign)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        var units = [("params.content.host", content.host)]
        units += content.coHosts.enumerated().map { ("params.content.coHosts[\($0.offset)]", $0.element) }
        units += content.supporters.enumerated().map { ("params.content.supporters[\($0.offset)]", $0.element) }
        try await campaigns.requireUnits(units.map { (path: $0.0, unit: $0.1) }, at: effect.now, effect)
        try await checkShown(content, campaign, effect)
        try await checkWindow(content, campaign, effect)
        try await checkOverlap(content, event: event, effect)
    }

    /// What an event shows is there to be shown: a collaboration in force, honours that are given (N12, N13).
    private func checkShown(_ content: EventContent, _ campaign: CampaignDocument, _ effect: Effect) async throws {
        if let collaboration = content.collaboration {
            try await campaigns.requireUnits(
                [("params.content.collaboration", collaboration)], kind: .collaboration, at: effect.now, effect)
        }
        guard let nominations = content.nominations, !nominations.isEmpty else { return }
        let selected = Set(try await effect.query(NominationStatements.selected, campaign.key, nominations))
        let others = nominations.enumerated().filter { !selected.contains($0.element) }.map {
            Violation(
                path: "params.content.nominations[\($0.offset)]", rule: "not_selected",
                detail: "no nomination \($0.element) is selected in the campaign \(campaign.key)")
        }
        guard others.isEmpty else { throw Fault(.invalidParams, violations: others) }
    }

    private func checkWindow(_ content: EventContent, _ campaign: CampaignDocument, _ effect: Effect) async throws {
        if let reason = content.outsideWindowReason, !reason.isEmpty { return }
        let line = try await effect.query(ProjectionStatements.line, content.host, content.tracks, effect.now)
        let weeks = try await effect.query(WeekStatements.ofUnits, campaign.key, content.tracks, line)
        let outside = EventRules.outside(content, in: campaign, localWeeks: weeks)
        guard outside.isEmpty else {
            throw Fault(
                .eventOutsideWindow,
                violations: outside.map {
                    Violation(
                        path: "params.content.sessions[\($0)]", rule: "outside_window",
                        detail: "lies in no window of its tracks and in no week its host's line declared")
                })
        }
    }

    private func checkOverlap(_ content: EventContent, event: ID<Event>?, _ effect: Effect) async throws {
        if content.acknowledgesOverlap == true { return }
        let overlaps = try await effect.query(
            EventStatements.hostOverlaps, content.host, event, content.sessions.map(\.start),
            content.sessions.map(\.end))
        guard overlaps.isEmpty else {
            throw Fault(
                .hostOverlap,
                violations: overlaps.map {
                    Violation(
                        path: "params.content.sessions[\($0.session - 1)]", rule: "host_overlap",
                        detail: "the host holds event \($0.event) at that time")
                })
        }
    }

    private func store(_ event: StoredEvent, _ effect: Effect) async throws {
        try await effect.execute(
            EventStatements.update, event.id, event.state, event.revision, event.announcement,
            try RawJSON(encoding: event.content), event.submittedBy, event.reviewedBy, event.reason)
    }

    private func putSessions(of event: StoredEvent, _ effect: Effect) async throws {
        try await effect.execute(EventStatements.clearSessions, event.id)
        let sessions = event.content.sessions
        try await effect.execute(
            EventStatements.insertSessions, event.id, event.content.host, Self.holdsVenue(event.state),
            sessions.map(\.venue), sessions.map(\.start), sessions.map(\.end))
    }

    private func recorded(_ verb: ChangeVerb, _ event: StoredEvent, _ effect: Effect) async throws -> Event {
        let seen = event.seen(by: effect.principal, at: effect.now)
        try await effect.record(verb, "event", id: event.id.description, data: seen)
        return seen
    }
}
