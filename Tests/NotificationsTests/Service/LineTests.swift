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
                    return try await PlanningReader.state(
                        of: "test-2026", in: window, snapshot: snapshot, transaction
                    )
                    .map { Set($0.obligations.map(\.unit.key)) }
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
