import Shared
import Testing

@testable import Reporting

@Suite struct StandingTests {
    private func standing(
        _ credits: [Credit], quota: Int = 1, countsOn: CampaignDocument.CountsOn = .submitted,
        extendedUntil: String? = nil
    ) -> Standing {
        Standing(
            quota: quota, countsOn: countsOn,
            filings: Filings(credits: credits, extendedUntil: extendedUntil.map(Fixture.at)))
    }

    @Test func q2InTimeIsBeforeTheFirstLateInstant() {
        let last = Fixture.credit("s", .submission, at: "2026-05-20T23:59:59.999999+08:00")
        let late = Fixture.credit("s", .submission, at: "2026-05-21T00:00:00+08:00")
        #expect(standing([last]).timeliness == .onTime)
        #expect(standing([late]).timeliness == .late)
    }

    @Test func q2TheFirstVersionDecidesAlsoWhenItWasReturned() {
        let first = Fixture.credit(
            "s", .submission, content: "1", at: "2026-05-19T09:00:00+08:00", ended: "2026-05-25T09:00:00+08:00",
            .returned)
        let second = Fixture.credit("s", .submission, content: "2", at: "2026-05-26T09:00:00+08:00")
        #expect(standing([first]).satisfiedAt == nil)
        #expect(standing([first]).reopenedAt == Fixture.at("2026-05-25T09:00:00+08:00"))
        let again = standing([first, second])
        #expect(again.satisfiedAt == first.receivedAt)
        #expect(again.timeliness == .onTime)
    }

    @Test func aWithdrawnVersionDecidesNothing() {
        let first = Fixture.credit(
            "s", .submission, at: "2026-05-19T09:00:00+08:00", ended: "2026-05-19T10:00:00+08:00", .withdrawn)
        let second = Fixture.credit("s", .submission, at: "2026-05-26T09:00:00+08:00")
        #expect(standing([first]).reopenedAt == nil)
        #expect(standing([first, second]).timeliness == .late)
    }

    @Test func q6TheSameContentUnderAnotherTitleCountsOnce() {
        let one = Fixture.credit("m1", content: "text", at: "2026-05-11T09:00:00+08:00")
        let same = Fixture.credit("m2", content: "text", at: "2026-05-11T10:00:00+08:00")
        let other = Fixture.credit("m3", at: "2026-05-12T09:00:00+08:00")
        #expect(standing([one, same], quota: 2).have == 1)
        #expect(standing([one, same], quota: 2).satisfiedAt == nil)
        #expect(standing([one, same, other], quota: 2).satisfiedAt == other.receivedAt)
    }

    @Test func q6AReturnedMaterialStopsCountingAndReopens() {
        let one = Fixture.credit("m1", at: "2026-05-11T09:00:00+08:00")
        let back = Fixture.credit(
            "m2", at: "2026-05-11T10:00:00+08:00", ended: "2026-05-13T09:00:00+08:00", .returned)
        let after = standing([one, back], quota: 2)
        #expect(after.have == 1)
        #expect(after.reopenedAt == Fixture.at("2026-05-13T09:00:00+08:00"))
        let stored = Fixture.stored(quota: 2, filings: Filings(credits: [one, back]))
        #expect(stored.obligation(at: Fixture.at("2026-05-14T09:00:00+08:00")).status == .reopened)
    }

    @Test func aReturnedMaterialGivesTheSameContentAnotherChance() {
        let back = Fixture.credit(
            "m1", content: "text", at: "2026-05-11T10:00:00+08:00", ended: "2026-05-13T09:00:00+08:00", .returned)
        let again = Fixture.credit("m2", content: "text", at: "2026-05-14T10:00:00+08:00")
        #expect(standing([back, again]).have == 1)
    }

    @Test func e7ADeadlineMovedAfterwardsLaundersNothing() {
        // Received after the due time of then; the obligation's due time is later by now.
        let late = Fixture.credit(
            "s", .submission, at: "2026-05-22T09:00:00+08:00", due: Fixture.at("2026-05-21T00:00:00+08:00"))
        let stored = Fixture.stored(
            due: Fixture.at("2026-06-01T00:00:00+08:00"), filings: Filings(credits: [late]))
        #expect(stored.obligation(at: Fixture.at("2026-06-02T00:00:00+08:00")).status == .satisfiedLate)
    }

    @Test func anExtensionCountsWheneverItWasGranted() {
        let late = Fixture.credit("s", .submission, at: "2026-05-22T09:00:00+08:00")
        #expect(standing([late], extendedUntil: "2026-05-25T00:00:00+08:00").timeliness == .inExtension)
        #expect(standing([late], extendedUntil: "2026-05-22T09:00:00+08:00").timeliness == .late)
    }

    @Test func whatCountsOnAcceptanceWaitsForIt() {
        let waiting = Fixture.credit("m1", at: "2026-05-11T09:00:00+08:00")
        let accepted = Fixture.credit(
            "m1", at: "2026-05-11T09:00:00+08:00", accepted: "2026-05-30T09:00:00+08:00")
        #expect(standing([waiting], countsOn: .accepted).have == 0)
        // Once accepted, it is on time by when it came.
        #expect(standing([accepted], countsOn: .accepted).timeliness == .onTime)
    }

    @Test(arguments: [
        ("2026-05-09T23:59:59+08:00", ObligationStatus.notOpen), ("2026-05-10T00:00:00+08:00", .open),
        ("2026-05-17T23:59:59+08:00", .open), ("2026-05-18T00:00:00+08:00", .dueSoon),
        ("2026-05-20T23:59:59+08:00", .dueSoon), ("2026-05-21T00:00:00+08:00", .overdue),
        ("2026-05-21T00:00:01+08:00", .overdue),
    ])
    func theWindowIsNotInverted(at instant: String, status: ObligationStatus) {
        let stored = Fixture.stored(opensAt: Fixture.at("2026-05-10T00:00:00+08:00"))
        #expect(stored.obligation(at: Fixture.at(instant)).status == status)
    }

    @Test func whatIsNeverDueIsNeverOverdue() {
        let stored = Fixture.stored(due: nil)
        #expect(stored.obligation(at: Fixture.at("2027-01-15T00:00:00+08:00")).status == .open)
    }

    // MARK: the gate

    private func refusal(_ stored: StoredObligation, at instant: String, _ verb: Gate.Verb = .file) -> FaultKind? {
        let now = Fixture.at(instant)
        return Gate.refusal(stored.obligation(at: now), receivedAt: now, for: verb)?.kind
    }

    @Test func q3NothingIsFiledBeforeTheWindow() {
        let stored = Fixture.stored(opensAt: Fixture.at("2026-05-10T00:00:00+08:00"))
        #expect(refusal(stored, at: "2026-05-09T23:59:59+08:00") == .obligationNotOpen)
        #expect(refusal(stored, at: "2026-05-09T23:59:59+08:00", .draft) == nil)
        #expect(refusal(stored, at: "2026-05-10T00:00:00+08:00") == nil)
    }

    @Test func q3ARefusedLateFilingPassesOnlyWithAnExtension() {
        let strict = Fixture.stored(late: .refused)
        #expect(refusal(strict, at: "2026-05-20T23:59:59+08:00") == nil)
        #expect(refusal(strict, at: "2026-05-21T00:00:00+08:00") == .obligationClosed)
        let extended = Fixture.stored(
            late: .refused, filings: Filings(extendedUntil: Fixture.at("2026-05-25T00:00:00+08:00")))
        #expect(refusal(extended, at: "2026-05-21T00:00:00+08:00") == nil)
        #expect(refusal(extended, at: "2026-05-25T00:00:00+08:00") == .obligationClosed)
        #expect(refusal(Fixture.stored(), at: "2026-06-21T00:00:00+08:00") == nil)
    }

    @Test func q11AfterANilReturnNothingIsFiled() {
        let stored = Fixture.stored(filings: Filings(nilAt: Fixture.at("2026-05-12T00:00:00+08:00")))
        #expect(refusal(stored, at: "2026-05-13T00:00:00+08:00") == .nilAttested)
    }
}
