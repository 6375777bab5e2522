import Shared

/// An obligation with how it stands at an instant, worked out once for everything that is made of it.
struct Judged: Sendable {
    let row: StoredObligation
    let standing: Standing
    let obligation: Obligation

    init(_ row: StoredObligation, at instant: Instant) {
        self.row = row
        standing = row.standing
        obligation = row.obligation(standing, at: instant)
    }

    var set: CompletenessSet { obligation.status.set }

    /// Accepted, nil or waived: nothing that a parent has to wait for (Q7).
    var isSettledByReview: Bool {
        switch set {
        case .attestedNil, .waived: return true
        case .satisfied, .missing:
            let accepted =
                row.terms.countsOn == .accepted
                ? standing : Standing(quota: row.terms.quota, countsOn: .accepted, filings: row.filings)
            return accepted.have >= row.terms.quota
        }
    }

    /// Its due time has come, an extension counted in.
    var isDue: Bool { obligation.effectiveDue.map { $0 <= obligation.asOf } ?? false }
}

/// The four sets of Q5.
enum CompletenessSet: Sendable {
    case satisfied, attestedNil, waived, missing
}

extension ObligationStatus {
    /// Each status lies in exactly one set: so the sets are disjoint and exhaustive (Q5).
    var set: CompletenessSet {
        switch self {
        case .satisfiedOnTime, .satisfiedLate, .satisfiedInExtension: .satisfied
        case .nil: .attestedNil
        case .waived: .waived
        case .notOpen, .open, .dueSoon, .overdue, .reopened: .missing
        }
    }
}

extension CompletenessCounts {
    /// Sizes of the sets, without the sets.
    init(_ judged: some Sequence<Judged>) {
        var (satisfied, late, isNil, waived, missing, overdue) = (0, 0, 0, 0, 0, 0)
        for one in judged {
            switch one.set {
            case .satisfied:
                satisfied += 1
                if one.obligation.status == .satisfiedLate { late += 1 }
            case .attestedNil: isNil += 1
            case .waived: waived += 1
            case .missing:
                missing += 1
                if one.isDue { overdue += 1 }
            }
        }
        // What was waived is owed no more, so it stands neither above nor below.
        self.init(
            expected: satisfied + isNil + waived + missing, satisfied: satisfied, late: late, nil: isNil,
            waived: waived, missing: missing, overdue: overdue,
            rate: Rate(numerator: satisfied + isNil, denominator: satisfied + isNil + missing))
    }
}
