package import Contracts

/// Units and tracks that a caller may touch, as the filter of a list. A statement takes it as two parameters
/// (`units`, `lines`) and holds each row against them by the conditions of ``ScopeSQL``.
package enum Scope: Sendable, Hashable {
    case everything
    case points(Set<Point>)

    package struct Point: Sendable, Hashable {
        /// nil: every unit.
        package let unit: UnitKey?
        /// nil: every track.
        package let track: TrackCode?
    }

    /// Whether a thing lies in it; one of several tracks does when one of them does.
    package func contains(_ point: ScopePoint) -> Bool {
        guard case .points(let points) = self else { return true }
        guard !point.tracks.isEmpty else {
            return units.map { $0.contains(point.unit) } ?? true
        }
        return point.tracks.contains { track in
            points.contains(Point(unit: point.unit, track: track))
                || points.contains(Point(unit: point.unit, track: nil))
                || points.contains(Point(unit: nil, track: track))
        }
    }

    /// The units with any track at all; nil when these are all.
    package var units: [UnitKey]? {
        guard case .points(let points) = self else { return nil }
        guard !points.contains(where: { $0.unit == nil }) else { return nil }
        return Set(points.compactMap(\.unit)).sorted()
    }

    /// Unit and track of every point as one text, `*` for all of a kind; nil when nothing is left out.
    package var lines: [String]? {
        guard case .points(let points) = self else { return nil }
        return points.map { point in
            "\(point.track?.rawValue ?? "*")\u{1F}\(point.unit?.rawValue ?? "*")"
        }.sorted()
    }
}
