import Shared

extension Units {
    func create(_ params: RegistryAPI.CreateUnit.Params, _ effect: Effect) async throws -> Unit {
        let description = UnitDescription(
            kind: params.kind, name: params.name, region: params.region,
            level: params.level ?? UnitRules.standardLevel(of: params.kind), system: params.system,
            flags: Set(params.flags ?? []).sorted(), codes: params.codes ?? [:], source: params.source)
        let violations = UnitRules.violations(key: params.key) + UnitRules.violations(of: description)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        let new = NewUnit(
            id: .make(at: effect.now), key: params.key, description: description, validFrom: params.validFrom)
        try await UnitWriter(effect: effect, now: effect.now).insert([new])
        return try await recorded(.created, params.key, effect)
    }

    func update(_ params: RegistryAPI.UpdateUnit.Params, _ effect: Effect) async throws -> Unit {
        try await effect.execute(UnitStatements.lock, [params.key])
        let at = params.from ?? effect.now
        guard let state = try await effect.first(UnitStatements.byKeys, [params.key], nil, at) else {
            throw Fault.unitUnknown(params.key)
        }
        try Revision.expect(params.expectRevision, found: state.revision)
        guard state.valid.status(at: at) != .ended else { throw Fault(.unitEnded) }
        let description = state.description.changed(by: params)
        let violations = UnitRules.violations(of: description)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        guard description != state.description else { return state.unit(at: effect.now) }
        let writer = UnitWriter(effect: effect, now: effect.now)
        if let from = params.from {
            guard let parts = UnitRules.divide(state.valid, at: from) else { throw Fault(.periodInvalid) }
            try await writer.replace([
                UnitReplacement(state: state, before: parts.before, description: description, valid: parts.after)
            ])
        } else {
            try await writer.replace([
                UnitReplacement(state: state, before: nil, description: description, valid: state.valid)
            ])
        }
        return try await recorded(.updated, params.key, effect)
    }

    private func recorded(_ verb: ChangeVerb, _ key: UnitKey, _ effect: Effect) async throws -> Unit {
        let state = try await effect.one(UnitStatements.byKeys, [key], nil, effect.now)
        let unit = state.unit(at: effect.now)
        try await effect.record(verb, "unit", id: key.rawValue, data: unit)
        return unit
    }
}

extension UnitDescription {
    fileprivate func changed(by params: RegistryAPI.UpdateUnit.Params) -> UnitDescription {
        var changed = self
        if let name = params.name { changed.name = name }
        if let region = params.region { changed.region = region }
        if let flags = params.flags { changed.flags = Set(flags).sorted() }
        if let source = params.source { changed.source = source }
        for (scheme, code) in params.codes ?? [:] { changed.codes[scheme] = code }
        return changed
    }
}
