package import Contracts
import RPC
import Values

/// As what the caller acts, for what is decided level by level.
extension Authority {
    /// The units of the grants by which the caller may; nil among them for a grant over every unit. Empty: it may not.
    package func acting(_ permission: Permission, over point: ScopePoint) -> [UnitKey?] {
        principal.grants.filter { grant in
            Authority(principal: Principal(name: principal.name, grants: [grant]), tree: tree, now: now)
                .allows(permission, over: point)
        }.map(\.unit)
    }

    /// Whether nothing stands between a unit and one above it, on any track.
    package func isDirectly(_ unit: UnitKey, below upper: UnitKey) -> Bool {
        // A tree without tracks still has the lines of every track; any name stands for it.
        (tree.tracks.isEmpty ? [""] : Array(tree.tracks)).contains { track in
            let above = tree.ancestors(of: unit, on: track, at: now)
            return above.contains(upper)
                && above.subtracting(tree.ancestors(of: upper, on: track, at: now)) == [upper]
        }
    }
}
