import Deadlines
package import Values

extension Obligation {
    /// How long before the due time an obligation is `due_soon`.
    package static let dueSoon: Duration = .seconds(3 * 86_400)

    /// How it stands at `instant`, by the facts it carries. Pure; the only place where a status comes from.
    ///
    /// What was filed weighs more than a nil return, that more than a waiver: so the four sets of completeness (Q5) are
    /// disjoint whatever the facts are.
    package func status(at instant: Instant) -> ObligationStatus {
        if let satisfiedAt, satisfiedAt <= instant {
            switch timeliness ?? .onTime {
            case .onTime: return .satisfiedOnTime
            case .late: return .satisfiedLate
            case .inExtension: return .satisfiedInExtension
            }
        }
        if let nilAt, nilAt <= instant { return .nil }
        if let waiver, waiver.at <= instant, waiver.until.map({ instant < $0 }) ?? true { return .waived }
        if let reopenedAt, reopenedAt <= instant { return .reopened }
        if instant < opensAt { return .notOpen }
        guard let due = effectiveDue else { return .open }
        if instant >= due { return .overdue }
        return due.duration(since: instant) <= Self.dueSoon ? .dueSoon : .open
    }

    /// The due time with an extension counted in; null when nothing is ever late.
    package var effectiveDue: Instant? {
        guard let dueAt = deadline.dueAt else { return nil }
        return extendedUntil.map { max($0, dueAt) } ?? dueAt
    }

    /// Whether nothing more is to be done at `instant`: the obligation is met, attested nil or waived.
    package func isSettled(at instant: Instant) -> Bool { status(at: instant).isSettled }
}

extension ObligationStatus {
    /// Nothing more is to be done.
    package var isSettled: Bool {
        switch self {
        case .satisfiedOnTime, .satisfiedLate, .satisfiedInExtension, .nil, .waived: true
        case .notOpen, .open, .dueSoon, .overdue, .reopened: false
        }
    }

    /// Met by what was filed.
    package var isSatisfied: Bool {
        switch self {
        case .satisfiedOnTime, .satisfiedLate, .satisfiedInExtension: true
        case .notOpen, .open, .dueSoon, .overdue, .nil, .waived, .reopened: false
        }
    }
}
