package import Values

/// What an expression is evaluated against: everything a result may depend on (L1).
package struct DeadlineScope: Sendable {
    /// The campaign's.
    package let zone: Zone
    package let calendar: WorkCalendar
    /// What is known of the anchors. One that is not among them is unknown, not an error.
    package let anchors: [AnchorName: Anchor]
    /// The campaign's switches, by key.
    package let switches: [SwitchName: String]
    /// What else stands in `dependsOn`: the rule with its revision, `annex4@1`.
    package let basis: [String]

    package init(
        zone: Zone, calendar: WorkCalendar, anchors: [AnchorName: Anchor] = [:], switches: [SwitchName: String] = [:],
        basis: [String] = []
    ) {
        self.zone = zone
        self.calendar = calendar
        self.anchors = anchors
        self.switches = switches
        self.basis = basis
    }
}

/// Something with a first and a last day that a date hangs on: the province's week, a city's own week.
package struct Anchor: Codable, Sendable, Hashable {
    package let start: CivilDate
    package let end: CivilDate
    package let revision: Int

    package init(start: CivilDate, end: CivilDate, revision: Int) {
        self.start = start
        self.end = end
        self.revision = revision
    }
}

/// Why an expression has no result.
package enum DeadlineError: Error, Hashable, Sendable {
    /// `CALENDAR_MISSING`, naming the year.
    case calendarMissing(year: Int)
    case switchUnknown(SwitchName)
    /// The switch's value is not what its place asks for.
    case switchUnfit(SwitchName, expected: String)
    /// The anchor is not known and nothing caps the rule, so that there would be no date at all (L6).
    case uncapped(AnchorName)
}

extension DeadlineError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .calendarMissing(let year): CalendarMissing(year: year).description
        case .switchUnknown(let name): "there is no switch \(name)"
        case .switchUnfit(let name, let expected): "switch \(name) must be \(expected)"
        case .uncapped(let anchor): "\(anchor) is not known and no min(…) with a date caps the rule"
        }
    }
}
