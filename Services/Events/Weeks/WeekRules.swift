import Shared

/// The rules a local week obeys, as pure functions.
enum WeekRules {
    /// What is wrong with the words and days of a week, whoever declares it.
    static func violations(start: CivilDate, end: CivilDate, basis: String) -> [Violation] {
        var violations: [Violation] = []
        if end < start {
            violations.append(
                Violation(path: "params.end", rule: "before_start", detail: "the week ends on \(end), before it starts")
            )
        }
        if end.days(since: start) >= 31 {
            violations.append(
                Violation(path: "params.end", rule: "out_of_range", detail: "a local week lasts at most 31 days"))
        }
        if !(1...500).contains(basis.count) {
            violations.append(
                Violation(path: "params.basis", rule: "length", detail: "1…500 characters: where the week is laid down")
            )
        }
        return violations
    }

    /// The rules of the campaign that could not be met if the week ended on `end`: their deadline is infeasible with this
    /// anchor (L7). Only a cap makes it so, and a cap never rolls, so the plain week serves for a calendar.
    static func unmeetable(
        start: CivilDate, end: CivilDate, track: TrackCode, in campaign: CampaignDocument
    ) -> [RuleKey] {
        let switches = campaign.switchValues.map { ($0.key.rawValue, $0.value) }
        let scope = DeadlineScope(
            zone: campaign.zone, calendar: WorkCalendar().orPlainWeek,
            anchors: ["localWeek.\(track)": Anchor(start: start, end: end, revision: 1)],
            switches: Dictionary(switches) { first, _ in first })
        return campaign.rulesInForce.filter { rule in
            let result = DueExpression(rule.deadline).flatMap { try? $0.evaluate(in: scope) }
            return result?.status == .infeasible
        }.map(\.key)
    }
}
