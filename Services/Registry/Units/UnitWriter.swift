import Shared

/// Writes units and their states, many in a statement: one way for a single call and for an import.
struct UnitWriter {
    let effect: any StatementExecutor
    let now: Instant

    func insert(_ units: [NewUnit]) async throws {
        guard !units.isEmpty else { return }
        try await effect.execute(UnitStatements.insert, units.map(\.id), units.map(\.key), now)
        try await insertStates(
            units.map { ($0.id, $0.description, HalfOpenRange(from: $0.validFrom, upTo: nil)) })
    }

    /// Units whose rows the caller holds.
    func replace(_ replacements: [UnitReplacement]) async throws {
        guard !replacements.isEmpty else { return }
        try await effect.execute(UnitStatements.supersedeVersions, replacements.map(\.state.version), now)
        try await effect.execute(
            UnitStatements.supersedeCodes, replacements.map(\.state.id), replacements.map(\.state.valid), now)
        try await insertStates(
            replacements.flatMap { replacement in
                let before = replacement.before.map { (replacement.state.id, replacement.state.description, $0) }
                let after = replacement.description.map { (replacement.state.id, $0, replacement.valid) }
                return [before, after].compactMap(\.self)
            })
        try await effect.execute(UnitStatements.nextRevision, replacements.map(\.state.id))
    }

    private func insertStates(_ states: [(ID<Unit>, UnitDescription, HalfOpenRange<Instant>)]) async throws {
        try await effect.execute(
            UnitStatements.insertVersions, states.map(\.0), states.map(\.1.kind), states.map(\.1.name),
            states.map(\.1.region), states.map(\.1.level), states.map(\.1.system),
            states.map { $0.1.flags.map(\.rawValue).joined(separator: ";") }, states.map(\.1.source), states.map(\.2),
            now)
        let codes = states.flatMap { state in state.1.codes.map { (state.0, $0.key, $0.value, state.2) } }
        guard !codes.isEmpty else { return }
        try await effect.execute(
            UnitStatements.insertCodes, codes.map(\.0), codes.map(\.1), codes.map(\.2), codes.map(\.3), now)
    }
}

/// What becomes of one state of a unit.
struct UnitReplacement: Sendable {
    let state: UnitState
    /// The part of its time in which it stays as it was.
    let before: HalfOpenRange<Instant>?
    /// What holds in `valid`; nil when the unit ends with `before`.
    let description: UnitDescription?
    let valid: HalfOpenRange<Instant>
}
