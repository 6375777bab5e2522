import Shared

/// Keys for many units at once: for each a principal, a grant and a key.
struct UnitKeys: Sendable {
    func create(
        _ params: RegistryAPI.CreateKeys.Params, _ effect: Effect
    ) async throws -> RegistryAPI.CreateKeys.Result {
        try check(params, effect)
        let units = try await selected(params, effect)
        let valid = try AccessRules.period(nil, params.expiresAt, now: effect.now)
        var items: [UnitKeyIssue] = []
        for unit in units {
            let principal = try await principal(of: unit, effect)
            let stands = try await effect.one(
                GrantStatements.standing, principal, params.role, unit, params.track, effect.now, params.expiresAt)
            if !stands {
                _ = try await Grants.give(
                    principal, params.role, unit: unit, track: params.track, valid, basis: params.basis, effect)
            }
            let issued = try await Keys.issue(to: principal, expiresAt: params.expiresAt, effect)
            items.append(UnitKeyIssue(unit: unit, issued: issued))
        }
        return RegistryAPI.CreateKeys.Result(items: items)
    }

    private func check(_ params: RegistryAPI.CreateKeys.Params, _ effect: Effect) throws(Fault) {
        let selector = params.selector
        guard selector.units != nil || selector.kinds != nil || selector.reportsTo != nil else {
            let detail = "give units, kinds or reportsTo"
            throw Fault(
                .invalidParams, violations: [Violation(path: "params.selector", rule: "required", detail: detail)])
        }
        try Keys.check(params.expiresAt, effect)
        let roles: Set<Role> = [.unitReporter, .cityAdmin, .countyAdmin, .reviewer, .reader]
        guard roles.contains(params.role) else {
            let detail = "a role over a unit"
            throw Fault(
                .invalidParams, violations: [Violation(path: "params.role", rule: "wrong_value", detail: detail)])
        }
        // Any unit stands for those that are selected: the role is what is judged here.
        if let refusal = AccessRules.refusal(params.role, unit: "", givenBy: effect.authority) { throw refusal }
    }

    /// Those of the selection that the caller administers; the others are not its to know.
    private func selected(_ params: RegistryAPI.CreateKeys.Params, _ effect: Effect) async throws -> [UnitKey] {
        let selector = params.selector
        let units = try await effect.query(
            KeyStatements.selected, effect.now, selector.units, selector.kinds, selector.reportsTo
        ).filter { unit in
            let point = params.track.map { ScopePoint(unit, [$0]) } ?? .everyTrack(unit)
            return effect.authority.allows(.administer, over: point)
        }
        guard !units.isEmpty else { throw Fault(.selectionEmpty) }
        guard units.count <= PageLimit.most else {
            let detail = "\(units.count) units; at most \(PageLimit.most) at once"
            throw Fault(
                .invalidParams, violations: [Violation(path: "params.selector", rule: "too_many", detail: detail)])
        }
        return units
    }

    /// The unit's principal, made if there is none. One that was given more than the caller administers is not its to give
    /// a key to.
    private func principal(of unit: UnitKey, _ effect: Effect) async throws -> String {
        let name = "unit:\(unit)"
        if try await Principals.make(name, unit: unit, note: nil, effect) != nil { return name }
        _ = try await Principals.standing(name, effect)
        let points = Scopes.points(try await effect.query(PrincipalStatements.reach, name, effect.now))
        guard
            effect.authority.isUnlimited(for: .administer)
                || !points.isEmpty && points.allSatisfy({ effect.authority.allows(.administer, over: $0) })
        else { throw Fault(.grantBeyondOwn) }
        return name
    }
}
