package import Contracts
package import RPC
package import Values

/// What a thing belongs to: a unit, on the tracks it stands on.
package struct ScopePoint: Sendable, Hashable {
    package let unit: UnitKey
    /// Empty: the thing belongs to no track, and a grant on any will do.
    package let tracks: [TrackCode]
    /// It is about every track there is: a grant that is limited to one does not reach it.
    package let spansTracks: Bool
    /// It was published (N31): whoever may read what is published may read it, whosever it is.
    package let isPublished: Bool

    package init(_ unit: UnitKey, _ tracks: [TrackCode] = []) {
        self.init(unit: unit, tracks: tracks)
    }

    private init(unit: UnitKey, tracks: [TrackCode] = [], spansTracks: Bool = false, isPublished: Bool = false) {
        self.unit = unit
        self.tracks = tracks
        self.spansTracks = spansTracks
        self.isPublished = isPublished
    }

    package static func everyTrack(_ unit: UnitKey) -> ScopePoint { ScopePoint(unit: unit, spansTracks: true) }

    /// Beside the units a thing belongs to, for one that was published.
    package static let published = ScopePoint(unit: "", isPublished: true)
}

/// What the caller may do, over which units and tracks, at the instant of the call. The one function over the tree that
/// every method of every service asks: `allows` for a thing, `scope` for a list; the two always agree, and a test says so.
package struct Authority: Sendable {
    package let principal: Principal
    let tree: UnitTree
    let now: Instant

    package init(principal: Principal, tree: UnitTree, now: Instant) {
        self.principal = principal
        self.tree = tree
        self.now = now
    }

    /// Whether the caller may. On a thing of several tracks a reader needs one of them; who changes something needs all.
    package func allows(_ permission: Permission, over point: ScopePoint) -> Bool {
        if point.isPublished { return permission == .readPublished && !held(for: permission).isEmpty }
        if point.spansTracks { return allowsOnEveryTrack(permission, point.unit) }
        let grants = held(for: permission)
        guard !point.tracks.isEmpty else {
            return grants.contains { grant, reach in
                tracks(of: grant).contains { reaches(grant, reach, point.unit, on: $0) }
            }
        }
        let reached = point.tracks.lazy.filter { track in
            grants.contains { grant, reach in
                (grant.track == nil || grant.track == track) && reaches(grant, reach, point.unit, on: track)
            }
        }
        return permission.isReading ? reached.first != nil : reached.count == point.tracks.count
    }

    private func allowsOnEveryTrack(_ permission: Permission, _ unit: UnitKey) -> Bool {
        held(for: permission).contains { grant, reach in
            grant.track == nil && tracks(of: grant).contains { reaches(grant, reach, unit, on: $0) }
        }
    }

    /// Whether the caller may know of a unit's thing; otherwise it is answered like one that does not exist.
    package func requireKnown(
        _ unit: UnitKey, _ tracks: [TrackCode], else unknown: FaultKind, for permission: Permission = .read
    ) throws(Fault) {
        guard allows(permission, over: ScopePoint(unit, tracks)) else { throw Fault(unknown) }
    }

    /// Throws `PERMISSION_DENIED` unless the caller may.
    package func require(_ permission: Permission, over point: ScopePoint) throws(Fault) {
        guard allows(permission, over: point) else { throw Fault(.permissionDenied) }
    }

    /// Whether the caller acts as the unit itself, not from above it.
    package func isOfUnit(_ unit: UnitKey, for permission: Permission) -> Bool {
        held(for: permission).contains { grant, _ in grant.unit == unit }
    }

    /// Whether a grant for it is over every unit and track.
    package func isUnlimited(for permission: Permission) -> Bool {
        let reach = permission.reach
        return principal.grants.contains { grant in
            guard let reach = reach[grant.role] else { return false }
            return reach == .everything || grant.isOverEverything && reach != .published
        }
    }

    /// Whether one of the roles is held over every unit and track.
    package func holds(_ roles: Set<Role>) -> Bool {
        principal.grants.contains { roles.contains($0.role) && $0.isOverEverything }
    }

    /// All that the caller may, as a filter of lists. Costs a walk over the tree below each grant.
    package func scope(of permission: Permission) -> Scope {
        var points: Set<Scope.Point> = []
        for (grant, reach) in held(for: permission) where reach != .published {
            if reach == .everything || grant.isOverEverything { return .everything }
            guard let unit = grant.unit else {
                points.insert(Scope.Point(unit: nil, track: grant.track))
                continue
            }
            if reach != .below { points.insert(Scope.Point(unit: unit, track: grant.track)) }
            guard reach != .own else { continue }
            for track in tracks(of: grant) {
                for lower in tree.descendants(of: unit, on: track, at: now) {
                    points.insert(Scope.Point(unit: lower, track: track))
                }
            }
        }
        return .points(points)
    }

    /// The units above those that the caller's grants name: whom it reports to, and so may know of.
    package func lineAbove() -> Set<UnitKey> {
        principal.grants.reduce(into: []) { line, grant in
            guard let unit = grant.unit else { return }
            for track in tracks(of: grant) { line.formUnion(tree.ancestors(of: unit, on: track, at: now)) }
        }
    }

    private func held(for permission: Permission) -> [(HeldGrant, Reach)] {
        let reach = permission.reach
        return principal.grants.compactMap { grant in reach[grant.role].map { (grant, $0) } }
    }

    private func tracks(of grant: HeldGrant) -> [TrackCode] {
        // A tree without tracks still has the lines of every track; any name stands for it.
        grant.track.map { [$0] } ?? (tree.tracks.isEmpty ? [""] : Array(tree.tracks))
    }

    private func reaches(_ grant: HeldGrant, _ reach: Reach, _ unit: UnitKey, on track: TrackCode) -> Bool {
        guard let top = grant.unit else { return reach != .published }
        switch reach {
        case .everything: return true
        case .published: return false
        case .own: return unit == top
        case .subtree: return unit == top || tree.ancestors(of: unit, on: track, at: now).contains(top)
        case .below: return unit != top && tree.ancestors(of: unit, on: track, at: now).contains(top)
        }
    }
}

extension Permission {
    /// Nothing is changed by it.
    var isReading: Bool {
        switch self {
        case .read, .readPublished, .readPersonal: true
        case .file, .review, .lead, .relieve, .allot, .administer: false
        }
    }
}
