import Shared
import TestSupport
import Testing

@testable import Reporting

@Suite struct ExtensionRequestTests {
    @Test func q4AUnitAsksAndAUnitAboveAnswers() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-19T09:00:00+08:00"))
            let grantor = try reporting.harness.client(principal: "grantor", roles: [.provinceAdmin])
            defer { grantor.close() }
            func ask(_ rule: RuleKey, until: String, basis: String = "停电") async throws -> ExtensionRequest {
                try await reporting.tell(
                    ReportingAPI.RequestExtension.self,
                    .init(
                        campaign: Fixture.campaign.key, rule: rule, unit: Fixture.city, until: Fixture.at(until),
                        basis: basis))
            }
            await reporting.expectFault(.reasonRequired) {
                try await ask("annex3.city", until: "2026-05-25T00:00:00+08:00", basis: " ")
            }
            await reporting.expectFault(.reliefInvalid) {
                try await ask("annex3.city", until: "2026-05-20T00:00:00+08:00")
            }
            let request = try await ask("annex3.city", until: "2026-05-25T00:00:00+08:00")
            await reporting.expectFault(.requestOpen) {
                try await ask("annex3.city", until: "2026-05-26T00:00:00+08:00")
            }
            // Nothing is granted by asking.
            #expect(try await reporting.obligation("annex3.city").extendedUntil == nil)
            let open = try await reporting.ask(
                ReportingAPI.ListExtensionRequests.self, .init(to: Fixture.province, state: [.open]))
            #expect(open.items.map(\.id) == [request.id])
            let deny = { (client: RPCClient, reason: String) in
                try await client.call(
                    ReportingAPI.DenyExtension.self, .init(id: request.id, reason: reason),
                    options: .init(idempotencyKey: "\(UniqueID.make(at: reporting.clock.now()))"))
            }
            await reporting.expectFault(.ownSubmission) { try await deny(reporting.harness.client, "?") }
            let denied = try await deny(grantor, "未影响填报")
            #expect(denied.state == .denied && denied.reason == "未影响填报" && denied.decidedBy == "grantor")
            await reporting.expectFault(.requestUnknown) { try await deny(grantor, "again") }
            reporting.clock.advance(by: .seconds(60))
            let again = try await ask("annex3.city", until: "2026-05-25T00:00:00+08:00")
            _ = try await grantor.call(
                ReportingAPI.GrantExtension.self,
                .init(
                    obligations: [again.obligation], by: Fixture.province,
                    until: Fixture.at("2026-05-24T00:00:00+08:00"), basis: "同意"),
                options: .init(idempotencyKey: "grant"))
            let answered = try await reporting.ask(
                ReportingAPI.ListExtensionRequests.self, .init(unit: Fixture.city))
            #expect(answered.items.map(\.state) == [.denied, .granted])
            let granted = try await reporting.ask(
                ReportingAPI.ListExtensions.self, .init(unit: Fixture.city, standing: true))
            #expect(granted.items.map(\.until) == [Fixture.at("2026-05-24T00:00:00+08:00")])
            let waivers = try await reporting.ask(ReportingAPI.ListWaivers.self, .init())
            #expect(waivers.items.isEmpty)
        }
    }
}

/// Obligations follow the registry: what a unit owed while it was there stays as it was.
@Suite struct RegistryChangeTests {
}
