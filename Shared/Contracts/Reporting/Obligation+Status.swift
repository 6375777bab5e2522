import Deadlines
package import Values

extension Obligation {
    /// How long before the due time an obligation is `due_soon`.
    package static let dueSoon: Duration = .seconds(3 * 86_400)

    /// How it stands at `instant`, by the facts it carries. Pure; the only place where a status comes from.
    ///
    /// What was filed weighs more than a nil return, that more than a waiver: so the four sets of completeness (Q5) are
    /// disjoint whatever the facts are.
    package func status(at instant: Instant) -> ObligationStatus { standing.status(at: instant) }

    /// What the status is derived from.
    package var standing: ObligationStanding {
        ObligationStanding(
            opensAt: opensAt, dueAt: effectiveDue, satisfiedAt: satisfiedAt, timeliness: timeliness, nilAt: nilAt,
            waivedAt: waiver?.at, waivedUntil: waiver?.until, reopenedAt: reopenedAt)
    }

    /// The due time with an extension counted in; null when nothing is ever late.
    package var effectiveDue: Instant? { Self.effectiveDue(deadline.dueAt, extendedUntil: extendedUntil) }

    /// As of an obligation: the later of the two; nil when nothing is ever late.
    package static func effectiveDue(_ dueAt: Instant?, extendedUntil: Instant?) -> Instant? {
        dueAt.map { dueAt in extendedUntil.map { max($0, dueAt) } ?? dueAt }
    }

    /// Whether nothing more is to be done at `instant`: the obligation is met, attested nil or waived.
    package func isSettled(at instant: Instant) -> Bool { status(at: instant).isSettled }
}

/// The facts that the status of an obligation is derived from, and nothing else of it: for those who look at a hundred thousand.
package struct ObligationStanding: Sendable, Hashable {
    /// From when it can be filed.
    package let opensAt: Instant
    /// With an extension counted in; nil when nothing is ever late.
    package let dueAt: Instant?
    /// When the quota was met; nil while it is short.
    package let satisfiedAt: Instant?
    /// How `satisfiedAt` stands to the due time that was in force then.
    package let timeliness: Timeliness?
    /// When a nil return was attested.
    package let nilAt: Instant?
    /// From when it is waived; nil while it is not.
    package let waivedAt: Instant?
    /// The first instant at which the waiver no longer holds; nil for good.
    package let waivedUntil: Instant?
    /// When something that had counted was returned.
    package let reopenedAt: Instant?

    package init(
        opensAt: Instant, dueAt: Instant?, satisfiedAt: Instant? = nil, timeliness: Timeliness? = nil,
        nilAt: Instant? = nil, waivedAt: Instant? = nil, waivedUntil: Instant? = nil, reopenedAt: Instant? = nil
    ) {
        self.opensAt = opensAt
        self.dueAt = dueAt
        self.satisfiedAt = satisfiedAt
        self.timeliness = timeliness
        self.nilAt = nilAt
        self.waivedAt = waivedAt
        self.waivedUntil = waivedUntil
        self.reopenedAt = reopenedAt
    }

    /// As of `Obligation.status(at:)`. Pure.
    package func status(at instant: Instant) -> ObligationStatus {
        if let satisfiedAt, satisfiedAt <= instant {
            switch timeliness ?? .onTime {
            case .onTime: return .satisfiedOnTime
            case .late: return .satisfiedLate
            case .inExtension: return .satisfiedInExtension
            }
        }
        if let nilAt, nilAt <= instant { return .nil }
        if let waivedAt, waivedAt <= instant, waivedUntil.map({ instant < $0 }) ?? true { return .waived }
        if let reopenedAt, reopenedAt <= instant { return .reopened }
        if instant < opensAt { return .notOpen }
        guard let due = dueAt else { return .open }
        if instant >= due { return .overdue }
        return due.duration(since: instant) <= Obligation.dueSoon ? .dueSoon : .open
    }
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
