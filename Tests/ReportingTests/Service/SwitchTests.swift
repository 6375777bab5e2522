import Foundation
import Shared
import TestSupport
import Testing

@testable import enum Registry.RegistryMain
@testable import Reporting

/// The switches of the shipped campaign that decide about obligations: each answer published in the registry as a version
/// of its own, and compared with what is in force. S3, S4, S6 and S11 are in RegistryTests, S2 and S8 to S10 in
/// DeadlinesTests.
@Suite struct SwitchTests {
    private static let school: UnitKey = "school:省属/安徽某中专"

    @Test func s1s5s7AnswersChangeWhatTheySayAndNothingElse() async throws {
        let clock = ManualClock(Fixture.at("2026-05-04T09:00:00+08:00"))
        try await ServiceTestHarness.run(RegistryMain.service, clock: clock) { registry in
            let campaign = try await ShippedCampaignTests.load(registry)
            try await addProvincialSchool(registry)
            try await ServiceTestHarness.run(
                ReportingMain.service, clock: clock, peers: [.registry: registry.address]
            ) { harness in
                let reporting = TestReporting(harness: harness)
                _ = try await ShippedCampaignTests.publish(campaign, reporting)
                // S5 by default: the provincial school owes annex 3 and a summary, and no material.
                let owed = try await reporting.ask(ReportingAPI.ListObligations.self, .init(unit: Self.school))
                #expect(Set(owed.items.map(\.rule)) == ["annex3.secondary-provincial", "summary.secondary-provincial"])

                let exclusive = try await difference(
                    "    value: inclusive", "    value: exclusive", registry, reporting)
                let moved = exclusive.obligations.first { $0.rule == "annex3.college" }
                #expect(moved?.before?.dueAt == Fixture.at("2026-05-21T00:00:00+08:00"))
                #expect(moved?.after?.dueAt == Fixture.at("2026-05-20T00:00:00+08:00"))
                #expect(exclusive.effect.added == 0 && exclusive.effect.removed == 0)

                let silent = try await difference("    value: report", "    value: none", registry, reporting)
                #expect(silent.effect.removed == 2 && silent.effect.added == 0 && silent.effect.moved == 0)
                #expect(Set(silent.obligations.map(\.unit)) == [Self.school])

                let refused = try await difference(
                    "    value: accepted_late", "    value: refused", registry, reporting)
                // Materials and cases of 96 units.
                #expect(refused.effect.moved == 192 && refused.effect.added == 0 && refused.effect.removed == 0)
                #expect(
                    Set(refused.obligations.map(\.rule)) == [
                        "material.city", "case.city", "material.college", "case.college",
                    ])
            }
        }
    }

    private func tell<Method: RPCMethod>(
        _ registry: ServiceTestHarness, _ method: Method.Type, _ params: Method.Params
    ) async throws -> Method.Result {
        try await registry.client.call(
            method, params, options: CallOptions(idempotencyKey: "\(UniqueID.make(at: registry.clock.now()))"))
    }

    private func addProvincialSchool(_ registry: ServiceTestHarness) async throws {
        _ = try await tell(
            registry, RegistryAPI.CreateUnit.self,
            .init(key: Self.school, kind: .secondaryProvincial, name: "安徽某中专"))
        _ = try await tell(
            registry, RegistryAPI.SetRelation.self,
            .init(type: .reportsTo, from: Self.school, to: "issuer:AH-EDU", track: "vocational"))
    }

    /// What publishing the campaign with one answer changed would do, once the registry's feed has come through.
    private func difference(
        _ old: String, _ new: String, _ registry: ServiceTestHarness, _ reporting: TestReporting
    ) async throws -> PolicyDifference {
        let text = try ShippedCampaignTests.text("anhui-2026.yaml")
        #expect(text.components(separatedBy: old).count == 2, "\(old) stands once")
        let loaded = try await tell(
            registry, RegistryAPI.LoadCampaign.self, .init(yaml: text.replacing(old, with: new))
        ).campaign
        _ = try await tell(
            registry, RegistryAPI.PublishCampaign.self, .init(key: loaded.key, version: loaded.version))
        let end = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await reporting.ask(
                    ReportingAPI.DiffPolicy.self,
                    .init(campaign: loaded.key, campaignVersion: loaded.version, limit: 500))
            } catch let fault as Fault where fault.kind == .campaignUnpublished && ContinuousClock.now < end {
                // A yield, not a wait: the fault came over a socket, which is wait enough.
                await Task.yield()
            }
        }
    }
}
