import Shared

/// An obligation as the rows have it at an instant: terms and filings, nothing derived.
struct StoredObligation: Sendable {
    let id: ID<Obligation>
    let campaign: CampaignKey
    let rule: RuleKey
    let track: TrackCode
    let unit: UnitBrief
    let to: UnitBrief
    let revision: Int
    let bornAt: Instant
    let endedAt: Instant?
    let terms: Terms
    let filings: Filings

    /// Where it stands.
    var standing: Standing { Standing(quota: terms.quota, countsOn: terms.countsOn, filings: filings) }

    /// As callers see it, with its status at `instant`.
    func obligation(at instant: Instant) -> Obligation {
        let standing = standing
        let stated = { (status: ObligationStatus) in
            Obligation(
                id: id, campaign: campaign, rule: rule, name: terms.name, items: terms.items, track: track, unit: unit,
                to: to, quota: terms.quota, have: standing.have, late: terms.late, countsOn: terms.countsOn,
                opensAt: terms.opensAt ?? bornAt, deadline: terms.deadline, bornAt: bornAt, endedAt: endedAt,
                revision: revision, satisfiedAt: standing.satisfiedAt, timeliness: standing.timeliness,
                nilAt: filings.nilAt, waiver: filings.waiver, extendedUntil: filings.extendedUntil,
                reopenedAt: standing.reopenedAt, draftAt: filings.draftAt, status: status, asOf: instant)
        }
        // The status is a function of the facts, which stand in the obligation itself.
        return stated(stated(.open).status(at: instant))
    }
}
