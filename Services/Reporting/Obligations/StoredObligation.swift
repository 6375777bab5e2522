import Shared

/// An obligation as the rows have it at an instant: terms and filings, nothing derived.
struct OwedObligation<Deadline: Hashable & Sendable>: Sendable {
    let id: ID<Obligation>
    let campaign: CampaignKey
    let rule: RuleKey
    let track: TrackCode
    let unit: UnitBrief
    let to: UnitBrief
    let revision: Int
    let bornAt: Instant
    let endedAt: Instant?
    let terms: OwedTerms<Deadline>
    var filings: Filings

    /// Where it stands.
    var standing: Standing { Standing(quota: terms.quota, countsOn: terms.countsOn, filings: filings) }
}

/// As everything works with it.
typealias StoredObligation = OwedObligation<DeadlineResult>

extension StoredObligation {
    /// As callers see it, with its status at `instant`.
    ///
    /// - Parameter verbs: what the one who asks may do; nil where nobody in particular asks.
    func obligation(at instant: Instant, verbs: Verbs? = nil) -> Obligation {
        obligation(standing, at: instant, verbs: verbs)
    }

    /// The same, with where it stands worked out already.
    func obligation(_ standing: Standing, at instant: Instant, verbs: Verbs? = nil) -> Obligation {
        let stated = { (status: ObligationStatus) in
            Obligation(
                id: id, campaign: campaign, rule: rule, name: terms.name, items: terms.items, track: track, unit: unit,
                to: to, quota: terms.quota, have: standing.have, late: terms.late, countsOn: terms.countsOn,
                opensAt: terms.opensAt ?? bornAt, deadline: terms.deadline, bornAt: bornAt, endedAt: endedAt,
                revision: revision, satisfiedAt: standing.satisfiedAt, timeliness: standing.timeliness,
                nilAt: filings.nilAt, waiver: filings.waiver, extendedUntil: filings.extendedUntil,
                reopenedAt: standing.reopenedAt, draftAt: filings.draftAt, status: status, asOf: instant,
                may: verbs?.may, blockedBy: verbs?.blockedBy)
        }
        // The status is a function of the facts, which stand in the obligation itself.
        return stated(stated(.open).status(at: instant))
    }
}

extension StoredObligation {
    /// Something of it stands, whether it counts yet or not.
    var isFiled: Bool { filings.credits.contains { $0.end == nil } }

    /// Accepted, nil or waived: nothing that a parent has to wait for (Q7).
    func isSettledByReview(at instant: Instant) -> Bool {
        Judged(self, at: instant).isSettledByReview
    }

    /// What is owed below is part of what is owed above.
    func asksForSame(as parent: StoredObligation) -> Bool {
        track == parent.track && !Set(terms.items).isDisjoint(with: parent.terms.items)
    }
}
