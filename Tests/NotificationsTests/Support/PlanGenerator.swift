import Contracts
import Deadlines
import Values

@testable import Notifications

/// Makes what plans are made from at random, the same for the same seed.
struct PlanGenerator: RandomNumberGenerator {
    var state: UInt64

    static let begin = PlanFixture.at("2026-04-20 00:00")
    static let end = PlanFixture.at("2026-12-31 00:00")

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }

    /// One to twelve, a quarter of them met.
    mutating func obligations() -> [Obligation] {
        (1...UInt64.random(in: 1...12, using: &self)).map { number in
            let due = PlanFixture.at("2026-05-01 00:00").adding(
                .seconds(86_400 * Int.random(in: 0...200, using: &self)))
            let isDone = Int.random(in: 0..<4, using: &self) == 0
            return PlanFixture.obligation(
                number, due: due, bornAt: due.adding(.seconds(-86_400 * Int.random(in: 0...40, using: &self))),
                satisfiedAt: isDone ? PlanFixture.at("2026-04-19 00:00") : nil)
        }
    }

    /// Ascending.
    mutating func instants(_ count: Int) -> [Instant] {
        let span = Int(Self.end.duration(since: Self.begin).components.seconds)
        return (0..<count).map { _ in Self.begin.adding(.seconds(Int.random(in: 1..<span, using: &self))) }.sorted()
    }

    mutating func suppressions() -> [Suppression] {
        (0..<Int.random(in: 0...3, using: &self)).map { number in
            let span = instants(2)
            return Suppression(
                id: ID(UniqueID(high: 9, low: UInt64(number))), campaign: "test-2026",
                matcher: .init(unit: PlanFixture.unit(UInt64.random(in: 1...12, using: &self)).key), author: "a",
                reason: "r", start: span[0], end: span[1])
        }
    }

    mutating func quiet() -> QuietHours? {
        let minutes = (0..<2).map { _ in Int.random(in: 0..<1440, using: &self) }
        guard let from = LocalTime(minuteOfDay: minutes[0]), let to = LocalTime(minuteOfDay: minutes[1]) else {
            return nil
        }
        return QuietHours(from: from, to: to)
    }

    /// Obligations with suppressions, quiet hours, people without a contact, returns and acknowledgements.
    mutating func wholeState() -> PlanningState {
        let owed = obligations()
        var state = PlanFixture.state(owed, campaign: PlanFixture.changing, suppressions: suppressions())
        for recipient in state.reachable.keys.sorted(by: { $0.unit < $1.unit }) {
            switch Int.random(in: 0..<4, using: &self) {
            case 0: state.reachable[recipient] = [Reach(.email, quiet: quiet())]
            case 1: state.reachable[recipient] = nil
            default: break
            }
        }
        for obligation in owed {
            if Bool.random(using: &self) {
                let span = instants(2)
                state.returns[obligation.id] = Return(
                    returnedAt: span[0], at: span[0], dueBackAt: Bool.random(using: &self) ? span[1] : nil,
                    isWhole: Bool.random(using: &self))
            }
            if Bool.random(using: &self) {
                let span = instants(2)
                let recipient = Reminder.Recipient(unit: obligation.unit.key, role: .reporter)
                state.acknowledgements[.init(obligation: obligation.id, recipient: recipient)] = span[0]..<span[1]
            }
        }
        return state
    }
}
