import Shared
import Testing

@testable import Registry

/// The campaign under docs/campaigns, loaded as `week load` does: the figures of the notice (issue 2, step 2).
@Suite struct CampaignFiguresTests {
    private static func calendar() throws -> RegistryAPI.PublishCalendar.Params {
        let table = try CSVTable(parsing: try ShippedCampaign.text("anhui-2026/calendar.csv"))
        let days = try table.records.map { record in
            CalendarDay(
                date: try #require(CivilDate(record.cells[0])), working: record.cells[1] == "true",
                holiday: record.cells[2].isEmpty ? nil : record.cells[2])
        }
        return .init(year: 2026, days: days, source: table.records[0].cells[3])
    }

    @discardableResult
    private static func load(_ registry: TestRegistry) async throws -> [ImportReport] {
        try await registry.tell(RegistryAPI.PublishCalendar.self, try calendar())
        var reports: [ImportReport] = []
        for kind in [ImportKind.regions, .units, .relations, .contacts] {
            let csv = try ShippedCampaign.text("anhui-2026/\(kind.rawValue).csv")
            reports.append(try await registry.tell(RegistryAPI.ApplyImport.self, .init(kind: kind, csv: csv)))
        }
        let loaded = try await registry.tell(
            RegistryAPI.LoadCampaign.self, .init(yaml: try ShippedCampaign.text("anhui-2026.yaml")))
        try await registry.tell(
            RegistryAPI.PublishCampaign.self, .init(key: loaded.campaign.key, version: loaded.campaign.version))
        return reports
    }

    private static func all<Method: RPCMethod, Item>(
        _ registry: TestRegistry, _ method: Method.Type, _ params: (String?) -> Method.Params
    ) async throws -> [Item] where Method.Result == Page<Item> {
        var items: [Item] = []
        var after: String?
        repeat {
            let page = try await registry.ask(method, params(after))
            items += page.items
            after = page.next
        } while after != nil
        return items
    }

    @Test func n02WhoIsAddressedIsAQuery() async throws {
        try await TestRegistry.run { registry in
            try await Self.load(registry)
            let addressed = try await registry.ask(RegistryAPI.ListAddressees.self, .init(campaign: "anhui-2026"))
            let counts = Dictionary(uniqueKeysWithValues: addressed.groups.map { ($0.group, $0.count) })
            #expect(counts["local-departments"] == 198)
            #expect(counts["higher-education"] == 126)
            for group in addressed.groups where group.expected != nil { #expect(group.count == group.expected) }
            var named: [UnitKey] = addressed.items.map(\.unit)
            var after = addressed.next
            while after != nil {
                let page = try await registry.ask(
                    RegistryAPI.ListAddressees.self, .init(campaign: "anhui-2026", after: after))
                named += page.items.map(\.unit)
                after = page.next
            }
            #expect(named.count == 324 && Set(named).count == 324)
        }
    }

    @Test func figuresOfTheNotice() async throws {
        try await TestRegistry.run { registry in
            try await Self.load(registry)
            let regions: [Region] = try await Self.all(registry, RegistryAPI.ListRegions.self) { .init(after: $0) }
            #expect(regions.count { $0.level == .province } == 1)
            #expect(regions.count { $0.level == .prefecture } == 16)
            #expect(regions.count { $0.level == .county } == 104)
            #expect(regions.filter(\.directToProvince).map(\.code) == ["340826", "341882"])

            let units: [Unit] = try await Self.all(registry, RegistryAPI.ListUnits.self) { .init(after: $0) }
            #expect(units.count { $0.key.rawValue.hasPrefix("issuer:") } == 12)
            #expect(units.count { $0.flags.contains("higher_vocational") } == 78)
            let schools: [Unit] = try await Self.all(registry, RegistryAPI.ListSchools.self) { .init(after: $0) }
            #expect(schools.count { $0.kind == .secondaryLocal } == 42)
            #expect(schools.count { $0.kind == .higherEducation } == 126)
            #expect(units.allSatisfy { $0.source != nil })

            let calendar = try await registry.ask(RegistryAPI.GetCalendar.self, .init(year: 2026))
            #expect(calendar.days.count == 365)
            #expect(calendar.days.count(where: \.working) == 248)
            for makeUp in ["2026-05-09", "2026-09-20", "2026-10-10"] {
                let day = try await registry.ask(
                    RegistryAPI.IsWorkday.self, .init(date: try #require(CivilDate(makeUp))))
                #expect(day.working)
            }
        }
    }

    @Test func reportingLinesPerTrack() async throws {
        try await TestRegistry.run { registry in
            try await Self.load(registry)
            func tree(_ track: TrackCode) async throws -> [TreeNode] {
                try await registry.ask(RegistryAPI.GetTree.self, .init(root: "issuer:AH-EDU", track: track)).nodes
            }
            // 16 cities, 2 counties, 78 colleges; below the cities the 38 schools whose city is known.
            let vocational = try await tree("vocational")
            #expect(vocational.count { $0.depth == 1 } == 96)
            #expect(vocational.count { $0.depth == 2 } == 38)
            #expect(try await tree("lifelong").count { $0.depth == 1 } == 18)
        }
    }

    @Test func r5UnitsThatCannotBeReachedAreListed() async throws {
        try await TestRegistry.run { registry in
            try await Self.load(registry)
            let gaps: [ContactGap] = try await Self.all(registry, RegistryAPI.ListContactGaps.self) {
                .init(campaign: "anhui-2026", after: $0, limit: 3)
            }
            // The four schools of the sample without a city have no line.
            #expect(gaps.map(\.reason) == [.noLine, .noLine, .noLine, .noLine])
            #expect(gaps.allSatisfy { $0.unit.rawValue.hasPrefix("school:/") })
            // A unit that owes and loses its verified address is listed at once.
            try await registry.tell(
                RegistryAPI.SetContact.self,
                .init(unit: "gb2260:340100/教育", role: "reporter", address: "new@edu-340100.invalid"))
            let now: [ContactGap] = try await Self.all(registry, RegistryAPI.ListContactGaps.self) {
                .init(campaign: "anhui-2026", track: "lifelong", after: $0)
            }
            #expect(now.map(\.unit) == ["gb2260:340100/教育"])
            #expect(now.map(\.reason) == [.notVerified])
        }
    }

    @Test func secondLoadChangesNothing() async throws {
        try await TestRegistry.run { registry in
            try await Self.load(registry)
            let before = try await registry.changes()
            for report in try await Self.load(registry) {
                #expect(report.unchanged == report.rows && report.rows > 0)
            }
            #expect(try await registry.changes() == before)
            let versions = try await registry.ask(RegistryAPI.ListCampaigns.self, .init())
            #expect(versions.items.map(\.version) == [1])
        }
    }

    @Test func r4PublishedCampaignNeverChanges() async throws {
        try await TestRegistry.run { registry in
            try await Self.load(registry)
            for sql in [
                "UPDATE campaigns SET title = 'x'", "UPDATE campaigns SET published_at = NULL", "DELETE FROM campaigns",
            ] {
                let error = await #expect(throws: PostgresError.self) {
                    _ = try await registry.database.execute(Statement(sql, access: .write))
                }
                #expect(error?.isCheckViolation == true)
            }
            // A change is a new version, a draft until it is published.
            let changed = try ShippedCampaign.text("anhui-2026.yaml").replacing(
                "expected: 198", with: "expected: 199")
            let draft = try await registry.tell(RegistryAPI.LoadCampaign.self, .init(yaml: changed))
            #expect(draft.campaign.version == 2 && draft.campaign.may == ["publish"])
            let inForce = try await registry.ask(RegistryAPI.GetCampaign.self, .init(key: "anhui-2026"))
            #expect(inForce.summary.version == 1)
            let diff = try await registry.ask(RegistryAPI.DiffCampaigns.self, .init(key: "anhui-2026", from: 1))
            #expect(
                diff.differences == [
                    CampaignDifference(path: "addressees[local-departments].expected", before: 198, after: 199)
                ])
            // Once a later version is in force, an earlier draft cannot come into force any more.
            let third = try await registry.tell(
                RegistryAPI.LoadCampaign.self, .init(yaml: changed.replacing("expected: 199", with: "expected: 200")))
            try await registry.tell(
                RegistryAPI.PublishCampaign.self, .init(key: "anhui-2026", version: third.campaign.version))
            await registry.expectFault(.campaignSuperseded) {
                try await registry.tell(RegistryAPI.PublishCampaign.self, .init(key: "anhui-2026", version: 2))
            }
        }
    }

    @Test func wrongFileIsRefusedAsAWholeWithLineAndPath() async throws {
        try await TestRegistry.run { registry in
            let wrong = try ShippedCampaign.text("anhui-2026.yaml").replacing(
                "track: vocational", with: "track: nowhere")
            let fault = await registry.expectFault(.campaignInvalid) {
                try await registry.tell(RegistryAPI.LoadCampaign.self, .init(yaml: wrong))
            }
            #expect(fault?.violations.isEmpty == false)
            #expect(fault?.violations.allSatisfy { $0.path.hasPrefix("line ") } == true)
            #expect(try await registry.ask(RegistryAPI.ListCampaigns.self, .init()).items.isEmpty)
        }
    }

    @Test func unknownCampaignAndTrackAreRefused() async throws {
        try await TestRegistry.run { registry in
            await registry.expectFault(.campaignUnknown) {
                try await registry.ask(RegistryAPI.ListAddressees.self, .init(campaign: "anhui-2026"))
            }
            try await Self.load(registry)
            await registry.expectFault(.trackUnknown) {
                try await registry.ask(
                    RegistryAPI.ListContactGaps.self, .init(campaign: "anhui-2026", track: "nowhere"))
            }
        }
    }

    @Test func feedCarriesThePublishedDocument() async throws {
        try await TestRegistry.run { registry in
            try await Self.load(registry)
            let campaign = try #require(try await registry.changes().last { $0.entity == "campaign" })
            let stored = try await registry.ask(RegistryAPI.GetCampaign.self, .init(key: "anhui-2026"))
            #expect(try campaign.decoded(as: Campaign.self) == stored)
        }
    }
}
