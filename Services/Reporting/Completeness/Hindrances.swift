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
    /// What keeps those of `judged` that are not settled from being so. Three statements at most, however many there are.
    ///
    /// - Parameter known: everything that is owed to those who owe these, if it was read already.
    func hindrances(
        of judged: [Judged], below known: [Judged]? = nil, _ scope: Scope, _ database: some StatementExecutor
    ) async throws -> Hindrances {
        let open = judged.filter { !$0.obligation.status.isSettled }
        guard !open.isEmpty else { return Hindrances() }
        let ids = open.map(\.row.id)
        var found = Hindrances()
        for row in try await database.query(HindranceStatements.lacks, ids, min(scope.times.at, scope.times.knownAt)) {
            found.lacks[row.obligation] = row.parts
        }
        for row in try await database.query(ReminderStatements.last, ids, scope.times.at, scope.times.knownAt) {
            found.reminders[row.obligation] = row.reminder
        }
        let waiting = open.filter { $0.row.isFiled || $0.row.filings.draftAt != nil }
        let owed: [Judged]
        if let known {
            owed = known
        } else {
            owed = try await owedTo(Set(waiting.map(\.row.unit.key)), scope, database)
        }
        let below = Dictionary(grouping: owed, by: \.row.to.key)
        for parent in waiting {
            let children = (below[parent.row.unit.key] ?? []).filter { child in
                child.row.asksForSame(as: parent.row) && !child.isSettledByReview
            }
            guard !children.isEmpty else { continue }
            found.below[parent.row.id] = children.map {
                Hindrances.Below(name: $0.row.unit.name, hasFiled: $0.obligation.status.isSettled)
            }
        }
        return found
    }

    /// Whatever item is asked about: the parts of what is owed above may be others.
    private func owedTo(
        _ units: Set<UnitKey>, _ scope: Scope, _ database: some StatementExecutor
    ) async throws -> [Judged] {
        let whole = Scope(campaign: scope.campaign, track: scope.track, item: nil, times: scope.times)
        return try await owedTo(units.sorted(), whole, database).map { Judged($0, at: scope.times.at) }
    }
}
