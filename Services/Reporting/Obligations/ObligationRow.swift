import Shared

/// An obligation's row with its deadline unread. The obligations of one rule mostly have the same deadline, trace and all:
/// it is read once for all of them and not a thousand times.
typealias ObligationRow = OwedObligation<RawJSON>

extension ObligationRow {
    fileprivate func with(_ deadline: DeadlineResult) -> StoredObligation {
        StoredObligation(
            id: id, campaign: campaign, rule: rule, track: track, unit: unit, to: to, revision: revision,
            bornAt: bornAt, endedAt: endedAt, terms: terms.with(deadline), filings: filings)
    }
}

extension Collection where Element == ObligationRow {
    /// With their deadlines read; one that is the same as that of the row of its rule before is not read again.
    func read() throws -> [StoredObligation] {
        var last: [RuleKey: (text: RawJSON, deadline: DeadlineResult)] = [:]
        return try map { row in
            if let known = last[row.rule], known.text == row.terms.deadline { return row.with(known.deadline) }
            let deadline = try row.terms.deadline.decoded(as: DeadlineResult.self)
            last[row.rule] = (row.terms.deadline, deadline)
            return row.with(deadline)
        }
    }
}
