import Shared

/// What one unit owes by one rule, over time: the outcome of a plan, and what is stored.
struct PlannedObligation: Hashable, Sendable {
    let rule: RuleKey
    let unit: UnitKey
    let track: TrackCode
    /// Ascending, without overlap; never empty.
    let segments: [TermSegment]
}

/// Terms while they are in force.
struct TermSegment: Hashable, Sendable {
    let from: Instant
    let to: Instant?
    let terms: Terms

    func ending(at end: Instant?) -> TermSegment { TermSegment(from: from, to: end, terms: terms) }
}

/// Everything about an obligation that a policy decides; as it is stored the deadline is read later, once for many.
struct OwedTerms<Deadline: Hashable & Sendable>: Hashable, Sendable {
    let name: String
    let items: [ItemCode]
    let to: UnitKey
    let quota: Int
    let late: CampaignDocument.LateHandling
    let countsOn: CampaignDocument.CountsOn
    /// nil: from its birth.
    let opensAt: Instant?
    let deadline: Deadline

    func with<Other>(_ deadline: Other) -> OwedTerms<Other> {
        OwedTerms<Other>(
            name: name, items: items, to: to, quota: quota, late: late, countsOn: countsOn, opensAt: opensAt,
            deadline: deadline)
    }
}

typealias Terms = OwedTerms<DeadlineResult>

/// A unit that a rule means and that has nobody to report to, while that lasts.
struct PlannedGap: Hashable, Sendable {
    let rule: RuleKey
    let unit: UnitKey
    let track: TrackCode
    let from: Instant
    let to: Instant?
}

extension [TermSegment] {
    /// What stands before `instant`, then `later`, which begins at `instant` or after: a version of a policy changes
    /// nothing of what was in force before it.
    func followed(by later: [TermSegment], from instant: Instant) -> [TermSegment] {
        let earlier = filter { $0.from < instant }.map { segment in
            segment.to.map { $0 > instant } ?? true ? segment.ending(at: instant) : segment
        }
        return (earlier + later).coalesced
    }

    /// The same with neighbours of equal terms made one.
    var coalesced: [TermSegment] {
        reduce(into: []) { result, next in
            if let last = result.last, last.to == next.from, last.terms == next.terms {
                result[result.count - 1] = last.ending(at: next.to)
            } else {
                result.append(next)
            }
        }
    }
}
