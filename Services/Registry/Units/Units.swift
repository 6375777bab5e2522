import Shared

/// Reads of units, and the views of them that bear other names.
struct Units: Sendable {
    func get(_ params: RegistryAPI.GetUnit.Params, _ context: QueryContext) -> Request<Unit> {
        let at = params.at ?? context.now
        return UnitStatements.byKeys.all([params.key], params.knownAt, at).map { states in
            // Not there and not the caller's to know look the same.
            guard let state = states.first, context.visibleUnits?.contains(params.key) ?? true else {
                throw Fault.unitUnknown(params.key)
            }
            return state.unit(at: at)
        }
    }

    func list(_ filter: UnitFilter, _ context: QueryContext) throws -> Request<Page<Unit>> {
        try page(filter, kinds: filter.kinds, context)
    }

    func departments(_ filter: UnitFilter, _ context: QueryContext) throws -> Request<Page<Unit>> {
        try page(filter, kinds: narrowed(filter.kinds, to: UnitKind.departments), context)
    }

    func schools(_ filter: UnitFilter, _ context: QueryContext) throws -> Request<Page<Unit>> {
        try page(filter, kinds: narrowed(filter.kinds, to: UnitKind.schools), context)
    }

    func school(_ params: RegistryAPI.GetSchool.Params, _ context: QueryContext) -> Request<Unit> {
        get(params, context).map { unit in
            guard UnitKind.schools.contains(unit.kind) else { throw Fault.unitUnknown(params.key) }
            return unit
        }
    }

    func search(
        _ params: RegistryAPI.SearchUnits.Params, _ context: QueryContext
    ) throws -> Request<RegistryAPI.SearchUnits.Result> {
        let page = try PageRequest(after: nil, limit: params.limit)
        guard !params.text.isEmpty else {
            throw Fault(
                .invalidParams,
                violations: [Violation(path: "params.text", rule: "required", detail: "at least one character")])
        }
        return UnitStatements.search.all(
            params.text, nil, context.now, params.text.escapedForLike, params.kinds, page.fetch, context.visibleUnits
        ).map { states in
            RegistryAPI.SearchUnits.Result(
                units: states.prefix(page.limit).map { $0.unit(at: context.now) }, more: states.count > page.limit)
        }
    }

    private func page(_ filter: UnitFilter, kinds: [UnitKind]?, _ context: QueryContext) throws -> Request<Page<Unit>> {
        let page = try PageRequest(after: filter.after, limit: filter.limit)
        let at = filter.at ?? context.now
        return UnitStatements.list.all(
            page.after, filter.knownAt, at, kinds, filter.flags, filter.system, filter.region, page.fetch,
            context.visibleUnits
        ).map { page.page($0, by: { [$0.key.rawValue] }, as: { $0.unit(at: at) }) }
    }

    private func narrowed(_ kinds: [UnitKind]?, to view: [UnitKind]) -> [UnitKind] {
        kinds.map { $0.filter(view.contains) } ?? view
    }
}

extension Fault {
    static func unitUnknown(_ key: UnitKey) -> Fault { Fault(.unitUnknown, "No unit has the key \(key)") }
}

extension String {
    /// The text as part of a LIKE pattern that matches it literally.
    var escapedForLike: String {
        var escaped = ""
        for character in self {
            if character == "%" || character == "_" || character == "\\" { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }
}
