import Shared
import TestSupport
import Testing

@testable import Reporting

@Suite struct ReviewQueueTests {
    /// Runs with a reviewer beside the tester, who files.
    private func run(
        _ body: @escaping @Sendable (TestReporting, Reviewer) async throws -> Void
    ) async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
            let client = try reporting.harness.client(principal: "reviewer", roles: [.reviewer])
            defer { client.close() }
            try await body(reporting, Reviewer(client: client, clock: reporting.clock))
        }
    }

    struct Reviewer: Sendable {
        let client: RPCClient
        let clock: ManualClock

        func tell<Method: RPCMethod>(_ method: Method.Type, _ params: Method.Params) async throws -> Method.Result {
            try await client.call(method, params, options: .init(idempotencyKey: "\(UniqueID.make(at: clock.now()))"))
        }

        func queue(_ to: UnitKey? = nil, _ side: QueueSide? = nil, limit: Int? = nil) async throws -> [ReviewItem] {
            var items: [ReviewItem] = []
            var after: String?
            repeat {
                let page = try await client.call(
                    ReportingAPI.ListReviewQueue.self, .init(to: to, side: side, after: after, limit: limit))
                items += page.items
                after = page.next
            } while after != nil
            return items
        }
    }

    @Test func eachLevelHasItsQueueLongestWaitingFirst() async throws {
        try await run { reporting, reviewer in
            try await reporting.file("annex3.college", of: Fixture.college)
            reporting.clock.advance(by: .seconds(60))
            try await reporting.file("annex3.city")
            try await reporting.file("annex3.school", of: Fixture.school)
            #expect(try await reviewer.queue(limit: 1).map(\.unit.key) == [Fixture.college, Fixture.city])
            #expect(try await reviewer.queue(Fixture.city).map(\.unit.key) == [Fixture.school])
            #expect(try await reviewer.queue().first?.submission.may.contains("accept") == true)
            // Q13: whoever filed sees it and may not decide.
            let own = try await reporting.ask(ReportingAPI.ListReviewQueue.self, .init())
            #expect(own.items.allSatisfy { !$0.submission.may.contains("accept") })
            #expect(
                own.items.first?.submission.blockedBy.contains { $0.verb == "accept" && $0.reason == "OWN_SUBMISSION" }
                    == true)
        }
    }

    @Test func whatIsReadStandsStillAndWhatIsReturnedHasAClock() async throws {
        try await run { reporting, reviewer in
            let filed = try await reporting.file("annex3.school", of: Fixture.school)
            let begun = try await reviewer.tell(
                ReportingAPI.BeginReview.self, .init(id: filed.id, expectRevision: filed.revision))
            #expect(begun.state == .inReview)
            await reporting.expectFault(.submissionState) {
                try await reporting.tell(
                    ReportingAPI.WithdrawSubmission.self,
                    .init(id: filed.id, expectRevision: begun.revision, reason: "改"))
            }
            #expect(try await reviewer.queue(Fixture.city).map(\.submission.state) == [.inReview])
            let returned = try await reviewer.tell(
                ReportingAPI.ReturnSubmission.self,
                .init(id: filed.id, expectRevision: begun.revision, text: "场次不符"))
            // Monday 05-18: the third working day is Thursday, until its end.
            let due = Fixture.at("2026-05-22T00:00:00+08:00")
            #expect(returned.versions.last?.review?.dueBackAt == due)
            #expect(try await reviewer.queue(Fixture.city).isEmpty)
            #expect(try await reviewer.queue(Fixture.city, .returned).map(\.dueBackAt) == [due])
            reporting.clock.set(due.adding(.seconds(5)))
            #expect(try await reviewer.queue(Fixture.city, .returned).map(\.lateBackBySeconds) == [5])
            try await reporting.tell(
                ReportingAPI.FinalizeSubmission.self,
                .init(id: filed.id, expectRevision: returned.revision, payload: ["sessionsTotal": 4]))
            #expect(try await reviewer.queue(Fixture.city, .returned).isEmpty)
        }
    }

    @Test func q7AParentWaitsForItsChildrenOrNamesThem() async throws {
        try await run { reporting, reviewer in
            let city = try await reporting.file("annex3.city")
            let accept = { (without: [ProceedWithout]?) in
                try await reviewer.tell(
                    ReportingAPI.AcceptSubmission.self,
                    .init(id: city.id, expectRevision: city.revision, proceedWithout: without))
            }
            let fault = await reporting.expectFault(.childrenOpen) { try await accept(nil) }
            #expect(fault?.violations.first?.detail.contains(Fixture.school.rawValue) == true)
            // Filed is not accepted.
            let school = try await reporting.file("annex3.school", of: Fixture.school)
            await reporting.expectFault(.childrenOpen) { try await accept([]) }
            await reporting.expectFault(.reasonRequired) {
                try await accept([.init(unit: Fixture.school, reason: "")])
            }
            _ = try await reviewer.tell(
                ReportingAPI.AcceptSubmission.self, .init(id: school.id, expectRevision: school.revision))
            // A unit that is named and not open needs no exception, so none is kept.
            let accepted = try await accept([.init(unit: Fixture.school, reason: "停办")])
            #expect(accepted.state == .accepted && accepted.versions.last?.review?.proceedWithout == [])
        }
    }

    @Test func q7NilAndWaivedChildrenHoldNobodyUp() async throws {
        try await run { reporting, reviewer in
            let city = try await reporting.file("annex3.city")
            try await reporting.tell(
                ReportingAPI.AttestNil.self,
                .init(campaign: Fixture.campaign.key, rule: "annex3.school", unit: Fixture.school, reason: "未开展"))
            let accepted = try await reviewer.tell(
                ReportingAPI.AcceptSubmission.self, .init(id: city.id, expectRevision: city.revision))
            #expect(accepted.state == .accepted)
        }
    }

    @Test func whatIsSealedChangesOnlyAfterAReasonedUnsealing() async throws {
        try await run { reporting, reviewer in
            let filed = try await reporting.file("annex3.college", of: Fixture.college)
            let accepted = try await reviewer.tell(
                ReportingAPI.AcceptSubmission.self, .init(id: filed.id, expectRevision: filed.revision))
            let sealed = try await reviewer.tell(
                ReportingAPI.SealSubmission.self, .init(id: filed.id, expectRevision: accepted.revision))
            #expect(sealed.state == .sealed && sealed.seal?.by == "reviewer")
            #expect(sealed.may == ["unseal"], "a reviewer files nothing")
            #expect(sealed.blockedBy.contains { $0.verb == "save" && $0.reason == "PERMISSION_DENIED" })
            await reporting.expectFault(.submissionState) {
                try await reviewer.tell(
                    ReportingAPI.ReturnSubmission.self,
                    .init(id: filed.id, expectRevision: sealed.revision, text: "?"))
            }
            await reporting.expectFault(.reasonRequired) {
                try await reviewer.tell(
                    ReportingAPI.UnsealSubmission.self,
                    .init(id: filed.id, expectRevision: sealed.revision, reason: ""))
            }
            let open = try await reviewer.tell(
                ReportingAPI.UnsealSubmission.self,
                .init(id: filed.id, expectRevision: sealed.revision, reason: "学校来函更正"))
            #expect(open.state == .accepted && open.seal == nil)
            reporting.clock.advance(by: .seconds(1))
            let returned = try await reviewer.tell(
                ReportingAPI.ReturnSubmission.self,
                .init(id: filed.id, expectRevision: open.revision, text: "更正"))
            // Two decisions about one version are one version, with the last decision.
            #expect(returned.versions.map { $0.review?.decision } == [.returned])
        }
    }
}
