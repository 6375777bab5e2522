import Contracts
import Deadlines
import Shared
import Testing
import Values

@testable import Notifications

/// Laws that hold for every campaign, whatever the obligations.
@Suite struct PlannerPropertyTests {
    private static let begin = PlanGenerator.begin
    private static let end = PlanGenerator.end

    @Test(arguments: 1...40) func theSameStateAndWindowGiveTheSameBytesM6(seed: UInt64) throws {
        var generator = PlanGenerator(state: seed)
        let owed = generator.obligations()
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
        var generator = PlanGenerator(state: seed)
        let owed = generator.obligations()
        for state in [PlanFixture.state(owed), PlanFixture.state([])] {
            let plan = Planner.plan(state, from: Self.begin, to: Self.end)
            let whole = Content(
                campaign: plan.campaign, from: plan.from, to: plan.to, intents: plan.reminders.map(\.reminder),
                nonIntents: plan.nonIntents)
            #expect(try plan.digest() == DigestAlgorithm.sha256.digest(RawJSON(encoding: whole).bytes).hex)
        }
    }

    @Test(arguments: 1...40) func whatIsMeantBeforeTheDueTimeNeverComesAfterItM4(seed: UInt64) {
        var generator = PlanGenerator(state: seed)
        for obligation in generator.obligations() {
            let ladder = LadderSteps(PlanFixture.state([obligation]))
            for step in ladder.occurrences(of: Duty(obligation)) {
                let isAfter = step.name.contains("after") || step.name.contains("up")
                #expect((step.at < step.dueAt) == !isAfter, "\(step.name)")
                let minute = Zone.shanghai.time(of: step.at).minuteOfDay
                #expect(minute >= 510 && minute < 1050, "working hours are 08:30 to 17:30")
            }
        }
    }

    @Test(arguments: 1...40) func noKeyIsPlannedTwiceInAWindowM1(seed: UInt64) {
        var generator = PlanGenerator(state: seed)
        let plan = Planner.plan(PlanFixture.state(generator.obligations()), from: Self.begin, to: Self.end)
        #expect(Set(plan.reminders.map(\.key)).count == plan.reminders.count)
    }

    /// A run reads the obligations alone that hang on dates of which something comes in its window: the others change nothing.
    @Test(arguments: 1...30) func obligationsThatNothingComesOfChangeNothingM6(seed: UInt64) throws {
        var generator = PlanGenerator(state: seed)
        var state = PlanFixture.state(generator.obligations(), suppressions: generator.suppressions())
        if Bool.random(using: &generator) {
            for (recipient, reaches) in state.reachable where Bool.random(using: &generator) {
                state.reachable[recipient] = reaches.map { Reach($0.channel, quiet: generator.quiet()) }
            }
        }
        for _ in 0..<10 {
            let window = generator.instants(2)
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
}
