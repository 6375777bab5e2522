import Shared

/// What becomes of units (R6): states before the instant stay as they are, so the past keeps its units and its tree.
struct Successions: Sendable {
    func rename(_ params: RegistryAPI.RenameUnit.Params, _ effect: Effect) async throws -> Succession {
        let at = params.at ?? effect.now
        let state = try await held([params.key], at: at, effect)[0]
        try Revision.expect(params.expectRevision, found: state.revision)
        var description = state.description
        description.name = params.name
        let violations = UnitRules.violations(of: description)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        guard let parts = UnitRules.divide(state.valid, at: at) else { throw Fault(.periodInvalid) }
        try await UnitWriter(effect: effect, now: effect.now).replace([
            UnitReplacement(state: state, before: parts.before, description: description, valid: parts.after)
        ])
        return try await record(.rename, from: [state], to: [state], at: at, basis: params.basis, effect)
    }

    func close(_ params: RegistryAPI.CloseUnit.Params, _ effect: Effect) async throws -> Succession {
        let at = params.at ?? effect.now
        let state = try await held([params.key], at: at, effect)[0]
        try Revision.expect(params.expectRevision, found: state.revision)
        try await end([state], at: at, basis: params.basis, effect)
        return try await record(.close, from: [state], to: [], at: at, basis: params.basis, effect)
    }

    func merge(_ params: RegistryAPI.MergeUnits.Params, _ effect: Effect) async throws -> Succession {
        try expect(params.from, atLeast: 1, member: "from", apartFrom: params.to)
        let at = params.at ?? effect.now
        let states = try await held(params.from + [params.to], at: at, effect)
        try await end(Array(states.dropLast()), at: at, basis: params.basis, effect)
        return try await record(
            .merge, from: Array(states.dropLast()), to: [states[states.count - 1]], at: at, basis: params.basis, effect)
    }

    func split(_ params: RegistryAPI.SplitUnit.Params, _ effect: Effect) async throws -> Succession {
        try expect(params.to, atLeast: 2, member: "to", apartFrom: params.from)
        let at = params.at ?? effect.now
        let states = try await held([params.from] + params.to, at: at, effect)
        try await end([states[0]], at: at, basis: params.basis, effect)
        return try await record(
            .split, from: [states[0]], to: Array(states.dropFirst()), at: at, basis: params.basis, effect)
    }

    private func expect(_ keys: [UnitKey], atLeast least: Int, member: String, apartFrom other: UnitKey) throws {
        guard keys.count >= least, Set(keys).count == keys.count, !keys.contains(other) else {
            throw Fault(
                .invalidParams,
                violations: [
                    Violation(
                        path: "params.\(member)", rule: "shape",
                        detail: "at least \(least), each once, and none on both sides")
                ])
        }
    }

    /// The states in force at `at`, in the order of the keys, with the units' rows held.
    private func held(_ keys: [UnitKey], at: Instant, _ effect: Effect) async throws -> [UnitState] {
        // Before the units' rows, as everywhere: who ends a unit ends its relations too.
        try await RelationWriter(effect: effect, now: effect.now).lockGraphs(Set(RelationType.allCases))
        try await effect.execute(UnitStatements.lock, keys)
        let states = Dictionary(
            try await effect.query(UnitStatements.byKeys, keys, nil, at).map { ($0.key, $0) }
        ) { first, _ in first }
        return try keys.map { key in
            guard let state = states[key] else { throw Fault.unitUnknown(key) }
            guard state.valid.contains(at) else {
                throw Fault(.unitEnded, "The unit \(key) does not stand at \(at.formatted(in: .shanghai))")
            }
            return state
        }
    }

    private func end(_ states: [UnitState], at: Instant, basis: String, _ effect: Effect) async throws {
        guard try await effect.one(SuccessionStatements.later, states.map(\.id), at) == 0 else {
            throw Fault(.periodInvalid, "A later state of the unit is on record already")
        }
        let ending = Set(states.map(\.key))
        let lines = try await effect.query(RelationStatements.touching, states.map(\.id), at)
        let below = lines.filter { ending.contains($0.to) && !ending.contains($0.from) }
        guard below.isEmpty else {
            throw Fault(
                .unitHasLines,
                violations: below.prefix(50).map {
                    Violation(path: $0.from.rawValue, rule: $0.type.rawValue, detail: "to \($0.to)")
                })
        }
        try await UnitWriter(effect: effect, now: effect.now).replace(
            states.map { state in
                guard let parts = UnitRules.divide(state.valid, at: at), let before = parts.before else {
                    throw Fault(.periodInvalid, "The unit \(state.key) begins then: it cannot end before it was")
                }
                return UnitReplacement(state: state, before: before, description: nil, valid: parts.after)
            })
        try await endLines(lines, at: at, basis: basis, effect)
    }

    /// Lines that would begin at `at` or later never hold and are taken back; the others end.
    private func endLines(_ lines: [Relation], at: Instant, basis: String, _ effect: Effect) async throws {
        let ended = lines.filter { $0.validFrom.map { $0 < at } ?? true }.map { line in
            Relation(
                id: line.id, type: line.type, from: line.from, to: line.to, track: line.track,
                validFrom: line.validFrom, validTo: at, basis: basis, source: line.source, recordedAt: effect.now,
                revision: line.revision + 1)
        }
        let never = lines.filter { $0.validFrom.map { $0 >= at } ?? false }.map { line in
            Relation(
                id: line.id, type: line.type, from: line.from, to: line.to, track: line.track,
                validFrom: line.validFrom, validTo: line.validFrom, basis: basis, source: line.source,
                recordedAt: effect.now,
                revision: line.revision)
        }
        try await effect.execute(RelationStatements.supersede, never.map(\.id), effect.now)
        _ = try await RelationWriter(effect: effect, now: effect.now).write(ended)
        for line in ended + never {
            try await effect.record(.ended, "relation", id: line.id.description, data: line)
        }
    }

    private func record(
        _ kind: SuccessionKind, from: [UnitState], to: [UnitState], at: Instant, basis: String, _ effect: Effect
    ) async throws -> Succession {
        let succession = Succession(
            id: .make(at: effect.now), kind: kind, from: from.map(\.key).sorted(), to: to.map(\.key).sorted(), at: at,
            basis: basis, recordedAt: effect.now)
        try await effect.execute(
            SuccessionStatements.insert, succession.id, kind, at, basis, succession.recordedAt)
        let successors: [ID<Unit>?] = to.isEmpty ? [nil] : to.map(\.id)
        let pairs = from.flatMap { unit in successors.map { (unit.id, $0) } }
        try await effect.execute(SuccessionStatements.insertUnits, succession.id, pairs.map(\.0), pairs.map(\.1))
        for state in try await effect.query(UnitStatements.byKeys, from.map(\.key), nil, at) {
            try await effect.record(
                kind == .rename ? .updated : .ended, "unit", id: state.key.rawValue, data: state.unit(at: at))
        }
        try await effect.record(.created, "succession", id: succession.id.description, data: succession)
        return succession
    }
}
