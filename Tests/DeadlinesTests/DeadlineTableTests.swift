import Deadlines
import Testing
import Values

/// The notice's own due dates: `domain.md` §3.
@Suite struct DeadlineTableTests {
    static let annex3 = DueExpression("until(date(2026-05-20), endOfDay, S1)")!
    static let annex4 = DueExpression(
        "until(min(roll(anchor(localWeek.lifelong, end) + P1W, S2), date(2026-12-01)), endOfDay, inclusive)")!

    static func scope(
        weekEnds: CivilDate? = nil, _ switches: [String: String] = ["S1": "inclusive", "S2": "none"]
    )
        -> DeadlineScope
    {
        var anchors: [AnchorName: Anchor] = [:]
        if let weekEnds {
            anchors["localWeek.lifelong"] = Anchor(start: weekEnds.adding(days: -6), end: weekEnds, revision: 1)
        }
        return DeadlineScope(
            zone: .shanghai, calendar: .published2026, anchors: anchors, switches: switches, basis: ["annex4@1"])
    }

    @Test(arguments: [
        ("2026-05-16", "2026-05-23", "2026-05-25"),
        ("2026-09-26", "2026-10-03", "2026-10-08"),
        ("2026-11-23", "2026-11-30", "2026-11-30"),
        ("2026-11-24", "2026-12-01", "2026-12-01"),
        ("2026-11-28", "2026-12-01", "2026-12-01"),
    ])
    func aLocalWeekIsDueAWeekAfterItsEnd(_ end: String, _ asItFalls: String, _ rolledForward: String) throws {
        for (policy, expected) in [("none", asItFalls), ("forward", rolledForward)] {
            let scope = Self.scope(weekEnds: day(end), ["S2": policy])
            let result = try Self.annex4.evaluate(in: scope)
            #expect(result.civilDate == day(expected))
            #expect(result.status == .firm)
            #expect(result.dueAt == Zone.shanghai.instant(of: day(expected), at: .endOfDay))
        }
    }

    @Test(arguments: ["none", "forward"])
    func L6_anUndeclaredWeekIsDueAtTheCapProvisionally(_ policy: String) throws {
        let result = try Self.annex4.evaluate(in: Self.scope(["S2": policy]))
        #expect(result.civilDate == day("2026-12-01"))
        #expect(result.dueAt == at("2026-12-02T00:00:00+08:00"))
        #expect(result.status == .provisional)
        #expect(result.dependsOn == ["S2=\(policy)", "annex4@1", "localWeek.lifelong@unknown"])
    }

    @Test func L7_aWeekThatEndsAfterTheCapIsInfeasibleAndDueAtTheCap() throws {
        let onTheCap = try Self.annex4.evaluate(in: Self.scope(weekEnds: day("2026-12-01")))
        #expect(onTheCap.status == .firm)
        #expect(onTheCap.civilDate == day("2026-12-01"))
        let after = try Self.annex4.evaluate(in: Self.scope(weekEnds: day("2026-12-02")))
        #expect(after.status == .infeasible)
        #expect(after.civilDate == day("2026-12-01"))
    }

    @Test func S1_annex3IsInTimeUntilTheEndOfTheTwentiethOrUntilItsBegin() throws {
        let inclusive = try Self.annex3.evaluate(in: Self.scope())
        #expect(inclusive.dueAt == at("2026-05-21T00:00:00+08:00"))
        #expect(inclusive.civilDate == day("2026-05-20"))
        #expect(inclusive.isInTime(at("2026-05-20T23:59:59.999999+08:00")))
        #expect(!inclusive.isInTime(at("2026-05-21T00:00:00+08:00")))
        let exclusive = try Self.annex3.evaluate(in: Self.scope(["S1": "exclusive"]))
        #expect(exclusive.dueAt == at("2026-05-20T00:00:00+08:00"))
        #expect(exclusive.civilDate == day("2026-05-19"))
        #expect(exclusive.isInTime(at("2026-05-19T23:59:59.999999+08:00")))
        #expect(!exclusive.isInTime(at("2026-05-20T00:00:00+08:00")))
    }

    @Test func S8_schoolsAreDueTwoWorkingDaysBeforeTheCity() throws {
        let schools = try #require(DueExpression("until(date(2026-05-20) - S8, endOfDay, S1)"))
        let result = try schools.evaluate(in: Self.scope(["S1": "inclusive", "S8": "P2WD"]))
        #expect(result.civilDate == day("2026-05-18"))
        #expect(result.dependsOn.contains("calendar 2026@1"))
    }

    @Test func S9_S10_aSwitchMayHoldADateOrNoDueTimeAtAll() throws {
        let declare = try #require(DueExpression("until(S9, endOfDay, S1)"))
        let declared = try declare.evaluate(in: Self.scope(["S1": "inclusive", "S9": "date(2026-11-15)"]))
        #expect(declared.civilDate == day("2026-11-15"))
        let plan = try #require(DueExpression("S10")).evaluate(in: Self.scope(["S10": "none"]))
        #expect(plan.status == .none)
        #expect(plan.dueAt == nil && plan.civilDate == nil)
        #expect(plan.isInTime(.max))
    }

    @Test func theTraceTellsEveryStepAndTheChosenSwitch() throws {
        let result = try Self.annex4.evaluate(in: Self.scope(weekEnds: day("2026-09-26"), ["S2": "forward"]))
        #expect(
            result.trace == [
                DeadlineStep(
                    expression: "anchor(localWeek.lifelong, end)", value: "2026-09-26", because: "revision 1"),
                DeadlineStep(expression: "anchor(localWeek.lifelong, end) + P1W", value: "2026-10-03"),
                DeadlineStep(
                    expression: "roll(anchor(localWeek.lifelong, end) + P1W, S2)", value: "2026-10-08",
                    because: "S2 = forward; 2026-10-03 is a rest day"),
                DeadlineStep(
                    expression: "min(roll(anchor(localWeek.lifelong, end) + P1W, S2), date(2026-12-01))",
                    value: "2026-10-08"),
                DeadlineStep(expression: Self.annex4.description, value: "2026-10-09T00:00:00+08:00"),
            ])
    }
}
