import Shared

/// The steps of ladders that are still to come, as things stand: the earliest, and how many there are in all. Pure.
struct UpcomingSteps: Sendable {
    private(set) var count = 0
    private var found: [UpcomingStep] = []
    private let limit: Int

    /// - Parameters:
    ///   - now: what comes later; up to it runs have looked at everything.
    ///   - unit: only of what it owes, and what it is told of; nil: all.
    ///   - limit: how many are kept, the earliest, whatever the number of obligations.
    ///   - isShown: whether who asks may know of what a unit owes on a track.
    init(
        _ state: PlanningState, after now: Instant, of unit: UnitKey? = nil, limit: Int = .max,
        isShown: (UnitKey, TrackCode) -> Bool = { _, _ in true }
    ) {
        self.limit = limit
        let ladder = LadderSteps(state)
        for duty in state.obligations where isShown(duty.unit, duty.track) {
            for step in Planner.steps(of: duty, state, ladder, at: now)
            where unit == nil || unit == duty.unit || unit == step.recipient?.unit {
                take(step, of: duty, state, ladder, after: now)
            }
        }
        trim()
    }

    /// Earliest first.
    var earliest: [UpcomingStep] { found }

    private mutating func take(
        _ step: Occurrence, of duty: Duty, _ state: PlanningState, _ ladder: LadderSteps, after now: Instant
    ) {
        let held = state.suppressions.filter { $0.matcher.matches(step.subject, recipient: step.recipient) }
        let at = Planner.released(step.at, by: held)
        guard at > now else { return }
        count += 1
        found.append(
            UpcomingStep(
                obligation: duty.id, rule: duty.rule, track: duty.track, unit: duty.unit, step: step.name, at: at,
                dueAt: step.dueAt, recipient: step.recipient, channel: step.reach?.channel.rawValue,
                heldBack: heldBack(step, of: duty, until: at, state, ladder)))
        // A province is told of every unit there is: few of the steps are kept at a time.
        if limit < .max / 4, found.count >= limit * 4 { trim() }
    }

    /// In the order in which a run asks.
    private func heldBack(
        _ step: Occurrence, of duty: Duty, until released: Instant, _ state: PlanningState, _ ladder: LadderSteps
    ) -> UpcomingStep.HeldBack? {
        if released > step.at { return .init(reason: .suppressed, until: released) }
        if let hindrance = step.hindrance { return .init(reason: hindrance) }
        guard let recipient = step.recipient else { return .init(reason: .noRecipient) }
        if Planner.isAcknowledged(step, duty, state) {
            let span = state.acknowledgements[.init(obligation: duty.id, recipient: recipient)]
            return .init(reason: .acknowledged, until: span?.upperBound)
        }
        if step.reach == nil { return .init(reason: .noContact) }
        return ladder.hasHours(for: step) ? nil : .init(reason: .noHours)
    }

    private mutating func trim() {
        found.sort { $0.order < $1.order }
        found.removeLast(max(0, found.count - limit))
    }
}

extension UpcomingStep {
    /// Earliest first; then by who is told, of what.
    fileprivate var order: (Instant, UnitKey, String, UniqueID, String) {
        (at, recipient?.unit ?? unit, step, obligation.value, channel ?? "")
    }
}

extension CampaignDocument {
    /// Whether steps about every unit may go to this one: the authority, or who receives for a track.
    func isToldOfAll(_ unit: UnitKey) -> Bool {
        unit == authority || tracks.contains { $0.receiver.unit == unit }
    }
}
