import Shared

/// Who calls.
struct Principals: Sendable {
    func create(_ params: RegistryAPI.CreatePrincipal.Params, _ effect: Effect) async throws -> AccessPrincipal {
        let violations = AccessRules.violations(ofName: params.name) + AccessRules.violations(ofNote: params.note)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        guard let principal = try await Self.make(params.name, unit: params.unit, note: params.note, effect) else {
            throw Fault(.principalTaken)
        }
        return principal
    }

    func end(_ params: RegistryAPI.EndPrincipal.Params, _ effect: Effect) async throws -> AccessPrincipal {
        let standing = try await Self.standing(params.name, effect)
        try Revision.expect(params.expectRevision, found: standing.revision)
        try await effect.execute(PrincipalStatements.end, params.name, effect.now)
        let ended = AccessPrincipal(
            name: standing.name, unit: standing.unit, note: standing.note, endedAt: effect.now,
            recordedAt: effect.now, revision: standing.revision + 1)
        try await effect.record(.ended, "principal", id: ended.name, data: ended)
        return ended
    }

    func list(
        _ params: RegistryAPI.ListPrincipals.Params, _ context: QueryContext
    ) async throws -> Page<AccessPrincipal> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let principals = try await context.database.query(
            PrincipalStatements.list, page.after ?? "", params.unit, params.withEnded ?? false,
            context.scope(of: .administer).units, page.fetch)
        return page.page(principals) { [$0.name] }
    }

    /// Nil when the name is or was somebody's.
    static func make(
        _ name: String, unit: UnitKey?, note: String?, _ effect: Effect
    ) async throws -> AccessPrincipal? {
        guard try await effect.execute(PrincipalStatements.insert, name, unit, note, effect.now) == 1 else {
            return nil
        }
        let principal = AccessPrincipal(name: name, unit: unit, note: note, recordedAt: effect.now, revision: 1)
        try await effect.record(.created, "principal", id: name, data: principal)
        return principal
    }

    /// The principal, its row held; throws `PRINCIPAL_UNKNOWN` also when it has ended.
    static func standing(_ name: String, _ effect: Effect) async throws -> AccessPrincipal {
        guard let principal = try await effect.first(PrincipalStatements.lock, [name]), principal.endedAt == nil else {
            throw Fault(.principalUnknown)
        }
        return principal
    }
}
