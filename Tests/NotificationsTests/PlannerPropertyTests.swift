import Contracts
import Deadlines
import Testing
import Values

@testable import Notifications

/// Laws that hold for every campaign, whatever the obligations.
@Suite struct PlannerPropertyTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private func obligations(_ generator: inout Generator) -> [Obligation] {
        (1...UInt64.random(in: 1...12, using: &generator)).map { number in
            let due = PlanFixture.at("2026-05-01 00:00").adding(
                .seconds(86_400 * Int.random(in: 0...200, using: &generator)))
            let isDone = Int.random(in: 0..<4, using: &generator) == 0
            return PlanFixture.obligation(
                number, due: due,
                bornAt: due.adding(.seconds(-86_400 * Int.random(in: 0...40, using: &generator))),
                satisfiedAt: isDone ? PlanFixture.at("2026-04-30 00:00") : nil)
        }
    }

    private static let begin = PlanFixture.at("2026-04-20 00:00")
    private static let end = PlanFixture.at("2026-12-31 00:00")

    /// Everything a window looked at and did not leave aside: told, or told by a later step of the same window.
    private func looked(_ plan: PlannedWindow) -> [String] {
        plan.reminders.flatMap { planned in
            ([planned.reminder.step] + planned.reminder.collapsed).map { "\(planned.reminder.unit) \($0)" }
        }
            + plan.nonIntents.filter { $0.reason == .bornAfterStep || $0.reason == .satisfied }.map {
                "\($0.unit) \($0.step)"
            }
    }

    @Test(arguments: 1...40) func anyPartitionOfTimeLooksAtTheSameStepsOnceM3(seed: UInt64) {
        var generator = Generator(state: seed)
        let state = PlanFixture.state(obligations(&generator))
        var cuts = [Self.begin, Self.end]
        for _ in 0..<Int.random(in: 0...30, using: &generator) {
            let span = Int(Self.end.duration(since: Self.begin).components.seconds)
            cuts.append(Self.begin.adding(.seconds(Int.random(in: 0...span, using: &generator))))
        }
        cuts.sort()
        var partitioned: [String] = []
        for (from, to) in zip(cuts, cuts.dropFirst()) { partitioned += looked(Planner.plan(state, from: from, to: to)) }
        // Finer windows only find steps that a coarser one would have let expire.
        #expect(Set(partitioned).count == partitioned.count)
        #expect(Set(partitioned).isSuperset(of: looked(Planner.plan(state, from: Self.begin, to: Self.end))))
    }

    @Test(arguments: 1...40) func theSameStateAndWindowGiveTheSameBytesM6(seed: UInt64) throws {
        var generator = Generator(state: seed)
        let owed = obligations(&generator)
        let one = Planner.plan(PlanFixture.state(owed), from: Self.begin, to: Self.end)
        let two = Planner.plan(PlanFixture.state(owed.shuffled(using: &generator)), from: Self.begin, to: Self.end)
        #expect(try one.digest() == two.digest())
    }

    @Test(arguments: 1...40) func whatIsMeantBeforeTheDueTimeNeverComesAfterItM4(seed: UInt64) {
        var generator = Generator(state: seed)
        for obligation in obligations(&generator) {
            let ladder = LadderSteps(PlanFixture.state([obligation]))
            for step in ladder.occurrences(of: obligation) {
                let isAfter = step.name.contains("after") || step.name.contains("up")
                #expect((step.at < step.dueAt) == !isAfter, "\(step.name)")
                let minute = Zone.shanghai.time(of: step.at).minuteOfDay
                #expect(minute >= 510 && minute < 1050, "working hours are 08:30 to 17:30")
            }
        }
    }

    @Test(arguments: 1...40) func onePersonGetsOneDigestAWindowM7(seed: UInt64) {
        var generator = Generator(state: seed)
        let plan = Planner.plan(PlanFixture.state(obligations(&generator)), from: Self.begin, to: Self.end)
        #expect(plan.counts.digests == Set(plan.reminders.map(\.reminder.recipient)).count)
        #expect(Set(plan.reminders.map(\.key)).count == plan.reminders.count)
    }
}
