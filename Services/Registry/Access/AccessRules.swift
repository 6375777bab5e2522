import Shared

/// What may be given to whom. Pure.
enum AccessRules {
    static func violations(ofName name: String) -> [Violation] {
        let isPlain =
            (1...200).contains(name.unicodeScalars.count)
            && name.unicodeScalars.allSatisfy {
                !$0.properties.isWhitespace && $0.properties.generalCategory != .control
                    && $0.properties.generalCategory != .format
            }
        guard isPlain else {
            return [Violation(path: "params.name", rule: "shape", detail: "1…200 characters without white space")]
        }
        return isReserved(name)
            ? [Violation(path: "params.name", rule: "reserved", detail: "belongs to the keys in files")] : []
    }

    /// As long as the schema takes it.
    static func violations(ofNote note: String?) -> [Violation] {
        guard let note, note.unicodeScalars.count > 200 else { return [] }
        return [Violation(path: "params.note", rule: "shape", detail: "at most 200 characters")]
    }

    /// Names of principals that key files make; whoever took one would be taken for it.
    private static func isReserved(_ name: String) -> Bool { name == "administrator" || name.hasPrefix("service:") }

    /// Whether the caller may give the role: nobody gives what reaches further than their own. That the unit and track lie
    /// in the caller's reach is checked before any method runs.
    static func refusal(_ role: Role, unit: UnitKey?, givenBy caller: Authority) -> Fault? {
        if role == .service {
            let detail = "the services' own keys are in files"
            return Fault(
                .invalidParams, violations: [Violation(path: "params.role", rule: "reserved", detail: detail)])
        }
        let reachesEverywhere: Set<Role> = [.provinceAdmin, .reader, .job, .public]
        if unit == nil, !reachesEverywhere.contains(role) {
            return Fault(
                .invalidParams,
                violations: [Violation(path: "params.unit", rule: "required", detail: "this role needs a unit")])
        }
        if caller.holds([.provinceAdmin]) { return nil }
        let lower: Set<Role> = [.unitReporter, .reviewer, .reader]
        let mayGive =
            caller.principal.roles.isDisjoint(with: [.provinceAdmin, .cityAdmin])
            ? lower : lower.union([.countyAdmin])
        return unit != nil && mayGive.contains(role) ? nil : Fault(.grantBeyondOwn)
    }

    static func period(_ from: Instant?, _ to: Instant?, now: Instant) throws(Fault) -> HalfOpenRange<Instant> {
        let period = HalfOpenRange(from: from ?? now, upTo: to)
        guard period.isProper else { throw Fault(.periodInvalid) }
        return period
    }
}
