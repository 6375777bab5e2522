import Shared

/// Adds states of relations, many in a statement, and keeps the graphs acyclic (R2): the only way in.
struct RelationWriter {
    let effect: any StatementExecutor
    let now: Instant

    /// To be called before anything is read that the decision to write rests on.
    func lockGraphs(_ types: Set<RelationType>) async throws {
        try await effect.execute(RelationStatements.lockGraphs, Array(types))
    }

    /// Writes the relations; one with a revision above 1 takes the place of what stood under its id. The graphs of their
    /// types must be locked.
    ///
    /// - Returns: those that close a circle. They are written: the caller rolls back.
    func write(_ relations: [Relation]) async throws -> [ID<Relation>] {
        guard !relations.isEmpty else { return [] }
        try await effect.execute(RelationStatements.supersede, relations.filter { $0.revision > 1 }.map(\.id), now)
        let written = try await effect.execute(
            RelationStatements.insert, relations.map(\.id), relations.map(\.revision), relations.map(\.type),
            relations.map(\.from), relations.map(\.to), relations.map(\.trackColumn), relations.map(\.basis),
            relations.map(\.source),
            relations.map(\.valid), now)
        // A key that is no unit joins nothing.
        guard written == relations.count else { throw Fault(.unitUnknown) }
        return try await effect.query(RelationStatements.circles, relations.map(\.id))
    }
}

extension Relation {
    var valid: HalfOpenRange<Instant> { HalfOpenRange(from: validFrom, upTo: validTo) }
    /// As the schema writes the track: '' is every track.
    var trackColumn: String { track?.rawValue ?? "" }
}
