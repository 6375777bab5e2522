import Shared

/// What a node states beside what the filings below it come to: declare, compare, seal. Every word of it stays; a later
/// one stands beside it.
struct Declarations: Sendable {
    let reader: RollUpReader

    func compare(
        _ question: ReportingAPI.RollUpQuestion, _ context: QueryContext
    ) async throws -> RollUpComparison {
        try await comparison(question, now: context.now, context.database)
    }

    func declare(_ params: ReportingAPI.DeclareRollUp.Params, _ effect: Effect) async throws -> RollUpComparison {
        let question = ReportingAPI.RollUpQuestion(params)
        let material = try await locked(question, effect)
        let standing = try await standing(material, effect)
        try Revision.expect(params.expectRevision, found: standing?.n ?? 0)
        if standing?.sealedAt != nil { throw Fault(.rollUpSealed) }
        let figures = try declared(params.figures, material)
        try check(params.notes ?? [], material)
        try await effect.execute(
            DeclarationStatements.insert, material.campaign, material.node.key, params.form, material.track,
            (standing?.n ?? 0) + 1, material.form.version, try RawJSON(encoding: material.inputs),
            try RawJSON(encoding: figures), try RawJSON(encoding: params.notes ?? []), effect.principal.name,
            effect.now)
        return try await told(question, material, .declared, effect)
    }

    func seal(_ params: ReportingAPI.SealRollUp.Params, _ effect: Effect) async throws -> RollUpComparison {
        let question = ReportingAPI.RollUpQuestion(params)
        let material = try await locked(question, effect)
        guard let standing = try await standing(material, effect) else { throw Fault(.rollUpNothingDeclared) }
        try Revision.expect(params.expectRevision, found: standing.n)
        if let refusal = sealRefusal(standing, material) { throw refusal }
        try await effect.execute(
            DeclarationStatements.seal, material.campaign, material.node.key, params.form, material.track, standing.n,
            effect.now, effect.principal.name)
        return try await told(question, material, .sealed, effect)
    }

    func unseal(_ params: ReportingAPI.UnsealRollUp.Params, _ effect: Effect) async throws -> RollUpComparison {
        guard !params.reason.allSatisfy(\.isWhitespace) else { throw Fault(.reasonRequired) }
        let question = ReportingAPI.RollUpQuestion(params)
        let material = try await locked(question, effect)
        let unsealed = try await effect.execute(
            DeclarationStatements.unseal, material.campaign, material.node.key, params.form, material.track,
            effect.now, effect.principal.name, params.reason)
        guard unsealed == 1 else { throw Fault(.rollUpNotSealed) }
        return try await told(question, material, .unsealed, effect)
    }

    /// One declaration of a roll-up at a time: two that both saw n would both write n + 1.
    private func locked(
        _ question: ReportingAPI.RollUpQuestion, _ effect: Effect
    ) async throws -> RollUpReader.Material {
        let campaign = try await reader.campaigns.find(question.campaign, effect).key
        try await effect.transaction.lock(
            "reporting.rollup.\(campaign).\(question.node).\(question.form).\(question.track)")
        return try await reader.material(question, now: effect.now, effect)
    }

    private func standing(
        _ material: RollUpReader.Material, _ database: some StatementExecutor
    ) async throws -> StoredDeclaration? {
        try await database.first(
            DeclarationStatements.standing, material.campaign, material.node.key, material.form.form.key,
            material.track, material.limit)
    }

    /// Q8 and Q9: why it cannot be sealed now.
    private func sealRefusal(_ standing: StoredDeclaration, _ material: RollUpReader.Material) -> Fault? {
        if standing.sealedAt != nil { return Fault(.rollUpSealed) }
        let changed = standing.inputs.changed(to: material.inputs)
        guard changed.isEmpty else {
            return Fault(
                .rollUpStale,
                violations: changed.map {
                    Violation(path: "inputs.\($0.unit)", rule: "stale", detail: "another version counts now")
                })
        }
        let open = rows(standing, material).filter { $0.state == .unexplained }
        guard open.isEmpty else {
            return Fault(
                .rollUpUnexplained,
                violations: open.map {
                    Violation(path: "notes.\($0.field)", rule: "required", detail: "“\($0.label)”与下级合计不一致，应说明原因")
                })
        }
        return nil
    }

    private func rows(
        _ standing: StoredDeclaration?, _ material: RollUpReader.Material
    ) -> [RollUpComparison.Row] {
        let figures = standing?.figures ?? material.own.map { material.rules.declared($0.payload) } ?? []
        let notes = Dictionary((standing?.notes ?? []).map { ($0.field, $0.note) }) { first, _ in first }
        return material.rules.rows(declared: figures, notes: notes, computed: material.filed)
    }

    private func declared(
        _ given: [DeclaredFigure]?, _ material: RollUpReader.Material
    ) throws(Fault) -> [RollUp.Figure] {
        guard let given else {
            guard let own = material.own else { throw Fault(.rollUpNothingDeclared) }
            return material.rules.declared(own.payload)
        }
        var violations: [Violation] = []
        var figures: [RollUp.Figure] = []
        for (index, figure) in given.enumerated() {
            let path = "params.figures[\(index)]"
            guard let column = material.rules.column(figure.field) else {
                violations.append(Violation(path: "\(path).field", rule: "unknown", detail: "no figure of the form"))
                continue
            }
            if !(figure.value >= 0 && figure.value.isFinite) {
                violations.append(Violation(path: "\(path).value", rule: "out_of_range", detail: "must be 0 or more"))
            }
            if figures.contains(where: { $0.field == figure.field }) {
                violations.append(Violation(path: "\(path).field", rule: "repeated", detail: "is there twice"))
            }
            figures.append(
                RollUp.Figure(
                    field: column.path, label: column.label, measure: column.measure, value: figure.value))
        }
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        return figures
    }

    private func check(_ notes: [DifferenceNote], _ material: RollUpReader.Material) throws(Fault) {
        let violations = notes.enumerated().flatMap { index, note -> [Violation] in
            var found: [Violation] = []
            if material.rules.column(note.field) == nil {
                found.append(
                    Violation(path: "params.notes[\(index)].field", rule: "unknown", detail: "no figure of the form"))
            }
            if note.note.allSatisfy(\.isWhitespace) || note.note.count > 500 {
                found.append(
                    Violation(path: "params.notes[\(index)].note", rule: "out_of_range", detail: "1…500 characters"))
            }
            return found
        }
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
    }

    private func told(
        _ question: ReportingAPI.RollUpQuestion, _ material: RollUpReader.Material, _ verb: ChangeVerb,
        _ effect: Effect
    ) async throws -> RollUpComparison {
        let comparison = try await comparison(question, now: effect.now, effect)
        let id = "\(material.campaign)/\(material.node.key)/\(material.form.form.key)/\(material.track)"
        try await effect.record(verb, "rollUp", id: id, data: comparison)
        return comparison
    }

    private func comparison(
        _ question: ReportingAPI.RollUpQuestion, now: Instant, _ database: some StatementExecutor
    ) async throws -> RollUpComparison {
        let material = try await reader.material(question, now: now, database)
        let standing = try await standing(material, database)
        let verbs = verbs(standing, material)
        return RollUpComparison(
            campaign: material.campaign, node: material.node, form: material.form.form.key,
            formVersion: material.form.version, track: material.track, at: material.times.at,
            knownAt: material.times.told,
            declaration: standing.map {
                RollUpComparison.Declaration(
                    n: $0.n, by: $0.by, at: $0.at, changed: $0.inputs.changed(to: material.inputs),
                    sealedAt: $0.sealedAt, sealedBy: $0.sealedBy)
            },
            rows: rows(standing, material), missing: material.missing, may: verbs.may, blockedBy: verbs.blockedBy)
    }

    private func verbs(
        _ standing: StoredDeclaration?, _ material: RollUpReader.Material
    ) -> (may: [String], blockedBy: [Blocker]) {
        let isSealed = standing?.sealedAt != nil
        let refusals: [(String, Fault?)] = [
            ("declare", isSealed ? Fault(.rollUpSealed) : nil),
            ("seal", standing.map { sealRefusal($0, material) } ?? Fault(.rollUpNothingDeclared)),
            ("unseal", isSealed ? nil : Fault(.rollUpNotSealed)),
        ]
        return (
            refusals.filter { $0.1 == nil }.map(\.0),
            refusals.compactMap { verb, fault in
                fault.map { Blocker(verb: verb, reason: $0.kind.reason, ref: $0.violations.first?.path) }
            }
        )
    }
}

extension ChangeVerb {
    static let declared: ChangeVerb = "declared"
    static let sealed: ChangeVerb = "sealed"
    static let unsealed: ChangeVerb = "unsealed"
}
