import Shared

/// Ceremonies: events with an agenda and with invitations whose quotas hold under concurrency (N15, E9).
struct Ceremonies: Sendable {
    let campaigns: Campaigns
    let events: Events

    func set(_ params: EventsAPI.SetCeremony.Params, _ effect: Effect) async throws -> Ceremony {
        let violations = CeremonyRules.violations(params.plan, capacity: params.capacity)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        let event = try await open(params.event, effect)
        let found = try await effect.first(CeremonyStatements.find, params.event)
        try Revision.expect(params.expectRevision ?? 0, found: found?.revision ?? 0)
        let before = try found?.plan.decoded(as: CeremonyPlan.self)
        try await effect.execute(
            CeremonyStatements.put, params.event, try RawJSON(encoding: params.plan), params.capacity,
            (found?.revision ?? 0) + 1)
        let ceremony = try await read(params.event, effect)
        if let capacity = params.capacity, ceremony.attending > capacity { throw Fault(.ceremonyFull) }
        // E6: a place of it moved.
        if event.state == .published, let before, before.subVenues != params.plan.subVenues {
            try await events.announceAnew(event, effect)
        }
        return try await recorded(found == nil ? .created : .updated, ceremony, effect)
    }

    func invite(_ params: EventsAPI.InviteToCeremony.Params, _ effect: Effect) async throws -> Ceremony {
        let violations = CeremonyRules.violations(params.invitations)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        _ = try await open(params.event, effect)
        _ = try await read(params.event, effect)
        let units = params.invitations.map(\.unit)
        try await campaigns.requireUnits(
            units.enumerated().map { (path: "params.invitations[\($0.offset)].unit", unit: $0.element) },
            at: effect.now, effect)
        try await effect.execute(CeremonyStatements.invite, params.event, units, params.invitations.map(\.quota))
        return try await recorded(.updated, read(params.event, effect), effect)
    }

    func reply(_ params: EventsAPI.ReplyToCeremony.Params, _ effect: Effect) async throws -> Ceremony {
        if let note = params.note, note.count > 500 {
            throw Fault(
                .invalidParams,
                violations: [Violation(path: "params.note", rule: "length", detail: "at most 500 characters")])
        }
        // Under this lock replies come one after the other: what is counted below still holds at the commit (E9).
        _ = try await open(params.event, effect)
        _ = try await read(params.event, effect)
        let replied = try await effect.execute(
            CeremonyStatements.reply, params.event, params.unit, params.attending, params.note, effect.now,
            effect.principal.name)
        guard replied == 1 else { throw Fault(.notInvited) }
        let ceremony = try await read(params.event, effect)
        if let capacity = ceremony.capacity, ceremony.attending > capacity { throw Fault(.ceremonyFull) }
        return try await recorded(.updated, ceremony, effect)
    }

    func get(_ params: EventsAPI.GetCeremony.Params, _ context: QueryContext) async throws -> Ceremony {
        guard let event = try await context.database.first(EventStatements.find, params.event)?.event() else {
            throw Fault(.ceremonyUnknown)
        }
        let ceremony = try await read(params.event, context.database)
        let host = ScopePoint(event.content.host, event.content.tracks)
        if context.authority.allows(.read, over: host) { return ceremony }
        // Who does not host it sees the plan when it is invited or the event announced, and its own replies.
        let scope = context.scope()
        let own = ceremony.invitations.filter { scope.contains(ScopePoint($0.unit)) }
        guard event.isAnnounced || !own.isEmpty else { throw Fault(.ceremonyUnknown) }
        return Ceremony(
            event: ceremony.event, plan: ceremony.plan, capacity: ceremony.capacity, revision: ceremony.revision,
            invitations: own)
    }

    /// The event, unless it is over or called off. Its lock is the root of its ceremony and of the replies to it.
    private func open(_ id: ID<Event>, _ effect: Effect) async throws -> StoredEvent {
        guard let event = try await effect.first(EventStatements.lock, id)?.event() else { throw Fault(.eventUnknown) }
        let state = event.seen(by: effect.principal, at: effect.now).state
        guard EventVerb.update.allowed(in: state) else {
            throw Fault(.eventStateWrong, "A ceremony that is \(state.rawValue) does not change")
        }
        return event
    }

    private func read(_ id: ID<Event>, _ database: some StatementExecutor) async throws -> Ceremony {
        guard let row = try await database.first(CeremonyStatements.find, id) else { throw Fault(.ceremonyUnknown) }
        return Ceremony(
            event: id, plan: try row.plan.decoded(as: CeremonyPlan.self), capacity: row.capacity,
            revision: row.revision, invitations: try await database.query(CeremonyStatements.invitations, id))
    }

    private func recorded(_ verb: ChangeVerb, _ ceremony: Ceremony, _ effect: Effect) async throws -> Ceremony {
        try await effect.record(verb, "ceremony", id: ceremony.event.description, data: ceremony)
        return ceremony
    }
}

/// The rules a ceremony's plan and invitations obey, as pure functions.
enum CeremonyRules {
    static func violations(_ plan: CeremonyPlan, capacity: Int?) -> [Violation] {
        var found: [Violation] = []
        if plan.agenda.count > 100 {
            found.append(Violation(path: "params.plan.agenda", rule: "too_many", detail: "at most 100 points"))
        }
        for (index, item) in plan.agenda.enumerated() {
            let path = "params.plan.agenda[\(index)]"
            if !(1...200).contains(item.title.count) {
                found.append(Violation(path: "\(path).title", rule: "length", detail: "1…200 characters"))
            }
            if !(1...600).contains(item.minutes) {
                found.append(Violation(path: "\(path).minutes", rule: "out_of_range", detail: "must be 1…600"))
            }
        }
        for (index, venue) in plan.subVenues.enumerated() where !(1...200).contains(venue.count) {
            found.append(
                Violation(path: "params.plan.subVenues[\(index)]", rule: "length", detail: "1…200 characters"))
        }
        if let capacity, capacity < 1 {
            found.append(Violation(path: "params.capacity", rule: "out_of_range", detail: "at least 1, or absent"))
        }
        return found
    }

    static func violations(_ invitations: [EventsAPI.InviteToCeremony.Params.Quota]) -> [Violation] {
        var found: [Violation] = []
        if !(1...500).contains(invitations.count) {
            found.append(Violation(path: "params.invitations", rule: "length", detail: "1…500 units"))
        }
        var units: Set<UnitKey> = []
        for (index, invitation) in invitations.enumerated() {
            let path = "params.invitations[\(index)]"
            if !units.insert(invitation.unit).inserted {
                found.append(Violation(path: "\(path).unit", rule: "duplicate", detail: "the unit stands twice"))
            }
            if !(1...10_000).contains(invitation.quota) {
                found.append(Violation(path: "\(path).quota", rule: "out_of_range", detail: "must be 1…10000"))
            }
        }
        return found
    }
}
