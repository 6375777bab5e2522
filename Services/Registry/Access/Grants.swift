import Shared

/// Who may do what.
struct Grants: Sendable {
    func give(_ params: RegistryAPI.GiveGrant.Params, _ effect: Effect) async throws -> Grant {
        if let refusal = AccessRules.refusal(params.role, unit: params.unit, givenBy: effect.authority) {
            throw refusal
        }
        let valid = try AccessRules.period(params.validFrom, params.validTo, now: effect.now)
        let principal = try await Principals.standing(params.principal, effect)
        return try await Self.give(
            principal.name, params.role, unit: params.unit, track: params.track, valid, basis: params.basis, effect)
    }

    func end(_ params: RegistryAPI.EndGrant.Params, _ effect: Effect) async throws -> Grant {
        guard let standing = try await effect.first(GrantStatements.lock, params.id) else { throw Fault(.grantUnknown) }
        try Revision.expect(params.expectRevision, found: standing.revision)
        // What was done under it stays: an end in the past would say that it never was.
        let end = max(params.at ?? effect.now, effect.now)
        guard standing.validTo.map({ end <= $0 }) ?? true else { throw Fault(.periodInvalid) }
        // One that has not begun ends where it would begin, and so never is.
        let valid =
            standing.validFrom.map { end <= $0 } ?? false
            ? HalfOpenRange.empty : HalfOpenRange(from: standing.validFrom, upTo: end)
        try await effect.execute(GrantStatements.end, params.id, valid, effect.now)
        let ended = Grant(
            id: standing.id, principal: standing.principal, role: standing.role, unit: standing.unit,
            track: standing.track, validFrom: standing.validFrom, validTo: end, basis: standing.basis,
            givenBy: standing.givenBy, recordedAt: effect.now, revision: standing.revision + 1)
        try await effect.record(.ended, "grant", id: ended.id.description, data: ended)
        return ended
    }

    func list(_ params: RegistryAPI.ListGrants.Params, _ context: QueryContext) async throws -> Page<Grant> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let scope = context.scope(of: .administer)
        let grants = try await context.database.query(
            GrantStatements.list, page.after.flatMap(ID<Grant>.init), params.principal, params.unit,
            params.at ?? context.now, scope.units, page.fetch, scope.lines)
        return page.page(grants) { [$0.id.description] }
    }

    static func give(
        _ principal: String, _ role: Role, unit: UnitKey?, track: TrackCode?, _ valid: HalfOpenRange<Instant>,
        basis: String?, _ effect: Effect
    ) async throws -> Grant {
        let grant = Grant(
            id: .make(at: effect.now), principal: principal, role: role, unit: unit, track: track,
            validFrom: valid.lower, validTo: valid.upper, basis: basis, givenBy: effect.principal.name,
            recordedAt: effect.now, revision: 1)
        try await effect.execute(
            GrantStatements.insert, grant.id, principal, role, unit, track, valid, basis, grant.givenBy, effect.now)
        try await effect.record(.created, "grant", id: grant.id.description, data: grant)
        return grant
    }
}
