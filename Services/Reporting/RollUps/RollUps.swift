import Shared

/// What filings add up to, computed when asked: a stored sum could be stale, this one cannot.
struct RollUps: Sendable {
    let reader: RollUpReader

    func compute(_ params: ReportingAPI.ComputeRollUp.Params, _ context: QueryContext) async throws -> RollUp {
        let material = try await reader.material(params, now: context.now, context.database)
        let declared = material.own.map { material.rules.declared($0.payload) }
        return RollUp(
            campaign: material.campaign, node: material.node, form: params.form, formVersion: material.form.version,
            track: params.track, at: material.times.at, knownAt: material.times.told,
            groups: material.rules.groups(material.filed), declared: declared,
            differences: declared.map { material.rules.differences(declared: $0, computed: material.filed) } ?? [],
            missing: material.missing, notAdded: material.rules.notAdded)
    }

    /// One figure, level by level. Reporting lines have no circles (R2), and each unit is walked once.
    func explain(
        _ params: ReportingAPI.ExplainRollUp.Params, _ context: QueryContext
    ) async throws -> RollUpExplanation {
        let question = ReportingAPI.RollUpQuestion(params)
        let material = try await reader.material(question, now: context.now, context.database)
        guard let column = material.rules.column(params.field) else { throw Fault(.figureUnknown) }
        var contributions: [RollUpExplanation.Contribution] = []
        if let own = material.own {
            contributions.append(column.contribution(of: own.input.unit, to: nil, filed: own, depth: 0, added: true))
        }
        var (level, depth) = (material.below, 1)
        var walked: Set<UnitKey> = [material.node.key]
        while !level.isEmpty {
            contributions += level.sorted { $0.unit.key < $1.unit.key }.map {
                column.contribution(
                    of: $0.unit, to: $0.receiver, filed: $0.filed, depth: depth, added: !$0.unit.isCollege)
            }
            let next = Set(level.map(\.unit.key)).subtracting(walked)
            walked.formUnion(next)
            level = try await reader.filed(
                to: next.sorted(), material.campaign, material.track, material.items, material.times, context.database)
            depth += 1
        }
        return RollUpExplanation(
            campaign: material.campaign, node: material.node, form: params.form, track: params.track,
            field: column.path, label: column.label, measure: column.measure, at: material.times.at,
            knownAt: material.times.told, contributions: contributions)
    }
}

extension RollUpRules.Column {
    /// What one unit says about the figure.
    fileprivate func contribution(
        of unit: UnitBrief, to receiver: UnitKey?, filed: FiledFigures.Version?, depth: Int, added: Bool
    ) -> RollUpExplanation.Contribution {
        RollUpExplanation.Contribution(
            depth: depth, unit: unit, to: receiver, submission: filed?.input.submission, n: filed?.input.n,
            receivedAt: filed?.receivedAt, value: filed.flatMap { value(in: $0.payload) },
            members: filed.flatMap { members(in: $0.payload)?.sorted() }, added: added,
            origin: filed?.origins.first { $0.field == path })
    }
}
