import Shared
import TestSupport
import Testing

@testable import Notifications

/// Steps that go up the reporting line, as the registry tells it (N30).
@Suite struct LineTests {
    @Test func countyAndCityAreToldAndAReplayKnowsTheLineAsItWasM9M6() async throws {
        let after = "anchor(obligation, end) + P1WD"
        let steps = [
            PlanFixture.step("county", after, audience: .county, kind: .escalation, template: "up"),
            PlanFixture.step("city", after, audience: .city, kind: .escalation, template: "up"),
        ]
        let (county, city) = (UnitKey("gb2260:341602/教育"), UnitKey("gb2260:341600/教育"))
        try await TestNotifications.run([PlanFixture.obligation(1)]) { test in
            try await test.tellCampaign(PlanFixture.campaign(steps), version: 2)
            for (number, unit) in [(50, county), (51, city)] as [(UInt64, UnitKey)] {
                try await test.tellContact(.init(unit: unit, role: .reporter), number: number)
            }
            try await test.tellLine(
                from: PlanFixture.unit(1).key, to: [(county, "county_education"), (city, "city_education")],
                track: "vocational")
            try await test.publishPolicy()
            let run = try #require(try await test.tick(at: PlanFixture.at("2026-05-21 09:00")).first)
            #expect(Set(try await test.intents().map(\.reminder.recipient.unit)) == [county, city])
            // The unit reports to the city directly since then; the run did not know that.
            try await test.tellLine(
                from: PlanFixture.unit(1).key, to: [(city, "city_education")], track: "vocational")
            let replay = try await test.ask(NotificationsAPI.ReplayRun.self, .init(id: run.id))
            #expect(replay.agrees && replay.plan.intents.count == 2)
        }
    }

    /// School → county → city → province, each on its day, and in each track by that track's own line: what the county knows of
    /// in one, the city hears of first in the other.
    @Test func theChainGoesUpLevelByLevelInEachTrackByItsOwnLineN30M9() async throws {
        func up(_ key: StepKey, _ days: Int, _ audience: CampaignDocument.Audience) -> CampaignDocument.Step {
            PlanFixture.step(
                key, "anchor(obligation, end) + P\(days)WD", audience: audience, kind: .escalation, template: "up")
        }
        let steps = [
            PlanFixture.step("after", "anchor(obligation, end) + P1WD"), up("county", 2, .county), up("city", 3, .city),
            up("province", 4, .province),
        ]
        let (county, city) = (UnitKey("gb2260:341602/教育"), UnitKey("gb2260:341600/教育"))
        let school = PlanFixture.unit(1).key
        let owed = [PlanFixture.obligation(1), PlanFixture.obligation(2, track: "lifelong", ofUnit: 1)]
        try await TestNotifications.run(owed) { test in
            let campaign = PlanFixture.campaign(steps, tracks: ["vocational", "lifelong"])
            try await test.tellCampaign(campaign, version: 2)
            for (number, unit) in [(50, county), (51, city)] as [(UInt64, UnitKey)] {
                try await test.tellContact(.init(unit: unit, role: .reporter), number: number)
            }
            let province = (key: PlanFixture.province, kind: UnitKind("province_department"))
            try await test.tellLine(
                from: school, to: [(county, "county_education"), (city, "city_education"), province],
                track: "vocational")
            try await test.tellLine(
                from: school, to: [(city, "city_education"), province], track: "lifelong", number: 10)
            try await test.publishPolicy()
            let sender = test.sender(RecordingChannel())
            var told: [[String]] = []
            for day in ["2026-05-21", "2026-05-22", "2026-05-25", "2026-05-26"] {
                let known = Set(try await test.intents().map(\.id))
                try await test.tick(at: PlanFixture.at("\(day) 09:00"))
                try await sender.drain()
                told.append(
                    try await test.intents().filter { !known.contains($0.id) }
                        .map { "\($0.reminder.track) \($0.reminder.recipient.unit)" }.sorted())
            }
            #expect(
                told == [
                    ["lifelong \(school)", "vocational \(school)"], ["vocational \(county)"],
                    ["lifelong \(city)", "vocational \(city)"],
                    ["lifelong \(PlanFixture.province)", "vocational \(PlanFixture.province)"],
                ])
            // The line of the other track has no county, and the books say so.
            let why = try await test.ask(NotificationsAPI.Explain.self, .init(campaign: "test-2026", unit: school))
            #expect(why.nonIntents.filter { $0.reason == .noRecipient }.map(\.obligation) == [owed[1].id])
            // One message to the city and one to the province, whatever the number of tracks (M7).
            #expect(try await test.deliveries(.sent).count == 4)
        }
    }

    /// What is read of a nation is what something comes of: the rest is not even looked at.
    @Test func aRunReadsThoseAloneThatSomethingMayComeOf() async throws {
        let late = PlanFixture.obligation(2, due: PlanFixture.at("2026-07-01 00:00"))
        let back = PlanFixture.obligation(3, due: PlanFixture.at("2026-08-01 00:00"))
        try await TestNotifications.runPublished([PlanFixture.obligation(1), late, back]) { test in
            let window = PlanningReader.Window(
                from: PlanFixture.at("2026-05-19 08:00"), to: PlanFixture.at("2026-05-19 09:00"))
            func read() async throws -> Set<UnitKey>? {
                try await test.harness.database.transaction { transaction in
                    let snapshot = try await transaction.one(PlanStatements.snapshot)
                    return try await PlanningReader.prepared(
                        of: "test-2026", in: window, snapshot: snapshot, transaction
                    )
                    .map { Set($0.state.obligations.map(\.unit)) }
                }
            }
            #expect(try await read() == ["moe:1"])
            // What was given back has steps of its own.
            try await test.tell(
                PlanFixture.submission(
                    3, returnedAt: PlanFixture.at("2026-05-18 10:00"), dueBackAt: PlanFixture.at("2026-05-20 00:00")),
                "returned")
            #expect(try await read() == ["moe:1", "moe:3"])
        }
    }
}
