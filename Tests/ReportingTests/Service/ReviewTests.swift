import Shared
import TestSupport
import Testing

@testable import Reporting

@Suite struct ReviewTests {
    @Test func aReturnReopensVisiblyAndTheFirstVersionStillDecides() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-19T09:00:00+08:00"))
            let filed = try await reporting.file("annex3.city")
            let reviewer = try reporting.harness.client(principal: "reviewer", roles: [.reviewer])
            defer { reviewer.close() }
            reporting.clock.set(Fixture.at("2026-05-25T09:00:00+08:00"))
            await reporting.expectFault(.reasonRequired) {
                try await reviewer.call(
                    ReportingAPI.ReturnSubmission.self,
                    .init(id: filed.id, expectRevision: filed.revision, text: " "),
                    options: .init(idempotencyKey: "1"))
            }
            let returned = try await reviewer.call(
                ReportingAPI.ReturnSubmission.self,
                .init(
                    id: filed.id, expectRevision: filed.revision, reasons: ["figures_wrong"],
                    fields: ["sessionsTotal"]),
                options: .init(idempotencyKey: "2"))
            #expect(returned.state == .returned)
            #expect(returned.versions.last?.review?.reasons == ["figures_wrong"])
            #expect(try await reporting.obligation("annex3.city").status == .reopened)
            let again = try await reporting.tell(
                ReportingAPI.FinalizeSubmission.self,
                .init(id: filed.id, expectRevision: returned.revision, payload: ["sessionsTotal": 7]))
            #expect(try await reporting.obligation("annex3.city").status == .satisfiedOnTime)
            let accepted = try await reviewer.call(
                ReportingAPI.AcceptSubmission.self,
                .init(
                    id: filed.id, expectRevision: again.revision,
                    proceedWithout: [.init(unit: Fixture.school, reason: "当年停办")]),
                options: .init(idempotencyKey: "3"))
            #expect(accepted.state == .accepted)
            await reporting.expectFault(.submissionState) {
                try await reporting.tell(
                    ReportingAPI.SaveSubmission.self,
                    .init(id: filed.id, expectRevision: accepted.revision, payload: [:]))
            }
        }
    }

    @Test func q13NobodyDecidesAboutTheirOwn() async throws {
        try await TestReporting.runCampaign { reporting in
            let filed = try await reporting.file("annex3.city")
            await reporting.expectFault(.ownSubmission) {
                try await reporting.tell(
                    ReportingAPI.AcceptSubmission.self, .init(id: filed.id, expectRevision: filed.revision))
            }
        }
    }

    @Test func q4AnExtensionIsGrantedFromAboveAndCountsAlsoAfterwards() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-22T09:00:00+08:00"))
            try await reporting.file("annex3.school", of: Fixture.school)
            let late = try await reporting.obligation("annex3.school", of: Fixture.school)
            #expect(late.status == .satisfiedLate)
            let grant = { (by: UnitKey, until: String) in
                try await reporting.tell(
                    ReportingAPI.GrantExtension.self,
                    .init(obligations: [late.id], by: by, until: Fixture.at(until), basis: "系统故障"))
            }
            await reporting.expectFault(.grantorNotAbove) {
                try await grant(Fixture.school, "2026-05-25T00:00:00+08:00")
            }
            await reporting.expectFault(.grantorNotAbove) {
                try await grant(Fixture.college, "2026-05-25T00:00:00+08:00")
            }
            await reporting.expectFault(.reliefInvalid) { try await grant(Fixture.city, "2026-05-20T00:00:00+08:00") }
            let granted = try await grant(Fixture.city, "2026-05-25T00:00:00+08:00")
            #expect(granted.obligations.map(\.status) == [.satisfiedInExtension])
            let relief = try #require(granted.reliefs.first)
            reporting.clock.advance(by: .seconds(1))
            let revoked = try await reporting.tell(ReportingAPI.RevokeExtension.self, .init(id: relief.id))
            #expect(revoked.obligations.map(\.status) == [.satisfiedLate])
            await reporting.expectFault(.reliefUnknown) {
                try await reporting.tell(ReportingAPI.RevokeWaiver.self, .init(id: relief.id))
            }
        }
    }

    @Test func q4OneExtensionCoversASelectionOfUnitsWithAnOutageAsItsBasis() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-21T09:00:00+08:00"))
            try await reporting.file("annex3.city")
            try await reporting.file("annex3.college", of: Fixture.college)
            let outage = Outage(
                from: Fixture.at("2026-05-20T20:00:00+08:00"), to: Fixture.at("2026-05-21T10:00:00+08:00"))
            func extend(_ selector: ObligationSelector, _ outage: Outage?) async throws -> Reliefs {
                try await reporting.tell(
                    ReportingAPI.GrantExtension.self,
                    .init(
                        selector: selector, by: Fixture.province, until: Fixture.at("2026-05-22T00:00:00+08:00"),
                        basis: "系统故障", outage: outage))
            }
            await reporting.expectFault(.invalidParams) { try await extend(ObligationSelector(), outage) }
            await reporting.expectFault(.reliefInvalid) {
                try await extend(
                    ObligationSelector(items: ["annex3"]),
                    Outage(from: Fixture.at("2026-05-22T00:00:00+08:00"), to: Fixture.at("2026-05-23T00:00:00+08:00")))
            }
            await reporting.expectFault(.obligationUnknown) {
                try await extend(ObligationSelector(items: ["plan"]), outage)
            }
            // Everything that asks for annex 3 and was due before: the city, the college and the school, in one act.
            let granted = try await extend(ObligationSelector(items: ["annex3"]), outage)
            #expect(Set(granted.obligations.map(\.rule)) == ["annex3.city", "annex3.college", "annex3.school"])
            #expect(Set(granted.reliefs.map(\.act)).count == 1 && granted.reliefs.allSatisfy { $0.outage == outage })
            #expect(try await reporting.obligation("annex3.city").status == .satisfiedInExtension)
            #expect(try await reporting.obligation("annex3.school", of: Fixture.school).status != .overdue)
            let listed = try await reporting.ask(ReportingAPI.ListExtensions.self, .init()).items
            #expect(listed.count == 3 && listed.allSatisfy { $0.outage == outage })
            // Taken back as it was granted: as a whole.
            let revoked = try await reporting.tell(
                ReportingAPI.RevokeExtension.self, .init(id: try #require(granted.reliefs.last?.id), whole: true))
            #expect(revoked.reliefs.count == 3)
            #expect(try await reporting.obligation("annex3.city").status == .satisfiedLate)
            let colleges = try await extend(ObligationSelector(kinds: [.higherEducation]), nil)
            #expect(colleges.obligations.map(\.unit.key) == [Fixture.college])
        }
    }

    @Test func q4BeyondTheCapOnlyTheProvince() {
        let obligation = Fixture.stored(unit: Fixture.school).obligation(at: Fixture.born)
        func refusal(_ by: UnitKey, until: Instant) -> FaultKind? {
            ReliefRules.refusal(
                .extension, of: obligation, by: by, until: until, above: [Fixture.city, Fixture.province],
                authority: Fixture.province, cap: Fixture.at("2026-12-02T00:00:00+08:00"), now: Fixture.born
            )?.kind
        }
        #expect(refusal(Fixture.city, until: Fixture.at("2026-12-02T00:00:00+08:00")) == nil)
        #expect(refusal(Fixture.city, until: Fixture.at("2026-12-03T00:00:00+08:00")) == .grantorNotAbove)
        #expect(refusal(Fixture.province, until: Fixture.at("2026-12-03T00:00:00+08:00")) == nil)
    }

    @Test func aWaiverTakesAnObligationOutOfTheRate() async throws {
        try await TestReporting.runCampaign { reporting in
            let owed = try await reporting.obligation("annex3.college", of: Fixture.college)
            let granted = try await reporting.tell(
                ReportingAPI.GrantWaiver.self,
                .init(obligations: [owed.id], by: Fixture.province, basis: "当年停止招生"))
            #expect(granted.obligations.map(\.status) == [.waived])
            let explained = try await reporting.ask(ReportingAPI.ExplainCompleteness.self, .init(item: "annex3"))
            #expect(explained.waived.map(\.basis) == ["当年停止招生"])
            #expect(explained.expected == 2 && explained.rate == Rate(numerator: 0, denominator: 1))
        }
    }
}
