import Shared

/// What is known about missing obligations beyond their own rows: what their drafts lack, who below has not reported,
/// and whether the unit was told.
struct Hindrances: Sendable {
    /// Labels of parts, by the obligation whose draft lacks them.
    var lacks: [ID<Obligation>: [String]] = [:]
    /// Those below who have not filed the same, by the obligation that waits for them.
    var below: [ID<Obligation>: [Below]] = [:]
    var reminders: [ID<Obligation>: Completeness.SentReminder] = [:]

    /// A unit below and how far it is.
    struct Below: Hashable, Sendable {
        let name: String
        /// It filed, and nobody has decided about it.
        let hasFiled: Bool
    }

    /// Names of those that keep the obligation from being met: of a filed one whoever is not through the review (Q7), of
    /// one that is not filed whoever has filed nothing.
    func names(below obligation: ID<Obligation>, ofFiled isFiled: Bool) -> [String] {
        (below[obligation] ?? []).filter { isFiled || !$0.hasFiled }.map(\.name)
    }
}

extension ObligationReader {
    /// What keeps those of `obligations` that are not settled from being so. Three statements, however many there are.
    func hindrances(
        of obligations: [StoredObligation], _ scope: Scope, _ database: some StatementExecutor
    ) async throws -> Hindrances {
        let open = obligations.filter { !$0.obligation(at: scope.times.at).status.isSettled }
        guard !open.isEmpty else { return Hindrances() }
        let limit = min(scope.times.at, scope.times.knownAt)
        var found = Hindrances()
        for row in try await database.query(HindranceStatements.lacks, open.map(\.id), limit) {
            found.lacks[row.obligation] = row.parts
        }
        for row in try await database.query(
            ReminderStatements.last, open.map(\.id), scope.times.at, scope.times.knownAt)
        {
            found.reminders[row.obligation] = row.reminder
        }
        let waiting = open.filter { $0.isFiled || $0.filings.draftAt != nil }
        let whole = Scope(campaign: scope.campaign, track: scope.track, item: nil, times: scope.times)
        let below = Dictionary(
            grouping: try await owedTo(Set(waiting.map(\.unit.key)).sorted(), whole, database), by: \.to.key)
        for parent in waiting {
            let children = (below[parent.unit.key] ?? []).filter { child in
                child.asksForSame(as: parent) && !child.isSettledByReview(at: scope.times.at)
            }
            guard !children.isEmpty else { continue }
            found.below[parent.id] = children.map {
                Hindrances.Below(
                    name: $0.unit.name, hasFiled: $0.obligation(at: scope.times.at).status.isSettled)
            }
        }
        return found
    }
}
