import Shared

/// What plans look at of an obligation, and no more of it: a tick may look at ten thousand.
struct Duty: Sendable, Hashable {
    let id: ID<Obligation>
    let rule: RuleKey
    let track: TrackCode
    /// Who owes.
    let unit: UnitKey
    /// To whom.
    let receiver: UnitKey
    let bornAt: Instant
    /// nil: it is in force.
    let endedAt: Instant?
    let standing: ObligationStanding
}

extension Duty {
    init(_ obligation: Obligation) {
        self.init(
            id: obligation.id, rule: obligation.rule, track: obligation.track, unit: obligation.unit.key,
            receiver: obligation.to.key, bornAt: obligation.bornAt, endedAt: obligation.endedAt,
            standing: obligation.standing)
    }

    /// With an extension counted in; nil: nothing is ever late.
    var dueAt: Instant? { standing.dueAt }
}
