import Contracts
import Testing
import Values

@testable import Notifications

@Suite struct PlannerTests {
    private func steps(_ state: PlanningState, _ from: String, _ to: String) -> [String] {
        Planner.plan(state, from: PlanFixture.at(from), to: PlanFixture.at(to)).reminders.map(\.reminder.step)
    }

    private func reasons(_ state: PlanningState, _ from: String, _ to: String) -> [String] {
        Planner.plan(state, from: PlanFixture.at(from), to: PlanFixture.at(to)).nonIntents.map {
            "\($0.step) \($0.reason.rawValue)"
        }
    }

    @Test func aStepComesInTheWindowThatHoldsItsInstant() {
        let state = PlanFixture.state([PlanFixture.obligation(1)])
        #expect(steps(state, "2026-05-18 09:00", "2026-05-19 08:59") == [])
        #expect(steps(state, "2026-05-19 08:59", "2026-05-19 09:00") == ["annex3/before-1"])
        // Exclusive at its begin: the next window does not send it again.
        #expect(steps(state, "2026-05-19 09:00", "2026-05-19 10:00") == [])
    }

    @Test func onlyThoseWhoStillOweAreToldN30() {
        let done = PlanFixture.obligation(2, satisfiedAt: PlanFixture.at("2026-05-15 10:00"))
        let state = PlanFixture.state([PlanFixture.obligation(1), done])
        let plan = Planner.plan(state, from: PlanFixture.at("2026-05-19 08:00"), to: PlanFixture.at("2026-05-19 09:00"))
        #expect(plan.reminders.map(\.reminder.unit) == ["moe:1"])
        #expect(plan.nonIntents.map(\.reason) == [.satisfied])
    }

    @Test func severalMissedStepsCollapseToTheLatestUsefulM3() {
        // Down from the 17th to the 22nd: of five steps one reminder and the escalation's own are left.
        let state = PlanFixture.state([PlanFixture.obligation(1)])
        let plan = Planner.plan(state, from: PlanFixture.at("2026-05-17 00:00"), to: PlanFixture.at("2026-05-22 12:00"))
        #expect(plan.reminders.map(\.reminder.step) == ["annex3/after@2026-05-21"])
        #expect(Set(plan.nonIntents.map(\.reason)) == [.expired])
        let early = Planner.plan(
            state, from: PlanFixture.at("2026-05-17 00:00"), to: PlanFixture.at("2026-05-20 12:00"))
        #expect(early.reminders.map(\.reminder.step) == ["annex3/before-1"])
        #expect(early.reminders[0].reminder.collapsed == ["annex3/before-2"])
    }

    @Test func anObligationBornAfterAStepDoesNotTriggerItM8() {
        let late = PlanFixture.obligation(1, bornAt: PlanFixture.at("2026-05-19 10:00"))
        let state = PlanFixture.state([late])
        #expect(reasons(state, "2026-05-19 08:00", "2026-05-19 11:00") == ["annex3/before-1 born_after_step"])
        #expect(steps(state, "2026-05-20 14:00", "2026-05-20 15:00") == ["annex3/on-day"])
    }

    @Test func theSameKeyIsNeverPlannedTwiceM1() {
        let state = PlanFixture.state([PlanFixture.obligation(1)])
        let window = (PlanFixture.at("2026-05-19 08:00"), PlanFixture.at("2026-05-19 09:00"))
        let key = Planner.plan(state, from: window.0, to: window.1).reminders[0].key
        let again = PlanFixture.state([PlanFixture.obligation(1)], keys: [key])
        let plan = Planner.plan(again, from: window.0, to: window.1)
        #expect(plan.reminders.isEmpty && plan.nonIntents.map(\.reason) == [.alreadySent])
    }

    @Test func aMovedDueTimeIsAnotherKeyM1() {
        let moved = PlanFixture.obligation(1, extendedUntil: PlanFixture.at("2026-05-23 00:00"))
        let window = (PlanFixture.at("2026-05-01 00:00"), PlanFixture.at("2026-12-01 00:00"))
        let keys = { (obligation: Obligation) in
            Set(Planner.plan(PlanFixture.state([obligation]), from: window.0, to: window.1).reminders.map(\.key))
        }
        #expect(keys(moved).isDisjoint(with: keys(PlanFixture.obligation(1))))
    }

    @Test func theEndOfASuppressionReEvaluatesAtOnceM5() {
        let held = PlanFixture.suppression("moe:1", "2026-05-19 00:00", "2026-05-20 10:00")
        let state = PlanFixture.state([PlanFixture.obligation(1)], suppressions: [held])
        #expect(reasons(state, "2026-05-19 08:00", "2026-05-19 09:00") == ["annex3/before-1 suppressed"])
        #expect(steps(state, "2026-05-20 09:59", "2026-05-20 10:00") == ["annex3/before-1"])
        // Ended at once, it comes with the next window.
        let ended = PlanFixture.suppression("moe:1", "2026-05-19 00:00", "2026-05-19 11:00")
        let now = PlanFixture.state([PlanFixture.obligation(1)], suppressions: [ended])
        #expect(steps(now, "2026-05-19 10:59", "2026-05-19 11:00") == ["annex3/before-1"])
    }

    @Test func whoHasNoContactIsNamedNotDropped() {
        let state = PlanFixture.state([PlanFixture.obligation(1)], reachable: [:])
        #expect(reasons(state, "2026-05-19 08:00", "2026-05-19 09:00") == ["annex3/before-1 no_contact"])
    }

    /// A local week that nobody declared has no first day: who looks for the step finds why it did not come.
    @Test func aStepWhoseDateIsNotKnownIsNamedOnceM6() {
        let ladder = [
            PlanFixture.step("week", "anchor(localWeek.lifelong, start)"),
            PlanFixture.step(
                "until", "anchor(obligation, end) - P5D",
                repeats: .init(every: "P1D", until: "anchor(localWeek.lifelong, start)")),
        ]
        let state = PlanFixture.state([PlanFixture.obligation(1)], campaign: PlanFixture.campaign(ladder))
        #expect(
            reasons(state, "2026-05-01 00:00", "2026-12-31 00:00") == ["annex3/until no_date", "annex3/week no_date"])
        #expect(reasons(state, "2026-05-20 09:00", "2026-12-31 00:00") == [])
        #expect(steps(state, "2026-05-01 00:00", "2026-12-31 00:00") == [])
        #expect(Planner.upcoming(state, after: PlanFixture.at("2026-05-01 00:00")).isEmpty)
    }

    @Test func escalationGoesToTheTracksReceiverM9() {
        let state = PlanFixture.state([PlanFixture.obligation(1)])
        let plan = Planner.plan(state, from: PlanFixture.at("2026-05-25 08:00"), to: PlanFixture.at("2026-05-25 09:00"))
        let escalations = plan.reminders.filter { $0.occurrence.kind == .escalation }
        #expect(escalations.map(\.reminder.recipient) == [PlanFixture.receiver])
        #expect(escalations.map(\.reminder.unit) == ["moe:1"])
    }

    @Test func oneLateSchoolOutOfAHundredIsOneRecipient() {
        let done = (2...100).map { PlanFixture.obligation($0, satisfiedAt: PlanFixture.at("2026-05-15 10:00")) }
        let state = PlanFixture.state([PlanFixture.obligation(1)] + done)
        let plan = Planner.plan(state, from: PlanFixture.at("2026-05-19 08:00"), to: PlanFixture.at("2026-05-19 09:00"))
        #expect(plan.destinations == [PlanFixture.destination(1)])
    }

    @Test func aPersonsCapIsHeld() {
        let campaign = PlanFixture.campaign(cap: 1)
        let full = [PlanFixture.destination(1): PlanningState.SentToday(reminders: 1)]
        let state = PlanFixture.state(
            [PlanFixture.obligation(1), PlanFixture.obligation(2)], campaign: campaign, sentToday: full)
        let plan = Planner.plan(state, from: PlanFixture.at("2026-05-19 08:00"), to: PlanFixture.at("2026-05-19 09:00"))
        #expect(plan.reminders.map(\.reminder.unit) == ["moe:2"])
        #expect(plan.nonIntents.map(\.reason) == [.overCap])
    }

    @Test func aClosedObligationIsNotRemindedOf() {
        var ended = PlanFixture.state([])
        #expect(steps(ended, "2026-05-01 00:00", "2026-12-01 00:00") == [])
        ended = PlanFixture.state([PlanFixture.obligation(1, campaign: "other")])
        #expect(Planner.upcoming(ended, after: PlanFixture.at("2026-12-31 00:00")).isEmpty)
    }

    @Test func whoHasTwoChannelsGetsOneDigestByEachM7() {
        let both: [Reminder.Recipient: [ContactChannel]] = [PlanFixture.recipient(1): [.email, .wecom]]
        let state = PlanFixture.state([PlanFixture.obligation(1)], reachable: both)
        let plan = Planner.plan(state, from: PlanFixture.at("2026-05-19 08:00"), to: PlanFixture.at("2026-05-19 10:00"))
        #expect(plan.destinations == [PlanFixture.destination(1), PlanFixture.destination(1, .wecom)])
        // What was sent by one is not sent by it again, and still by the other.
        let sent = Set(plan.reminders.filter { $0.destination.channel == .email }.map(\.key))
        let later = PlanFixture.state([PlanFixture.obligation(1)], keys: sent, reachable: both)
        let again = Planner.plan(
            later, from: PlanFixture.at("2026-05-19 08:00"), to: PlanFixture.at("2026-05-19 10:00"))
        #expect(again.destinations == [PlanFixture.destination(1, .wecom)])
    }

    /// N30: school → county → city → province, each where the line has it.
    @Test func escalationGoesUpTheLineAndPassesWhatIsNotThereM9() {
        let after = "anchor(obligation, end) + P1WD"
        let steps = [
            PlanFixture.step("county", after, audience: .county, kind: .escalation, template: "up"),
            PlanFixture.step("city", after, audience: .city, kind: .escalation, template: "up"),
            PlanFixture.step("province", after, audience: .province, kind: .escalation, template: "up"),
        ]
        let (county, city, direct) = (
            UnitKey("gb2260:341602/教育"), UnitKey("gb2260:341600/教育"), UnitKey("gb2260:340826/教育")
        )
        let reporters = [county, city, direct].map {
            (Reminder.Recipient(unit: $0, role: "reporter"), [ContactChannel.email])
        }
        var state = PlanFixture.state(
            (1...4).map { PlanFixture.obligation($0) }, campaign: PlanFixture.campaign(steps),
            reachable: Dictionary(uniqueKeysWithValues: reporters + [(PlanFixture.receiver, [.email])]))
        func add(_ number: UInt64, _ superiors: [(UnitKey, UnitKind)], _ track: TrackCode = "vocational") {
            for (unit, kind) in superiors {
                state.lines.add(
                    .init(unit: unit, kind: kind), above: .init(unit: PlanFixture.unit(number).key, track: track))
            }
        }
        add(1, [(county, "county_education"), (city, "city_education"), (PlanFixture.province, "province_department")])
        add(2, [(city, "city_education"), (PlanFixture.province, "province_department")])
        add(3, [(direct, "direct_county"), (PlanFixture.province, "province_department")])
        // Its line is on the other track.
        add(4, [(city, "city_education")], "lifelong")
        let plan = Planner.plan(state, from: PlanFixture.at("2026-05-21 08:00"), to: PlanFixture.at("2026-05-21 09:00"))
        let told = Dictionary(grouping: plan.reminders, by: \.reminder.unit).mapValues {
            Set($0.map(\.reminder.recipient.unit))
        }
        #expect(told["moe:1"] == [county, city, PlanFixture.province])
        #expect(told["moe:2"] == [city, PlanFixture.province])
        #expect(told["moe:3"] == [direct, PlanFixture.province])
        #expect(told["moe:4"] == [PlanFixture.province])
        let passed = plan.nonIntents.filter { $0.reason == .noRecipient }.map { "\($0.unit) \($0.step)" }
        #expect(passed == ["moe:2 annex3/county", "moe:3 annex3/county", "moe:4 annex3/city", "moe:4 annex3/county"])
    }
}
