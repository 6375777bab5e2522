import Shared

/// Who may grant how much (Q4). Pure.
enum ReliefRules {
    /// - Parameters:
    ///   - above: the receiver and all above it on the obligation's track.
    ///   - cap: the due time beyond which only the province may go; nil when the rule has none.
    static func refusal(
        _ kind: Relief.Kind, of obligation: Obligation, by grantor: UnitKey, until: Instant?, above: Set<UnitKey>,
        authority: UnitKey, cap: Instant?, now: Instant
    ) -> Fault? {
        guard grantor != obligation.unit.key, above.contains(grantor) || grantor == authority else {
            return Fault(
                .grantorNotAbove, violations: [violation("by", "\(grantor) is not above \(obligation.unit.key)")])
        }
        if let endedAt = obligation.endedAt, now >= endedAt { return Fault(.obligationClosed) }
        switch kind {
        case .waiver:
            guard until.map({ $0 > now }) ?? true else {
                return Fault(.reliefInvalid, violations: [violation("until", "must lie ahead")])
            }
        case .extension:
            guard let due = obligation.deadline.dueAt, let until, until > due else {
                return Fault(.reliefInvalid, violations: [violation("until", "must lie after the due time")])
            }
            if let cap, until > cap, grantor != authority {
                return Fault(.grantorNotAbove, violations: [violation("until", "the cap is \(cap)")])
            }
        }
        return nil
    }

    private static func violation(_ member: String, _ detail: String) -> Violation {
        Violation(path: "params.\(member)", rule: "relief", detail: detail)
    }
}
