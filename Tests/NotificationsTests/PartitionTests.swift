import Contracts
import Testing
import Values

@testable import Notifications

/// Whoever plans, however often: every step is decided once, and what is told differs by nothing but what a planner that was
/// away could not tell in time (M3).
@Suite struct PartitionTests {
    /// What became of a step.
    private enum Fate: Hashable {
        case told
        /// By a later one, named.
        case collapsed(into: String)
        case not(NonIntent.Reason)
    }

    /// Time in windows, each planned with the keys of those before it.
    private struct Books {
        private(set) var fates: [String: Fate] = [:]
        private(set) var held: Set<String> = []
        private(set) var decidedTwice: [String] = []
        /// By a suppression that outlasts the last window.
        var stillHeld: Set<String> { held.subtracting(fates.keys) }
        private var keys: Set<String> = []

        init(_ state: PlanningState, _ cuts: [Instant]) {
            for (from, to) in zip(cuts, cuts.dropFirst()) where from < to {
                var state = state
                state.keys = keys
                take(Planner.plan(state, from: from, to: to))
            }
        }

        private mutating func take(_ plan: PlannedWindow) {
            // Steps of one obligation are told to one person each, by one channel.
            for planned in plan.reminders {
                keys.insert(planned.key)
                let (unit, step) = (planned.reminder.unit, planned.reminder.step)
                decide("\(unit) \(step)", .told)
                for missed in planned.reminder.collapsed {
                    decide("\(unit) \(missed)", .collapsed(into: "\(unit) \(step)"))
                }
            }
            for step in plan.nonIntents {
                let name = "\(step.unit) \(step.step)"
                switch step.reason {
                case .suppressed: held.insert(name)
                // Said of each with what stands for it.
                case .collapsed: if fates[name] == nil { decidedTwice.append("\(name): collapsed into nothing") }
                default: decide(name, .not(step.reason))
                }
            }
        }

        private mutating func decide(_ step: String, _ fate: Fate) {
            if let former = fates.updateValue(fate, forKey: step) { decidedTwice.append("\(step): \(former), \(fate)") }
        }
    }

    /// What only the instant at which somebody looks makes of a step.
    private static let late: Set<Fate> = [.not(.expired), .not(.returned)]

    @Test(arguments: 1...30) func anyPartitionOfTimeDecidesOfTheSameStepsOnceM3(seed: UInt64) {
        var generator = PlanGenerator(state: seed)
        let state = generator.wholeState()
        let inner = generator.instants(Int.random(in: 1...20, using: &generator))
        let kept = inner.filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }
        let fine = Books(state, [PlanGenerator.begin] + inner + [PlanGenerator.end])
        let coarse = Books(state, [PlanGenerator.begin] + kept + [PlanGenerator.end])
        #expect(fine.decidedTwice.isEmpty && coarse.decidedTwice.isEmpty, "\(fine.decidedTwice) \(coarse.decidedTwice)")
        #expect(Set(fine.fates.keys) == Set(coarse.fates.keys), "no step is lost, none is made up")
        #expect(fine.stillHeld == coarse.stillHeld)
        for (step, often) in fine.fates { account(step, often: often, seldom: coarse.fates[step], coarse) }
    }

    /// A window that others make up tells what they told, but for what it could not tell any more, and what it said with a later
    /// one.
    private func account(_ step: String, often: Fate, seldom: Fate?, _ coarse: Books) {
        guard let seldom, often != seldom else { return }
        switch (often, seldom) {
        case (_, let seldom) where Self.late.contains(seldom): return
        case (.told, .collapsed(let later)), (.collapsed, .collapsed(let later)):
            #expect(coarse.fates[later] == .told, "\(step) is said with \(later)")
        case (.collapsed(let later), .told):
            let fate = coarse.fates[later]
            #expect(fate.map(Self.late.contains) ?? false, "\(step) gave way to \(later): \(String(describing: fate))")
        default:
            Issue.record("\(step): \(often) by small windows, \(seldom) by large ones")
        }
    }

    /// The laws above are not true of nothing.
    @Test func theStatesOfThesePropertiesHaveEveryFate() {
        var seen: Set<String> = []
        for seed in 1...30 {
            var generator = PlanGenerator(state: UInt64(seed))
            let state = generator.wholeState()
            let books = Books(
                state, [PlanGenerator.begin] + generator.instants(6) + [PlanGenerator.end])
            if !books.held.isEmpty { seen.insert("held") }
            for fate in books.fates.values {
                switch fate {
                case .told: seen.insert("told")
                case .collapsed: seen.insert("collapsed")
                case .not(let reason): seen.insert(reason.rawValue)
                }
            }
        }
        #expect(
            seen.isSuperset(of: [
                "held", "told", "collapsed", "satisfied", "expired", "returned", "acknowledged", "born_after_step",
                "no_contact", "no_hours",
            ]), "\(seen)")
    }
}
