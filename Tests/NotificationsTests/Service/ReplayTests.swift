import Shared
import TestSupport
import Testing

@testable import Notifications

/// A past window planned again gives what was planned then, whatever came since (M6).
@Suite struct ReplayTests {
    private func replay(_ test: TestNotifications, _ run: Run) async throws -> NotificationsAPI.ReplayRun.Result {
        try await test.ask(NotificationsAPI.ReplayRun.self, .init(id: run.id))
    }

    @Test func everythingThatChangesAfterwardsChangesNoReplayM6() async throws {
        let obligations = (1...4).map { PlanFixture.obligation($0) }
        try await TestNotifications.run(obligations) { test in
            try await test.tellCampaign(PlanFixture.changing, version: 2)
            try await test.publishPolicy()
            try await test.tell([PlanFixture.obligation(4, satisfiedAt: PlanFixture.at("2026-05-18 10:00"))])
            let held = try await test.tell(
                NotificationsAPI.AddSuppression.self,
                .init(
                    campaign: "test-2026", matcher: .init(unit: "moe:3"), reason: "r",
                    end: PlanFixture.at("2026-05-20 12:00")))
            let first = try #require(try await test.tick(at: TestNotifications.reminding).first)
            #expect(first.counts == Run.Counts(intents: 2, nonIntents: 6, digests: 2))
            try await test.sender(RecordingChannel()).drain()

            // Facts, contacts, suppressions, policy and books move on.
            try await test.tell([
                PlanFixture.obligation(1, satisfiedAt: PlanFixture.at("2026-05-19 11:00")),
                PlanFixture.obligation(2, due: PlanFixture.at("2026-05-25 00:00")), PlanFixture.obligation(7),
            ])
            try await test.tell(NotificationsAPI.EndSuppression.self, .init(id: held.id))
            let second = try #require(try await test.tick(at: PlanFixture.at("2026-05-20 16:00")).first)
            try await test.sender(RecordingChannel()).drain()
            try await test.tellCampaign(PlanFixture.campaign([]), version: 3)
            try await test.publishPolicy()

            for run in [first, second] {
                let again = try await replay(test, run)
                #expect(again.agrees, "\(again.plan) is not \(run)")
                #expect(again.run.mode == .replay && again.run.digest == run.digest && again.run.counts == run.counts)
            }
            // It sends nothing and writes nothing.
            #expect(try await test.ask(NotificationsAPI.ListRuns.self, .init(campaign: "test-2026")).items.count == 2)
        }
    }

    @Test func aRunFromBeforeThisWasKeptSaysSo() async throws {
        try await TestNotifications.runPublished { test in
            let run = try #require(try await test.tick(at: TestNotifications.reminding).first)
            try await test.harness.database.withLease { try await $0.script("UPDATE runs SET seen = NULL") }
            await test.expectFault(.runNotReplayable) { try await replay(test, run) }
            await test.expectFault(.runUnknown) {
                try await test.ask(NotificationsAPI.ReplayRun.self, .init(id: ID(UniqueID(high: 1, low: 1))))
            }
        }
    }

    /// Runs of before are held against what they had in the books.
    @Test func aRunWhoseDigestWasMadeTheFormerWayIsReplayedM6() async throws {
        try await TestNotifications.runPublished { test in
            let run = try #require(try await test.tick(at: TestNotifications.reminding).first)
            let plan = try await replay(test, run).plan
            #expect(plan.nonIntents.map(\.reason) == [.collapsed, .collapsed])
            for (digest, agrees) in [(try FormerDigest.of(plan), true), ("another", false)] {
                try await test.harness.database.withLease {
                    try await $0.script("UPDATE runs SET digest = '\(digest)'")
                }
                #expect(try await replay(test, run).agrees == agrees)
            }
        }
    }

    @Test func ticksBesideWritersPlanWhatTheyCanReplayM6M11() async throws {
        try await TestNotifications.runPublished((1...20).map { PlanFixture.obligation($0) }) { test in
            var runs: [Run] = []
            for hour in 0..<6 {
                let now = PlanFixture.at("2026-05-19 09:00").adding(.seconds(hour * 3 * 3600))
                test.clock.set(now)
                try await withThrowingTaskGroup(of: [Run].self) { group in
                    group.addTask { try await test.tick() }
                    group.addTask {
                        try await test.tell(
                            NotificationsAPI.AddSuppression.self,
                            .init(
                                campaign: "test-2026", matcher: .init(unit: UnitKey("moe:\(hour + 1)")), reason: "r",
                                end: now.adding(.seconds(7200))))
                        return []
                    }
                    group.addTask {
                        try await test.tell([PlanFixture.obligation(UInt64(hour + 10), satisfiedAt: now)])
                        return []
                    }
                    group.addTask {
                        _ = try await test.sender(RecordingChannel()).drain()
                        return []
                    }
                    for try await some in group { runs += some }
                }
            }
            #expect(!runs.isEmpty)
            for run in runs { #expect(try await replay(test, run).agrees) }
        }
    }
}
