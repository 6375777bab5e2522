import Contracts
import Deadlines
import Shared
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

    private struct Content: Encodable {
        let campaign: CampaignKey
        let from: Instant
        let to: Instant
        let intents: [Reminder]
        let nonIntents: [NonIntent]
    }

    /// Written piece by piece or as a whole: runs of before are replayed by the same digest.
    @Test(arguments: 1...10) func aDigestIsThatOfTheWholePlanAsTheWireWritesItM6(seed: UInt64) throws {
        var generator = Generator(state: seed)
        let owed = obligations(&generator)
        for state in [PlanFixture.state(owed), PlanFixture.state([])] {
            let plan = Planner.plan(state, from: Self.begin, to: Self.end)
            let whole = Content(
                campaign: plan.campaign, from: plan.from, to: plan.to, intents: plan.reminders.map(\.reminder),
                nonIntents: plan.nonIntents)
            #expect(try plan.digest() == DigestAlgorithm.sha256.digest(RawJSON(encoding: whole).bytes).hex)
        }
    }

    @Test(arguments: 1...40) func whatIsMeantBeforeTheDueTimeNeverComesAfterItM4(seed: UInt64) {
        var generator = Generator(state: seed)
        for obligation in obligations(&generator) {
            let ladder = LadderSteps(PlanFixture.state([obligation]))
            for step in ladder.occurrences(of: Duty(obligation)) {
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

    // MARK: windows, restarts, and what is read

    /// Books that a planner works on: what it commits moves the watermark and is known afterwards.
    private struct Books {
        let state: PlanningState
        var watermark: Instant
        var keys: Set<String> = []
        var looked: [String] = []

        /// One tick. A planner that dies before it commits leaves no trace, and the next one plans from the watermark again.
        mutating func tick(at now: Instant, dies: Bool, _ looked: (PlannedWindow) -> [String]) {
            guard watermark < now else { return }
            var state = state
            state.keys = keys
            let plan = Planner.plan(state, from: watermark, to: now)
            if dies { return }
            #expect(keys.isDisjoint(with: plan.reminders.map(\.key)), "a key is planned twice (M1)")
            keys.formUnion(plan.reminders.map(\.key))
            self.looked += looked(plan)
            watermark = now
        }
    }

    @Test(arguments: 1...8) func anyRestartPointGivesTheSameSetM3(seed: UInt64) {
        var generator = Generator(state: seed)
        let state = PlanFixture.state(obligations(&generator))
        let ticks = instants(6, &generator) + [Self.end]
        var undisturbed = Books(state: state, watermark: Self.begin)
        for tick in ticks { undisturbed.tick(at: tick, dies: false, looked) }
        for death in ticks.indices {
            var books = Books(state: state, watermark: Self.begin)
            for (index, tick) in ticks.enumerated() {
                books.tick(at: tick, dies: index == death, looked)
                // It starts anew at once and does what it was about to.
                if index == death { books.tick(at: tick, dies: false, looked) }
                // Whoever ticks again at the same instant finds nothing left to plan.
                books.tick(at: tick, dies: false, looked)
            }
            #expect(books.keys == undisturbed.keys, "killed at tick \(death)")
            #expect(books.looked == undisturbed.looked)
        }
    }

    /// A planner that is away for some ticks looks at the same steps all the same: none is lost, none comes twice.
    @Test(arguments: 1...40) func aPlannerThatIsAwayLooksAtEveryStepOnceM3(seed: UInt64) {
        var generator = Generator(state: seed)
        // Nothing of no use later: what is expired is expired because somebody was away.
        let state = PlanFixture.state(
            obligations(&generator),
            campaign: PlanFixture.campaign(PlanFixture.ladder.filter { $0.usefulUntil == nil }))
        let ticks = instants(40, &generator) + [Self.end]
        var undisturbed = Books(state: state, watermark: Self.begin)
        for tick in ticks { undisturbed.tick(at: tick, dies: false, looked) }
        var away = Books(state: state, watermark: Self.begin)
        for tick in ticks { away.tick(at: tick, dies: tick != Self.end && Bool.random(using: &generator), looked) }
        #expect(away.looked.sorted() == undisturbed.looked.sorted())
    }

    private func instants(_ count: Int, _ generator: inout Generator) -> [Instant] {
        let span = Int(Self.end.duration(since: Self.begin).components.seconds)
        return (0..<count).map { _ in Self.begin.adding(.seconds(Int.random(in: 1..<span, using: &generator))) }
            .sorted()
    }

    /// A run reads the obligations alone that hang on dates of which something comes in its window: the others change nothing.
    @Test(arguments: 1...30) func obligationsThatNothingComesOfChangeNothingM6(seed: UInt64) throws {
        var generator = Generator(state: seed)
        var state = PlanFixture.state(obligations(&generator), suppressions: suppressions(&generator))
        if Bool.random(using: &generator) {
            for (recipient, reaches) in state.reachable where Bool.random(using: &generator) {
                state.reachable[recipient] = reaches.map { Reach($0.channel, quiet: quiet(&generator)) }
            }
        }
        for _ in 0..<10 {
            let window = instants(2, &generator)
            guard window[0] < window[1] else { continue }
            let whole = Planner.plan(state, from: window[0], to: window[1])
            let ladder = LadderSteps(state)
            let interest = Interest(from: window[0], to: window[1], suppressions: state.suppressions)
            var read = state
            read.obligations = state.obligations.filter { obligation in
                ObligationDates(obligation).map { ladder.comes($0, at: interest.contains) } ?? false
            }
            #expect(try Planner.plan(read, from: window[0], to: window[1]).digest() == whole.digest())
        }
    }

    private func suppressions(_ generator: inout Generator) -> [Suppression] {
        (0..<Int.random(in: 0...3, using: &generator)).map { number in
            let span = instants(2, &generator)
            return Suppression(
                id: ID(UniqueID(high: 9, low: UInt64(number))), campaign: "test-2026",
                matcher: .init(unit: PlanFixture.unit(UInt64.random(in: 1...12, using: &generator)).key), author: "a",
                reason: "r", start: span[0], end: span[1])
        }
    }

    private func quiet(_ generator: inout Generator) -> QuietHours? {
        let minutes = (0..<2).map { _ in Int.random(in: 0..<1440, using: &generator) }
        guard let from = LocalTime(minuteOfDay: minutes[0]), let to = LocalTime(minuteOfDay: minutes[1]) else {
            return nil
        }
        return QuietHours(from: from, to: to)
    }
}
