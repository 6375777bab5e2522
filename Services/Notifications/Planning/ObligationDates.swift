import Shared

/// What of an obligation decides on which days its steps come. Many share it: a hundred thousand obligations have a few dozen.
struct ObligationDates: Sendable, Hashable {
    let rule: RuleKey
    let track: TrackCode
    let opensAt: Instant
    /// With an extension counted in.
    let dueAt: Instant
}

extension ObligationDates {
    /// nil: nothing is ever late, and nobody is reminded.
    init?(_ duty: Duty) {
        guard let dueAt = duty.dueAt else { return nil }
        self.init(rule: duty.rule, track: duty.track, opensAt: duty.standing.opensAt, dueAt: dueAt)
    }
}
