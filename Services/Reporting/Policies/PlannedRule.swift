import Shared

/// A rule with its expressions read.
struct PlannedRule {
    let rule: CampaignDocument.Rule
    let due: DueExpression
    let late: CampaignDocument.LateHandling
    /// The rule with its revision, as it stands in `dependsOn`.
    let basis: String
    /// Whether the deadline moves with the unit's own week.
    let hangsOnWeeks: Bool
    private let opens: DateExpression?
    private let subjects: [CampaignDocument.Selector]

    init(_ rule: CampaignDocument.Rule, revision: Int, in document: CampaignDocument) throws(Fault) {
        guard let due = DueExpression(rule.deadline) else {
            throw Self.unreadable(rule, "deadline", rule.deadline, DueExpression.expectation)
        }
        let opens = rule.opens.map { DateExpression($0) }
        if case .some(nil) = opens {
            throw Self.unreadable(rule, "opens", rule.opens ?? "", DateExpression.expectation)
        }
        guard let late = document.lateHandling(of: rule) else {
            throw Self.unreadable(rule, "late", rule.late, "accepted_late, refused or a switch with one of them")
        }
        self.rule = rule
        self.due = due
        self.late = late
        self.opens = opens.flatMap(\.self)
        basis = "\(rule.key)@\(revision)"
        let anchors = due.anchors(switches: document.switchTexts)
            .union(self.opens?.anchors(switches: document.switchTexts) ?? [])
        hangsOnWeeks = anchors.contains { $0.hasPrefix(.localWeek("")) }
        subjects = document.subjects(of: rule)
    }

    private static func unreadable(
        _ rule: CampaignDocument.Rule, _ member: String, _ text: String, _ expectation: String
    ) -> Fault {
        Fault(
            .deadlineInvalid,
            violations: [
                Violation(
                    path: "rules.\(rule.key).\(member)", rule: "wrong_value", detail: "\(text) is not \(expectation)")
            ])
    }

    /// Whether the rule may mean a unit in this state, wherever it reports.
    func describes(_ state: UnitState) -> Bool {
        subjects.contains { $0.describes(kind: state.kind, flags: state.flags) }
    }

    /// To whom a unit owes.
    enum Receiver: Equatable {
        /// The rule does not mean the unit.
        case none
        /// The rule means it, and the registry does not know to whom it reports.
        case unknown
        case unit(UnitKey)
    }

    func receiver(of state: UnitState, parent: SelectableUnit.Parent?, authority: UnitKey) -> Receiver {
        let unit = SelectableUnit(kind: state.kind, flags: state.flags, parent: parent)
        guard subjects.contains(where: { $0.selects(unit) }) else {
            return parent == nil && describes(state) ? .unknown : .none
        }
        switch rule.to {
        case .province: return .unit(authority)
        case .parent: return parent.map { .unit($0.key) } ?? .unknown
        }
    }

    /// From when it can be filed; nil from its birth, also while the date hangs on a week that nobody declared.
    func opensAt(in scope: DeadlineScope) -> Instant? {
        guard let opens, let result = try? opens.evaluate(in: scope) else { return nil }
        return scope.zone.instant(of: result.date)
    }
}
