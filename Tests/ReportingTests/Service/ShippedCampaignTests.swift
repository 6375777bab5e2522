import Foundation
import Shared
import TestSupport
import Testing

@testable import enum Registry.RegistryMain
@testable import Reporting

/// The campaign under docs/campaigns, from the registry's files to the province's board, over real sockets: reporting
/// hears of it by the registry's feed alone.
@Suite struct ShippedCampaignTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../docs/campaigns/").standardizedFileURL

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    static func load(_ registry: ServiceTestHarness) async throws -> Campaign {
        func tell<Method: RPCMethod>(_ method: Method.Type, _ params: Method.Params) async throws -> Method.Result {
            try await registry.client.call(
                method, params, options: CallOptions(idempotencyKey: "\(UniqueID.make(at: registry.clock.now()))"))
        }
        let days = try CSVTable(parsing: text("anhui-2026/calendar.csv")).records.map { record in
            CalendarDay(date: try #require(CivilDate(record.cells[0])), working: record.cells[1] == "true")
        }
        _ = try await tell(
            RegistryAPI.PublishCalendar.self, .init(year: 2026, days: days, source: "State Council"))
        for kind in [ImportKind.regions, .units, .relations] {
            _ = try await tell(
                RegistryAPI.ApplyImport.self, .init(kind: kind, csv: try text("anhui-2026/\(kind.rawValue).csv")))
        }
        let loaded = try await tell(RegistryAPI.LoadCampaign.self, .init(yaml: try text("anhui-2026.yaml")))
        _ = try await tell(
            RegistryAPI.PublishCampaign.self, .init(key: loaded.campaign.key, version: loaded.campaign.version))
        return try await registry.client.call(RegistryAPI.GetCampaign.self, .init(key: loaded.campaign.key))
    }

    /// Publishes as soon as the registry's feed has come through: the fault says that it may be tried again.
    static func publish(_ campaign: Campaign, _ reporting: TestReporting) async throws -> Policy {
        for form in campaign.document.forms {
            try await reporting.tell(
                ReportingAPI.PublishForm.self, .init(campaign: campaign.document.key, form: form))
        }
        let end = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await reporting.tell(
                    ReportingAPI.PublishPolicy.self,
                    .init(campaign: campaign.document.key, campaignVersion: campaign.summary.version))
            } catch let fault as Fault where fault.kind.retryable && ContinuousClock.now < end {
                // A yield, not a wait: the fault came over a socket, which is wait enough.
                await Task.yield()
            }
        }
    }

    @Test func theFiguresOfTheNotice() async throws {
        let clock = ManualClock(Fixture.at("2026-05-18T09:00:00+08:00"))
        try await ServiceTestHarness.run(RegistryMain.service, clock: clock) { registry in
            let campaign = try await Self.load(registry)
            try await ServiceTestHarness.run(
                ReportingMain.service, clock: clock, peers: [.registry: registry.address]
            ) { harness in
                let reporting = TestReporting(harness: harness)
                let policy = try await Self.publish(campaign, reporting)
                let province: UnitKey = "issuer:AH-EDU"
                let toProvince = policy.effect.byReceiver.first { $0.to == province }
                #expect(toProvince?.obligations == 474)
                #expect(toProvince?.units == 96)
                #expect(policy.effect.obligations - (toProvince?.obligations ?? 0) == 76)
                try await expectItems(reporting, province)
                try await expectGaps(reporting)
                // A sealed scan may go with annex 3 and the summary; a version of the form makes it required.
                for key in ["annex3", "summary"] as [FormKey] {
                    let form = try await reporting.ask(
                        ReportingAPI.GetForm.self, .init(campaign: campaign.summary.key, form: key)
                    ).form
                    let scan = form.parts?.first { $0.key == "sealedScan" }
                    #expect(scan?.label == "盖章扫描件" && scan?.required != true)
                }
                // Q16: in force since the notice, whenever it was loaded.
                let first = try await reporting.ask(
                    ReportingAPI.ListObligations.self, .init(at: campaign.document.firstInForce, limit: 1))
                #expect(first.items.map(\.bornAt) == [campaign.document.firstInForce])
            }
        }
    }

    private func expectItems(_ reporting: TestReporting, _ province: UnitKey) async throws {
        let board = try await reporting.ask(ReportingAPI.GetCompleteness.self, .init())
        #expect(board.node.key == province)
        let byItem = Dictionary(
            uniqueKeysWithValues: board.items.map { ("\($0.track).\($0.item)", $0.counts.expected) })
        // 96 units × four items, 18 places × three, 18 × two plans.
        #expect(
            byItem == [
                "vocational.material": 96, "vocational.case": 96, "vocational.annex3": 96, "vocational.summary": 96,
                "lifelong.week-declaration": 18, "lifelong.annex4": 18, "lifelong.summary": 18,
                "vocational.plan": 18, "lifelong.plan": 18,
            ])
        #expect(board.rows.count == 19)
        let colleges = board.rows.last
        #expect(colleges?.key == "group:higher_education" && colleges?.units == 78)
        #expect(colleges?.owes.expected == 78 * 4)
        // Q10, N25: no row of a city has a college in it.
        #expect(board.rows.dropLast().allSatisfy { $0.owes.expected == 9 })
        #expect(board.rows.compactMap(\.receives?.expected).reduce(0, +) == 76)
    }

    private func expectGaps(_ reporting: TestReporting) async throws {
        let gaps = try await reporting.ask(ReportingAPI.ListGaps.self, .init()).gaps
        #expect(gaps.count == 4)
        #expect(gaps.allSatisfy { $0.unit.kind == .secondaryLocal && $0.why == .noReportingLine })
        #expect(gaps.allSatisfy { $0.rules == ["annex3.school", "summary.school"] })
    }
}
