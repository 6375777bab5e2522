import Shared

/// R6: materials of a unit that goes into another one count for what that one owes, from the merger on. Only materials: they
/// are pieces, and a quota asks how many there are. What a form states about a unit stays that unit's statement, and of a
/// unit that is split nobody can say whose its pieces are.
enum Mergers {
    /// Carries over what still counts and is not carried yet, through as many mergers as there are.
    ///
    /// - Parameter obligation: only what was handed in for it; nil for a campaign's.
    /// - Returns: the obligations it counts for now.
    static func carry(
        _ campaign: CampaignKey, from obligation: ID<Obligation>? = nil, _ effect: Effect
    ) async throws -> Set<ID<Obligation>> {
        var carried: Set<ID<Obligation>> = []
        var steps: [ID<Obligation>?] = [obligation]
        // Each step goes one merger further; a unit is merged once, so there are fewer steps than mergers.
        while let from = steps.popLast() {
            let held = try await effect.query(CreditStatements.lockUncarried, campaign, from, effect.now)
            guard !held.isEmpty else { continue }
            let reached = Set(try await effect.query(CreditStatements.carry, campaign, from, effect.now))
            carried.formUnion(reached)
            if from == nil {
                if !reached.isEmpty { steps.append(nil) }
            } else {
                steps += reached.map { $0 }
            }
        }
        return carried
    }
}
