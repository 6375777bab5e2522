import Shared
import TestSupport
import Testing

@testable import Events

/// Coverage and statistics over the shipped data, brought by the registry's own feed.
@Suite struct ShippedCoverageTests {
    private static let campaign: CampaignKey = "anhui-2026"

    /// Events, once it knows all that the registry has committed.
    private func run(_ body: @escaping @Sendable (TestEvents) async throws -> Void) async throws {
        try await ShippedRegistry.run { registry in
            try await ServiceTestHarness.run(
                EventsMain.service, clock: registry.clock, peers: [.registry: registry.address]
            ) { harness in
                let events = TestEvents(harness: harness)
                try await caughtUp(events)
                try await body(events)
            }
        }
    }

    /// The campaign is the last thing the registry was told: where it is known, all before it is. Bounded by the feed's
    /// own long polls: each ends when something came.
    private func caughtUp(_ events: TestEvents) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try await events.harness.database.first(ProjectionStatements.campaignVersion, Self.campaign) == nil {
            guard ContinuousClock.now < deadline else { throw Fault(.deadlineExceeded, "The feed never ended") }
            await Task.yield()
        }
    }

    private func coverage(_ events: TestEvents, _ node: UnitKey) async throws -> Coverage {
        try await events.ask(
            EventsAPI.GetCoverage.self, .init(campaign: Self.campaign, track: "vocational", node: node))
    }

    private func hold(
        _ events: TestEvents, _ host: UnitKey, strand: TermCode = "skills", themeDay: TermCode = "skill-experience"
    ) async throws {
        let content = EventContent(
            title: "开放校园", tracks: ["vocational"], host: host, strand: strand, themeDay: themeDay,
            tags: ["open-campus", "near-people"], groups: ["pupils"], mode: "on-site",
            sessions: [
                Fixture.session("2026-05-12T09:00:00+08:00", "2026-05-12T11:00:00+08:00"),
                Fixture.session("2026-05-13T09:00:00+08:00", "2026-05-13T11:00:00+08:00"),
            ])
        let draft = try await events.tell(
            EventsAPI.CreateEvent.self, .init(campaign: Self.campaign, content: content))
        try await events.tell(
            EventsAPI.SubmitEvent.self, .init(id: draft.id, expectRevision: 1), as: "author")
        try await events.tell(
            EventsAPI.ApproveEvent.self, .init(id: draft.id, expectRevision: 2), as: "reviewer")
    }

    @Test func n18everySchoolStandsInExactlyOneListByPlaceAndByNameE8() async throws {
        try await run { events in
            let before = try await coverage(events, "issuer:AH-EDU")
            let places = before.places.filter { $0.region != nil }
            #expect(places.count == 18)
            let missing = before.places.flatMap { $0.higher.missing + $0.secondary.missing }
            #expect(missing.count == 78 + 42 && Set(missing.map(\.unit)).count == 120)
            #expect(before.places.allSatisfy { $0.higher.covered.isEmpty && $0.secondary.covered.isEmpty })
            // The four sample schools whose city is not known stand under no place.
            #expect(before.places.last?.region == nil && before.places.last?.secondary.missing.count == 4)
            // A county of the province's own is not in its city, and without a known school it has no rate.
            let county = try #require(places.first { $0.region == "340826" })
            #expect(county.secondary.rate == nil || county.secondary.rate == 0)

            let school = try #require(places.first { $0.secondary.missing.count > 1 }?.secondary.missing.first)
            let college = try #require(places.first { !$0.higher.missing.isEmpty }?.higher.missing.first)
            try await hold(events, school.unit)
            try await hold(events, college.unit)
            let after = try await coverage(events, "issuer:AH-EDU")
            #expect(after.places.flatMap(\.secondary.covered) == [school])
            #expect(after.places.flatMap(\.higher.covered) == [college])
            let row = try #require(after.places.first { $0.secondary.covered == [school] })
            let known = row.secondary.covered.count + row.secondary.missing.count
            #expect(row.secondary.rate == 1 / Double(known))
        }
    }

    @Test func aCitySeesItsOwnPlaceOnly() async throws {
        try await run { events in
            let own = try await coverage(events, "gb2260:340100/教育")
            #expect(own.places.map(\.region) == ["340100"])
            await events.expectFault(.unitUnknownToEvents) { try await coverage(events, "gb2260:110000/教育") }
        }
    }

    @Test func n06n07n08eventsCountOnceByStrandThemeDayAndTagE1() async throws {
        try await run { events in
            let page = try await coverage(events, "gb2260:340100/教育")
            let school = try #require(page.places[0].secondary.missing.first).unit
            let college = try #require(page.places[0].higher.missing.first).unit
            try await hold(events, school)
            try await hold(events, college, strand: "digital", themeDay: "volunteer-service")

            func statistics(_ by: EventStatistics.Dimension, node: UnitKey? = nil) async throws -> EventStatistics {
                try await events.ask(
                    EventsAPI.GetStatistics.self,
                    .init(campaign: Self.campaign, track: "vocational", node: node, by: by))
            }
            func sessions(_ statistics: EventStatistics) -> [String: Int] {
                Dictionary(uniqueKeysWithValues: statistics.rows.map { ($0.term ?? "-", $0.count.sessions) })
            }
            let strands = try await statistics(.strand)
            #expect(strands.total.events == 2 && strands.total.sessions == 4)
            #expect(sessions(strands) == ["skills": 2, "digital": 2, "reading": 0, "brands": 0, "together": 0])
            let days = try await statistics(.themeDay)
            #expect(days.rows.count == 7 && sessions(days)["skill-experience"] == 2)
            let tags = try await statistics(.tag)
            #expect(tags.rows.count == 9 && sessions(tags)["open-campus"] == 4 && sessions(tags)["near-people"] == 4)
            // N25: the college reports to the province, so its events are not the city's.
            let city = try await statistics(.host, node: "gb2260:340100/教育")
            #expect(city.rows.map(\.term) == [school.rawValue] && city.total.events == 1)
            #expect(try await statistics(.host, node: "issuer:AH-EDU").total.events == 2)
        }
    }
}
