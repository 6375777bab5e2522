import Shared

enum GapRules {
    /// Units that rules of the track speak of and that cannot be reached, by key. One that has no line to report on is
    /// listed for that: nothing is owed over a line that is not there, so nobody would miss it otherwise.
    ///
    /// - Parameter contacts: the units with a contact for reports, and whether one is verified.
    static func gaps(
        _ units: [SelectionRow], track: TrackCode, campaign: CampaignDocument, contacts: [UnitKey: Bool]
    ) -> [ContactGap] {
        let selectors = campaign.rulesInForce.filter { $0.track == track }.flatMap { campaign.subjects(of: $0) }
        return units.compactMap { row in
            let unit = row.selectable
            let reason: ContactGap.Reason
            if selectors.contains(where: { $0.selects(unit) }) {
                switch contacts[row.key] {
                case nil: reason = .noContact
                case false?: reason = .notVerified
                case true?: return nil
                }
            } else if unit.parent == nil,
                selectors.contains(where: { $0.describes(kind: unit.kind, flags: unit.flags) })
            {
                reason = .noLine
            } else {
                return nil
            }
            return ContactGap(unit: row.key, name: row.name, track: track, reason: reason)
        }
    }
}
