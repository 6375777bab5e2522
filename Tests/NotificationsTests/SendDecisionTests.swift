import Contracts
import Testing
import Values

@testable import Notifications

@Suite struct SendDecisionTests {
    private let now = PlanFixture.at("2026-05-19 09:00")
    private let due = PlanFixture.at("2026-05-21 00:00")

    private func decide(
        _ obligation: Obligation?, uselessFrom: Instant? = nil, heldUntil: Instant? = nil
    ) -> SendDecision {
        SendDecision.of(obligation, dueAt: due, uselessFrom: uselessFrom, heldUntil: heldUntil, now: now)
    }

    @Test func whatIsStillOwedIsSent() {
        #expect(decide(PlanFixture.obligation(1)) == .send)
    }

    @Test func satisfiedAnInstantBeforeTheClaimIsNotSentM2() {
        let justNow = PlanFixture.obligation(1, satisfiedAt: now)
        #expect(decide(justNow) == .end(.satisfied, "satisfied_on_time"))
    }

    @Test func aMovedDueTimeSupersedesM1() {
        let extended = PlanFixture.obligation(1, extendedUntil: PlanFixture.at("2026-05-25 00:00"))
        #expect(decide(extended) == .end(.superseded, "the due time has moved"))
    }

    @Test func whatIsNoMoreIsNotSent() {
        #expect(decide(nil) == .end(.cancelled, "the obligation is no more"))
    }

    @Test func whatIsHeldBackWaitsUnlessItIsOfNoUseThenM5() {
        let end = PlanFixture.at("2026-05-20 12:00")
        #expect(decide(PlanFixture.obligation(1), heldUntil: end) == .hold(until: end))
        #expect(decide(PlanFixture.obligation(1), uselessFrom: due, heldUntil: end) == .hold(until: end))
        #expect(
            decide(PlanFixture.obligation(1), uselessFrom: end, heldUntil: end)
                == .end(.suppressed, "a suppression holds it back for as long as it is of use"))
        let settled = PlanFixture.obligation(1, satisfiedAt: now)
        #expect(decide(settled, heldUntil: end) == .end(.satisfied, "satisfied_on_time"))
    }

    @Test func whatComesTooLateToBeOfUseExpires() {
        #expect(decide(PlanFixture.obligation(1), uselessFrom: now) == .end(.expired, "it came too late to be of use"))
        #expect(decide(PlanFixture.obligation(1), uselessFrom: due) == .send)
    }

    @Test func retriesDoubleUpToTwoHoursAndEnd() {
        #expect(RetryRule.delay(after: 1) == .seconds(60))
        #expect(RetryRule.delay(after: 2) == .seconds(120))
        #expect(RetryRule.delay(after: 11) == .seconds(7200))
        #expect(RetryRule.delay(after: RetryRule.mostAttempts) == nil)
    }
}
