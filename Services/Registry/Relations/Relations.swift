import Shared

struct Relations: Sendable {
    func set(
        _ params: RegistryAPI.SetRelation.Params, _ effect: Effect
    ) async throws -> RegistryAPI.SetRelation.Result {
        let violations = RelationRules.violations(of: params)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        let period = HalfOpenRange(from: params.validFrom, upTo: params.validTo)
        guard period.isProper else { throw Fault(.periodInvalid) }
        let units = Dictionary(
            try await effect.query(RelationStatements.units, [params.from, params.to]).map { ($0.key, $0.id) }
        ) { first, _ in first }
        guard let from = units[params.from] else { throw Fault.unitUnknown(params.from) }
        guard units[params.to] != nil else { throw Fault.unitUnknown(params.to) }

        let writer = RelationWriter(effect: effect, now: effect.now)
        try await writer.lockGraphs([params.type])
        let standing = try await effect.query(RelationStatements.from, [from])
        let relation: Relation
        let outcome: Outcome
        switch RelationRules.decide(params, standing: standing) {
        case .unchanged(let same): return RegistryAPI.SetRelation.Result(relation: same, outcome: .unchanged)
        case .refused(let kind): throw Fault(kind)
        case .create:
            relation = params.relation(id: .make(at: effect.now), revision: 1, now: effect.now)
            outcome = .created
        case .update(let former):
            relation = params.relation(id: former.id, revision: former.revision + 1, now: effect.now)
            outcome = .updated
        }
        guard try await writer.write([relation]).isEmpty else { throw Fault(.relationCycle) }
        try await effect.record(
            outcome == .created ? .created : .updated, "relation", id: relation.id.description, data: relation)
        return RegistryAPI.SetRelation.Result(relation: relation, outcome: outcome)
    }

    func end(_ params: RegistryAPI.EndRelation.Params, _ effect: Effect) async throws -> Relation {
        let writer = RelationWriter(effect: effect, now: effect.now)
        guard let type = try await effect.first(RelationStatements.byIDs, [params.id])?.type else {
            throw Fault(.relationUnknown)
        }
        try await writer.lockGraphs([type])
        let standing = try await effect.one(RelationStatements.byIDs, [params.id])
        try Revision.expect(params.expectRevision, found: standing.revision)
        let period = HalfOpenRange(from: standing.validFrom, upTo: params.at ?? effect.now)
        guard period.isProper, standing.validTo.map({ period.upper ?? $0 <= $0 }) ?? true else {
            throw Fault(.periodInvalid)
        }
        let ended = Relation(
            id: standing.id, type: standing.type, from: standing.from, to: standing.to, track: standing.track,
            validFrom: standing.validFrom, validTo: period.upper, basis: params.basis ?? standing.basis,
            source: standing.source,
            recordedAt: effect.now, revision: standing.revision + 1)
        // A shorter time closes no circle.
        _ = try await writer.write([ended])
        try await effect.record(.ended, "relation", id: ended.id.description, data: ended)
        return ended
    }

    func list(_ params: RegistryAPI.ListRelations.Params, _ context: QueryContext) async throws -> Page<Relation> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let relations = try await context.database.query(
            RelationStatements.list, try page.afterID(), params.knownAt, params.at ?? context.now,
            params.type, params.track, params.from, params.to, page.fetch,
            context.visibleUnits)
        return page.page(relations) { [$0.id.description] }
    }
}
