import Shared

/// From `from` to before `to`; nil is without bound.
struct Span: Hashable, Sendable {
    let from: Instant?
    let to: Instant?

    static let always = Span(from: nil, to: nil)

    func contains(_ instant: Instant) -> Bool {
        (from.map { $0 <= instant } ?? true) && (to.map { instant < $0 } ?? true)
    }
}

/// A state of a unit while it lasts, as the registry has it.
struct UnitState: Hashable, Sendable {
    let span: Span
    let kind: UnitKind
    let flags: Set<UnitFlag>
}

/// To whom a unit hands its reports on a track, while that lasts.
struct ReportingLine: Hashable, Sendable {
    let span: Span
    let track: TrackCode
    let to: UnitKey
}

/// A unit's own week on a track, from when it was declared or amended until the next amendment.
struct DeclaredWeek: Hashable, Sendable {
    let track: TrackCode
    let since: Instant
    let anchor: Anchor
    /// Ends after the cap, and the province said that it knows (L7).
    let confirmedAfterCap: Bool
}

/// All that is known of a unit and bears on what it owes.
struct Subject: Sendable {
    let key: UnitKey
    var states: [UnitState] = []
    var lines: [ReportingLine] = []
    /// By `since`, ascending.
    var weeks: [DeclaredWeek] = []
}
