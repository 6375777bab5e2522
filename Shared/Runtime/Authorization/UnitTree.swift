package import Contracts
package import Postgres
package import Values

/// Which unit stands under which, per track and time: the registry's relations `reportsTo` and `administers`, as one
/// snapshot. Never changed; a new one takes its place.
package final class UnitTree: Sendable {
    /// One relation, from either end.
    package struct Line: Sendable, Hashable {
        package let lower: UnitKey
        package let upper: UnitKey
        /// nil: on every track.
        package let track: TrackCode?
        package let valid: HalfOpenRange<Instant>

        package init(lower: UnitKey, upper: UnitKey, track: TrackCode?, valid: HalfOpenRange<Instant>) {
            self.lower = lower
            self.upper = upper
            self.track = track
            self.valid = valid
        }
    }

    package static let empty = UnitTree([])

    /// Those that any line is limited to.
    let tracks: Set<TrackCode>
    private let above: [UnitKey: [Line]]
    private let below: [UnitKey: [Line]]

    package init(_ lines: [Line]) {
        above = Dictionary(grouping: lines, by: \.lower)
        below = Dictionary(grouping: lines, by: \.upper)
        tracks = Set(lines.compactMap(\.track))
    }

    /// All units above one on a track at an instant, itself not. Relations may form no circle (R2), and one that did would
    /// end the walk here all the same.
    func ancestors(of unit: UnitKey, on track: TrackCode, at instant: Instant) -> Set<UnitKey> {
        walk(from: unit, along: above, on: track, at: instant, next: \.upper)
    }

    /// All units below one on a track at an instant, itself not.
    func descendants(of unit: UnitKey, on track: TrackCode, at instant: Instant) -> Set<UnitKey> {
        walk(from: unit, along: below, on: track, at: instant, next: \.lower)
    }

    private func walk(
        from start: UnitKey, along lines: [UnitKey: [Line]], on track: TrackCode, at instant: Instant,
        next: KeyPath<Line, UnitKey>
    ) -> Set<UnitKey> {
        var reached: Set<UnitKey> = []
        var open = [start]
        while let unit = open.popLast() {
            for line in lines[unit] ?? [] where line.holds(on: track, at: instant) {
                let unit = line[keyPath: next]
                if unit != start, reached.insert(unit).inserted { open.append(unit) }
            }
        }
        return reached
    }
}

extension UnitTree.Line {
    fileprivate func holds(on wanted: TrackCode, at instant: Instant) -> Bool {
        (track == nil || track == wanted) && valid.holds(instant)
    }
}
