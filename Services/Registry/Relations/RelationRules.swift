import Shared

/// What may become of a relation, from what stands. Pure; R1 and R2 hold in the database besides.
enum RelationRules {
    enum Decision: Hashable {
        case create
        /// The same two units on the same track: a correction of the one that stands.
        case update(Relation)
        case unchanged(Relation)
        case refused(FaultKind)
    }

    static func violations(of params: RegistryAPI.SetRelation.Params) -> [Violation] {
        var violations: [Violation] = []
        if params.type == .reportsTo, params.track == nil {
            violations.append(
                Violation(path: "params.track", rule: "required", detail: "reportsTo holds on one track: name it"))
        }
        if params.track?.rawValue.isEmpty == true {
            violations.append(Violation(path: "params.track", rule: "shape", detail: "must not be empty"))
        }
        if params.from == params.to {
            violations.append(Violation(path: "params.to", rule: "itself", detail: "must be another unit than from"))
        }
        return violations
    }

    /// - Parameter standing: every relation that stands from the same unit.
    static func decide(_ wanted: RegistryAPI.SetRelation.Params, standing: [Relation]) -> Decision {
        let period = HalfOpenRange(from: wanted.validFrom, upTo: wanted.validTo)
        let alike = standing.filter { $0.type == wanted.type && $0.track == wanted.track && $0.valid.overlaps(period) }
        if let same = alike.first(where: { $0.to == wanted.to }) {
            if alike.count > 1 { return .refused(wanted.type == .reportsTo ? .parentTaken : .relationExists) }
            return same.valid == period && same.basis == wanted.basis && same.source == wanted.source
                ? .unchanged(same) : .update(same)
        }
        if wanted.type == .reportsTo, !alike.isEmpty { return .refused(.parentTaken) }
        return .create
    }
}

extension HalfOpenRange<Instant> {
    /// Whether there is an instant in it, by its bounds.
    var isProper: Bool {
        guard let lower, let upper else { return true }
        return lower < upper
    }

    func overlaps(_ other: Self) -> Bool {
        (upper.map { upper in other.lower.map { $0 < upper } ?? true } ?? true)
            && (other.upper.map { upper in lower.map { $0 < upper } ?? true } ?? true)
    }
}

extension RegistryAPI.SetRelation.Params {
    func relation(id: ID<Relation>, revision: Int, now: Instant) -> Relation {
        Relation(
            id: id, type: type, from: from, to: to, track: track, validFrom: validFrom, validTo: validTo, basis: basis,
            source: source, recordedAt: now, revision: revision)
    }
}
