import Shared

/// Who stands above whom on which track, as far as a plan needs it.
struct ReportingLines: Sendable {
    private var superiors: [Position: [Superior]] = [:]

    /// Where a line begins.
    struct Position: Sendable, Hashable {
        let unit: UnitKey
        let track: TrackCode
    }

    struct Superior: Sendable, Hashable {
        let unit: UnitKey
        let kind: UnitKind
    }

    static let none = ReportingLines()

    /// Adds the next one above; each line bottom up.
    mutating func add(_ superior: Superior, above position: Position) {
        superiors[position, default: []].append(superior)
    }

    /// Whether the unit stands anywhere above the position.
    func holds(_ unit: UnitKey, above position: Position) -> Bool {
        superiors[position]?.contains { $0.unit == unit } ?? false
    }

    /// The lowest unit of one of the kinds above the position; nil: there is none on its line.
    func first(of kinds: Set<UnitKind>, above position: Position) -> UnitKey? {
        superiors[position]?.first { kinds.contains($0.kind) }?.unit
    }
}

extension CampaignDocument.Audience {
    /// Of which kinds the unit is that a step goes to up the reporting line; nil: the line is not looked at.
    var kindsAbove: Set<UnitKind>? {
        switch self {
        case .unit, .parent, .province: nil
        case .county: ["county_education"]
        // What stands directly under the province stands where a city does (S4).
        case .city: ["city_education", "direct_county"]
        }
    }
}
