import Shared

/// Obligations → the four sets (Q5). Pure. Each obligation goes into exactly one of them, by its status, so they are
/// disjoint and exhaustive, and a rate is a ratio of their sizes.
struct CompletenessSets {
    private(set) var satisfied: [Completeness.Satisfied] = []
    private(set) var attestedNil: [Completeness.Settled] = []
    private(set) var waived: [Completeness.Settled] = []
    private(set) var missing: [Completeness.Missing] = []
    private let hindrances: Hindrances
    private var late = 0
    private var overdue = 0

    /// - Parameter hindrances: what is known of those that are missing; without, the reasons say less.
    init(
        _ stored: some Sequence<StoredObligation>, at instant: Instant, hindrances: Hindrances = Hindrances()
    ) {
        self.hindrances = hindrances
        for row in stored { add(row, at: instant) }
    }

    private mutating func add(_ row: StoredObligation, at instant: Instant) {
        let obligation = row.obligation(at: instant)
        switch obligation.status {
        case .satisfiedOnTime, .satisfiedLate, .satisfiedInExtension:
            if obligation.status == .satisfiedLate { late += 1 }
            satisfied.append(
                Completeness.Satisfied(
                    obligation: row.id, unit: row.unit, rule: row.rule, name: obligation.name,
                    at: obligation.satisfiedAt ?? instant, timeliness: obligation.timeliness ?? .onTime))
        case .nil: attestedNil.append(settled(row, basis: row.filings.nilReason ?? ""))
        case .waived: waived.append(settled(row, basis: row.filings.waiver?.basis ?? ""))
        case .notOpen, .open, .dueSoon, .overdue, .reopened:
            let due = obligation.effectiveDue
            let lateBy = due.flatMap { $0 <= instant ? instant.duration(since: $0).components.seconds : nil }
            if lateBy != nil { overdue += 1 }
            let (why, lacks) = reason(row)
            missing.append(
                Completeness.Missing(
                    obligation: row.id, unit: row.unit, rule: row.rule, name: obligation.name, why: why,
                    lacks: lacks, have: obligation.have, need: obligation.quota, dueAt: due,
                    deadlineStatus: obligation.deadline.status, lateBySeconds: lateBy.map { Int($0) },
                    lastReminder: hindrances.reminders[row.id], reminders: row.reminders))
        }
    }

    private func settled(_ row: StoredObligation, basis: String) -> Completeness.Settled {
        Completeness.Settled(
            obligation: row.id, unit: row.unit, rule: row.rule, name: row.terms.name, basis: basis)
    }

    /// The nearest thing that keeps it from being met, and what is missing by name.
    private func reason(_ row: StoredObligation) -> (MissingReason, lacks: [String]) {
        let standing = row.standing
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

    var expected: Int { satisfied.count + attestedNil.count + waived.count + missing.count }

    /// What was waived is owed no more, so it stands neither above nor below.
    var rate: Rate {
        Rate(numerator: satisfied.count + attestedNil.count, denominator: expected - waived.count)
    }

    var counts: CompletenessCounts {
        CompletenessCounts(
            expected: expected, satisfied: satisfied.count, late: late, nil: attestedNil.count, waived: waived.count,
            missing: missing.count, overdue: overdue, rate: rate)
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
