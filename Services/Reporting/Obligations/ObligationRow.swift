import Shared

/// An obligation's row with its deadline unread. The obligations of one rule mostly have the same deadline, trace and all:
/// it is read once for all of them and not a thousand times.
struct ObligationRow: Sendable {
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

    /// `Reporting.Terms` as they are stored.
    struct Terms: Sendable {
        let name: String
        let items: [ItemCode]
        let quota: Int
        let late: CampaignDocument.LateHandling
        let countsOn: CampaignDocument.CountsOn
        let opensAt: Instant?
        let deadline: RawJSON
    }

    fileprivate func obligation(_ deadline: DeadlineResult) -> StoredObligation {
        StoredObligation(
            id: id, campaign: campaign, rule: rule, track: track, unit: unit, to: to, revision: revision,
            bornAt: bornAt, endedAt: endedAt,
            terms: Reporting.Terms(
                name: terms.name, items: terms.items, to: to.key, quota: terms.quota, late: terms.late,
                countsOn: terms.countsOn, opensAt: terms.opensAt, deadline: deadline),
            filings: filings)
    }
}

extension Collection where Element == ObligationRow {
    /// With their deadlines read; one that is the same as that of the row of its rule before is not read again.
    func read() throws -> [StoredObligation] {
        var last: [RuleKey: (text: RawJSON, deadline: DeadlineResult)] = [:]
        return try map { row in
            if let known = last[row.rule], known.text == row.terms.deadline { return row.obligation(known.deadline) }
            let deadline = try row.terms.deadline.decoded(as: DeadlineResult.self)
            last[row.rule] = (row.terms.deadline, deadline)
            return row.obligation(deadline)
        }
    }
}
