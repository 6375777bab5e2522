import Values

// What can be said of an expression before anything is known of its anchors: for those who publish a rule.

extension DueExpression {
    /// The switches it names.
    package var switches: Set<SwitchName> {
        switch self {
        case .none: []
        case .named(let name): [name]
        case .until(let date, _, let bound): date.switches.union(bound.switches)
        }
    }

    /// The anchors it names, with the switches' values put in where they are dates.
    package func anchors(switches: [SwitchName: String]) -> Set<AnchorName> {
        date(switches: switches)?.anchors(switches: switches) ?? []
    }

    /// What makes it unfit to be published, given the switches and which anchors are known from the start (`known`).
    /// Empty: it has a result whatever becomes known later, except for a missing calendar.
    package func faults(switches: [SwitchName: String], known: Set<AnchorName>) -> [String] {
        var faults: [String] = []
        switch self {
        case .none: break
        case .until(let date, _, let bound):
            faults += date.faults(switches: switches)
            faults += Operand.faults(bound, switches)
        case .named(let name):
            switch switches[name].map({ DueExpression($0) }) {
            case nil: faults.append(DeadlineError.switchUnknown(name).description)
            case .some(nil), .some(.named):
                faults.append(DeadlineError.switchUnfit(name, expected: Self.expectation).description)
            case .some(.some(let value)): return value.faults(switches: switches, known: known)
            }
        }
        if let date = date(switches: switches), let anchor = date.uncapped(switches: switches, known: known) {
            faults.append("\(anchor) may stay unknown: cap it, as in min(…, date(2026-12-01))")
        }
        return faults
    }

    private func date(switches: [SwitchName: String]) -> DateExpression? {
        switch self {
        case .none: nil
        case .until(let date, _, _): date
        case .named(let name):
            if case .until(let date, _, _) = switches[name].flatMap({ DueExpression($0) }) { date } else { nil }
        }
    }
}

extension DateExpression {
    package var switches: Set<SwitchName> {
        switch self {
        case .date, .anchor: []
        case .plus(let base, let period), .minus(let base, let period): base.switches.union(period.switches)
        case .earliest(let a, let b), .latest(let a, let b): a.switches.union(b.switches)
        case .roll(let base, let policy): base.switches.union(policy.switches)
        case .named(let name): [name]
        }
    }

    var namesSwitch: Bool { !switches.isEmpty }

    package func anchors(switches: [SwitchName: String]) -> Set<AnchorName> {
        switch self {
        case .date: []
        case .anchor(let name, _): [name]
        case .plus(let base, _), .minus(let base, _), .roll(let base, _): base.anchors(switches: switches)
        case .earliest(let a, let b), .latest(let a, let b):
            a.anchors(switches: switches).union(b.anchors(switches: switches))
        case .named(let name): switches[name].flatMap { DateExpression($0) }?.anchors(switches: [:]) ?? []
        }
    }

    /// Switches that are missing or unfit, and caps that would roll (L3).
    package func faults(switches: [SwitchName: String]) -> [String] {
        switch self {
        case .date, .anchor: return []
        case .plus(let base, let period), .minus(let base, let period):
            return base.faults(switches: switches) + Operand.faults(period, switches)
        case .earliest(let a, let b), .latest(let a, let b):
            return a.faults(switches: switches) + b.faults(switches: switches)
        case .roll(let base, let policy):
            let capped = base.holdsCap ? ["a cap never rolls: write min(roll(…), …), not roll(min(…), …)"] : []
            return base.faults(switches: switches) + Operand.faults(policy, switches) + capped
        case .named(let name):
            guard let text = switches[name] else { return [DeadlineError.switchUnknown(name).description] }
            guard let value = DateExpression(text), !value.namesSwitch else {
                return [DeadlineError.switchUnfit(name, expected: Self.expectation).description]
            }
            return []
        }
    }

    private var holdsCap: Bool {
        switch self {
        case .date, .anchor, .named: false
        case .plus(let base, _), .minus(let base, _), .roll(let base, _): base.holdsCap
        case .latest(let a, let b): a.holdsCap || b.holdsCap
        case .earliest: true
        }
    }

    /// An anchor without which there would be no date.
    fileprivate func uncapped(switches: [SwitchName: String], known: Set<AnchorName>) -> AnchorName? {
        switch self {
        case .date: return nil
        case .anchor(let name, _): return known.contains(name) ? nil : name
        case .plus(let base, _), .minus(let base, _), .roll(let base, _):
            return base.uncapped(switches: switches, known: known)
        case .earliest(let a, let b):
            guard let first = a.uncapped(switches: switches, known: known),
                b.uncapped(switches: switches, known: known) != nil
            else { return nil }
            return first
        case .latest(let a, let b):
            return a.uncapped(switches: switches, known: known) ?? b.uncapped(switches: switches, known: known)
        case .named(let name):
            return switches[name].flatMap { DateExpression($0) }?.uncapped(switches: [:], known: known)
        }
    }
}

extension Operand {
    var switches: Set<SwitchName> {
        switch self {
        case .value: []
        case .named(let name): [name]
        }
    }

    fileprivate static func faults(_ operand: Operand, _ switches: [SwitchName: String]) -> [String] {
        guard case .named(let name) = operand else { return [] }
        guard let text = switches[name] else { return [DeadlineError.switchUnknown(name).description] }
        return Value(text) == nil ? [DeadlineError.switchUnfit(name, expected: Value.expectation).description] : []
    }
}
