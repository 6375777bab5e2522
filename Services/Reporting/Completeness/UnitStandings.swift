import Shared

/// Obligations → how each unit stands with everything it owes (N29). Pure.
struct UnitStandings {
    let document: CampaignDocument
    let instant: Instant

    /// One for each unit that owes something, by key.
    func standings(_ obligations: [StoredObligation]) -> [UnitStanding] {
        Dictionary(grouping: obligations, by: \.unit.key).sorted { $0.key < $1.key }.map { _, owed in standing(owed) }
    }

    private func standing(_ owed: [StoredObligation]) -> UnitStanding {
        let judged = owed.map { Judged($0, at: instant) }
        let sets = CompletenessSets(judged)
        return UnitStanding(
            unit: owed[0].unit, state: Self.state(sets), counts: sets.counts,
            parts: BoardRows(document: document).parts(judged),
            missing: sets.missing.sorted { ($0.rule, $0.obligation) < ($1.rule, $1.obligation) }.map(\.name),
            late: sets.satisfied.filter { $0.timeliness == .late }
                .sorted { ($0.rule, $0.obligation) < ($1.rule, $1.obligation) }.map(\.name))
    }

    private static func state(_ sets: CompletenessSets) -> UnitStanding.State {
        if !sets.missing.isEmpty {
            return sets.satisfied.isEmpty && sets.attestedNil.isEmpty ? .nothing : .partly
        }
        return sets.satisfied.isEmpty ? .excused : .complete
    }

    /// Met in time, within an extension or attested nil, over everything whose due time has come and is not waived.
    func timeliness(_ obligations: [StoredObligation]) -> Rate {
        var (inTime, due) = (0, 0)
        for row in obligations {
            let obligation = row.obligation(at: instant)
            switch obligation.status {
            case .waived: continue
            case .satisfiedOnTime, .satisfiedInExtension, .nil:
                inTime += 1
                due += 1
            case .satisfiedLate: due += 1
            case .notOpen, .open, .dueSoon, .overdue, .reopened:
                if obligation.effectiveDue.map({ $0 <= instant }) ?? false { due += 1 }
            }
        }
        return Rate(numerator: inTime, denominator: due)
    }
}
