import Foundation
import Shared
import TestSupport
import Testing

@testable import National

/// One percent of the nation, on the real schemas and the real services; the whole of it is scripts/national's.
@Suite struct NationalTests {
    private static let campaign = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/campaigns/anhui-2026.yaml").standardizedFileURL.path

    @Test func onePercentOfTheNationLoadsAndTheServicesAnswerFromIt() async throws {
        let text = try String(contentsOfFile: Self.campaign, encoding: .utf8)
        let outbox = "/tmp/week-national-\(getpid())"
        try FileManager.default.createDirectory(atPath: outbox, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: outbox) }
        try await PrivateCluster.with { cluster in
            try await cluster.sql("CREATE DATABASE week")
            let conninfo = cluster.conninfo("week")
            let load = NationalLoad(
                conninfo: conninfo, scale: Scale(percent: 1), campaign: text, outbox: outbox)
            let loaded = try await load.run()
            #expect(loaded.rows["reporting.obligations"] == 1_000)
            #expect(loaded.rows["reporting.submission_versions"] == 10_000)
            #expect(loaded.rows["events.events"] == 10_000)
            let changes = loaded.rows.filter { $0.key.hasSuffix(".changes") }.values.reduce(0, +)
            #expect(changes == 100_000)
            // One percent of ten thousand rows.
            for (table, rows) in loaded.rows where rows >= 100 {
                let name = table.split(separator: ".").map(String.init)
                #expect(
                    NationalTables.large(of: name[0]).contains(name[1]),
                    "\(table) is large in a nation, and the plan tests do not know it")
            }
            try await NationalServices.run(on: conninfo, outbox: outbox) { services in
                try await expectAnswers(services, loaded.plan)
            }
            try await expectDerived(cluster, conninfo, outbox, loaded.plan)
        }
    }

    /// What a province is told agrees with what was made.
    private func expectAnswers(_ services: NationalServices, _ plan: NationalPlan) async throws {
        let duties = try #require(plan.duties.last)
        let (campaign, node) = (duties.document.key, plan.nation.provinces.lowerBound)
        let reporting = services.reporting.client()
        defer { reporting.close() }
        // What comes later in the year has not come yet.
        let now = ServiceClock.system.now()
        func hasCome(_ duty: Duties.Duty, _ n: Int) -> Bool { duty.receivedAt(n) <= now }
        let board = try await reporting.call(
            ReportingAPI.GetCompleteness.self, .init(campaign: campaign, node: plan.members[node].key))
        let owed = duties.all.filter { $0.receiver == node }
        #expect(board.total.expected == owed.count)
        #expect(board.total.satisfied == owed.count { $0.standing.counts && hasCome($0, $0.standing.filed) })
        #expect(board.total.nil == owed.count { $0.standing.isNil && hasCome($0, 0) })
        #expect(board.total.waived == owed.count { $0.standing.isWaived && hasCome($0, 0) })
        let cities = Set(plan.nation.children(of: node))
        let below = duties.all.filter { cities.contains($0.receiver) }
        #expect(board.rows.compactMap { $0.receives?.expected }.reduce(0, +) == below.count)

        let events = services.events.client()
        defer { events.close() }
        let event = try await events.call(
            EventsAPI.GetEvent.self, .init(id: try #require(ID<Event>(Dice.id(.event, 7)))))
        #expect(event.content.title == "第8场活动")

        var figures: [NationalMeasurement.Figure] = []
        try await NationalMeasurement(plan: plan, services: services).run { figures.append($0) }
        #expect(figures.count == 4)
        #expect(figures.allSatisfy { $0.size > 0 }, "\(figures)")
    }

    /// What was made is what reporting derives from the published policies and the lines: told to derive everything anew, it
    /// changes nothing.
    private func expectDerived(
        _ cluster: PrivateCluster, _ conninfo: String, _ outbox: String, _ plan: NationalPlan
    ) async throws {
        let terms = """
            SELECT md5(string_agg(t::text, ',' ORDER BY obligation, revision)) || ' of ' || count(*)
            FROM reporting.obligation_terms t
            """
        let before = try await cluster.sql(terms, in: "week")
        #expect(before.hasSuffix(" of \(plan.all.count)"))
        try await cluster.sql(
            "INSERT INTO reporting.stale_units (unit, marked_at) VALUES ('*', now() - interval '1 minute')",
            in: "week")
        try await NationalServices.run(on: conninfo, outbox: outbox) { _ in
            try await until(within: .seconds(60)) {
                try await cluster.sql("SELECT count(*) FROM reporting.stale_units", in: "week") == "0"
            }
        }
        #expect(try await cluster.sql(terms, in: "week") == before)
        #expect(try await cluster.sql("SELECT count(*) FROM reporting.gaps", in: "week") == "0")
        #expect(
            try await cluster.sql("SELECT count(*) FROM reporting.obligations", in: "week")
                == "\(plan.all.count)")
    }

    @Test func theSameScaleGivesTheSameRows() throws {
        let (one, other) = (Nation(Scale(percent: 3)), Nation(Scale(percent: 3)))
        #expect(one.members.map(\.key) == other.members.map(\.key))
        #expect(Set(one.members.map(\.key)).count == one.members.count)
        #expect(Set(one.places.map(\.code)).count == one.places.count)
        #expect(Dice.id(.event, 12_345) == Dice.id(.event, 12_345))
        #expect(Set((0..<10_000).map { Dice.id(.event, $0) }).count == 10_000)
    }

    @Test func theWholeNationIsWhatTheDesignAsksFor() {
        let nation = Nation(Scale(percent: 100))
        #expect(nation.provinces.count == 31)
        #expect(nation.cities.count == 340)
        #expect(nation.counties.count == 2_900)
        #expect(nation.colleges.count == 1_500)
        #expect(nation.schools.count == 7_000)
        #expect(Set(nation.places.map(\.code)).count == nation.places.count)
        #expect(nation.places.allSatisfy { $0.code.utf8.count == 6 })
        #expect(nation.scale.obligations * Scale.campaigns.count == 100_000)
    }

    @Test(arguments: 1...100) func everyScaleHasCountiesEnoughForItsObligations(percent: Int) {
        let scale = Scale(percent: percent)
        #expect((0...scale.counties).contains(scale.schoolCounties))
    }

    @Test func memoryThatGrowsWithTheMessagesIsNotFlat() {
        #expect(MemoryGrowth(residentMiB: [70, 75, 73, 80, 78, 81]).isFlat)
        // What malloc keeps of the largest tick is there from then on.
        #expect(MemoryGrowth(residentMiB: [70, 110, 112, 111, 113, 112]).isFlat)
        #expect(!MemoryGrowth(residentMiB: [145, 190, 240, 290, 350, 409]).isFlat)
        #expect(!MemoryGrowth(residentMiB: [60, 60, 60, 90]).isFlat)
    }
}
