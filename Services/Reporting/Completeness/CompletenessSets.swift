import Shared

/// Obligations → the four sets (Q5), by name. Pure. Each obligation goes into exactly one of them, by its status, so they
/// are disjoint and exhaustive, and a rate is a ratio of their sizes.
struct CompletenessSets {
    private(set) var satisfied: [Completeness.Satisfied] = []
    private(set) var attestedNil: [Completeness.Settled] = []
    private(set) var waived: [Completeness.Settled] = []
    private(set) var missing: [Completeness.Missing] = []
    let counts: CompletenessCounts
    private let hindrances: Hindrances

    /// - Parameter hindrances: what is known of those that are missing; without, the reasons say less.
    init(
        _ stored: some Sequence<StoredObligation>, at instant: Instant, hindrances: Hindrances = Hindrances()
    ) {
        self.init(stored.map { Judged($0, at: instant) }, hindrances: hindrances)
    }

    init(_ judged: [Judged], hindrances: Hindrances = Hindrances()) {
        self.hindrances = hindrances
        counts = CompletenessCounts(judged)
        for one in judged { add(one) }
    }

    var expected: Int { counts.expected }

    var rate: Rate { counts.rate }

    private mutating func add(_ one: Judged) {
        let (row, obligation) = (one.row, one.obligation)
        switch one.set {
        case .satisfied:
            satisfied.append(
                Completeness.Satisfied(
                    obligation: row.id, unit: row.unit, rule: row.rule, name: obligation.name,
                    at: obligation.satisfiedAt ?? obligation.asOf, timeliness: obligation.timeliness ?? .onTime))
        case .attestedNil: attestedNil.append(settled(row, basis: row.filings.nilReason ?? ""))
        case .waived: waived.append(settled(row, basis: row.filings.waiver?.basis ?? ""))
        case .missing:
            let due = obligation.effectiveDue
            let late = one.isDue ? due.map { obligation.asOf.duration(since: $0).components.seconds } : nil
            let (why, lacks) = reason(one)
            missing.append(
                Completeness.Missing(
                    obligation: row.id, unit: row.unit, rule: row.rule, name: obligation.name, why: why,
                    lacks: lacks, have: obligation.have, need: obligation.quota, dueAt: due,
                    deadlineStatus: obligation.deadline.status, lateBySeconds: late.map { Int($0) },
                    lastReminder: hindrances.reminders[row.id], reminders: row.reminders))
        }
    }

    private func settled(_ row: StoredObligation, basis: String) -> Completeness.Settled {
        Completeness.Settled(
            obligation: row.id, unit: row.unit, rule: row.rule, name: row.terms.name, basis: basis)
    }

    /// The nearest thing that keeps it from being met, and what is missing by name.
    private func reason(_ one: Judged) -> (MissingReason, lacks: [String]) {
        let (row, standing) = (one.row, one.standing)
        switch standing.lastEnd {
        case .returned: return (.returned, [])
        case .withdrawn: return (.withdrawn, [])
        case nil: break
        }
        if standing.have > 0 { return (.quotaShort, []) }
        let below = hindrances.names(below: row.id, ofFiled: row.isFiled)
        if row.isFiled { return (below.isEmpty ? .awaitingReview : .childMissing, below) }
        guard row.filings.draftAt != nil else { return (.notStarted, []) }
        if let parts = hindrances.lacks[row.id] { return (.attachmentMissing, parts) }
        return (below.isEmpty ? .draftOnly : .childMissing, below)
    }
}

extension StoredObligation {
    /// Where it is told what the unit was reminded of, and why not.
    fileprivate var reminders: MethodCall {
        MethodCall(
            NotificationsAPI.Explain.self,
            ["campaign": .string(campaign.rawValue), "obligation": .string(id.description)])
    }
}
