import Contracts
import Testing
import Values

@testable import Events

@Suite struct EventLifecycleTests {
    @Test func everyVerbIsEitherPossibleOrExplained() {
        for state in EventState.allCases {
            let (may, blockedBy) = EventLifecycle.verbs(in: state, submittedBy: nil, caller: "a")
            #expect(Set(may).isDisjoint(with: blockedBy.map(\.verb)))
            #expect(may.count + blockedBy.count == EventVerb.allCases.count)
        }
    }

    @Test func nobodyReviewsTheirOwnE4() {
        let own = EventLifecycle.verbs(in: .submitted, submittedBy: "a", caller: "a")
        #expect(!own.may.contains("approve") && !own.may.contains("return"))
        #expect(own.blockedBy.contains(Blocker(verb: "approve", reason: "OWN_WORK", ref: "a")))
        let others = EventLifecycle.verbs(in: .submitted, submittedBy: "a", caller: "b")
        #expect(others.may.contains("approve"))
    }

    @Test func nothingHappensToAHeldOrCancelledEvent() {
        for state in [EventState.held, .cancelled] {
            #expect(EventLifecycle.verbs(in: state, submittedBy: nil, caller: "a").may == [])
        }
    }

    @Test func aPublishedEventIsHeldFromItsLastInstant() {
        let end = Fixture.at("2026-05-12T11:00:00+08:00")
        #expect(EventLifecycle.shown(.published, lastEnd: end, now: end.adding(microseconds: -1)) == .published)
        #expect(EventLifecycle.shown(.published, lastEnd: end, now: end) == .held)
        #expect(EventLifecycle.shown(.approved, lastEnd: end, now: end) == .approved)
    }

    @Test func aReturnedEventCanBeSubmittedAgain() {
        #expect(EventVerb.return.next(after: .submitted) == .returned)
        #expect(EventVerb.submit.allowed(in: .returned))
        #expect(EventVerb.submit.next(after: .returned) == .submitted)
    }
}
