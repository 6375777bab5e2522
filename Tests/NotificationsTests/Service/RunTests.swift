import Shared
import TestSupport
import Testing

@testable import Notifications

@Suite struct RunTests {
    @Test func previewAndRunAreTheSamePlanM6() async throws {
        try await TestNotifications.runPublished { test in
            let before = try await test.ask(
                NotificationsAPI.PreviewPlan.self, .init(campaign: "test-2026", at: TestNotifications.reminding))
            #expect(before.intents.map(\.step) == ["annex3/before-1", "annex3/before-1"])
            let runs = try await test.tick(at: TestNotifications.reminding)
            #expect(runs.map(\.digest) == [before.digest])
            let run = try #require(runs.first)
            #expect(run.counts.intents == 2 && run.counts.digests == 2 && run.from == TestNotifications.start)
            #expect(try await test.ask(NotificationsAPI.GetRun.self, .init(id: run.id)) == run)
            await test.expectFault(.windowInverted) {
                try await test.ask(
                    NotificationsAPI.PreviewPlan.self,
                    .init(campaign: "test-2026", at: TestNotifications.start, from: TestNotifications.reminding))
            }
        }
    }

    @Test func aTickWithNothingNewWritesNothingM3() async throws {
        try await TestNotifications.runPublished { test in
            try await test.tick(at: TestNotifications.reminding)
            #expect(try await test.tick().isEmpty)
            #expect(try await test.tick(at: PlanFixture.at("2026-05-19 09:30")).isEmpty)
            #expect(try await test.ask(NotificationsAPI.ListRuns.self, .init(campaign: "test-2026")).items.count == 1)
            let lag = try await test.ask(NotificationsAPI.GetLag.self, Empty())
            #expect(lag.campaigns.map(\.plannedUntil) == [PlanFixture.at("2026-05-19 09:30")])
            #expect(lag.campaigns.map(\.lagSeconds) == [0] && lag.waiting == 2)
        }
    }

    @Test func anyNumberOfTicksAtOncePlanOnceM11() async throws {
        try await TestNotifications.runPublished { test in
            test.clock.set(TestNotifications.reminding)
            // Each on a connection of its own.
            let clients = try (0..<6).map { try test.harness.client(principal: "job\($0)", roles: [.job]) }
            defer { clients.forEach { $0.close() } }
            let runs = try await withThrowingTaskGroup(of: [Run].self) { group in
                for client in clients {
                    group.addTask {
                        return try await client.call(
                            NotificationsAPI.TickRun.self, .init(), options: CallOptions(idempotencyKey: "once")
                        ).runs
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(runs.count == 1)
            #expect(try await test.intents().count == 2)
            #expect(try await test.deliveries().count == 2)
        }
    }

    @Test func twoProcessesThatTickAtOncePlanOnceM11() async throws {
        try await TestNotifications.runPublished { test in
            // Nobody listens there: what is sent is another test's matter.
            let play = try SenderPlay(test: test, port: 1)
            defer { play.removeClock() }
            try await play.withSender { one in
                try await play.withSender { other in
                    let clients = (0..<6).map { $0 % 2 == 0 ? one.client() : other.client() }
                    defer { clients.forEach { $0.close() } }
                    let runs = try await withThrowingTaskGroup(of: [Run].self) { group in
                        for (number, client) in clients.enumerated() {
                            group.addTask {
                                try await client.call(
                                    NotificationsAPI.TickRun.self, .init(),
                                    options: CallOptions(idempotencyKey: "tick \(number)")
                                ).runs
                            }
                        }
                        return try await group.reduce(into: []) { $0 += $1 }
                    }
                    #expect(runs.count == 1)
                }
            }
            #expect(try await test.intents().count == 2)
            #expect(try await test.deliveries().count == 2)
        }
    }

    /// What one campaign has in its policy is no other campaign's matter.
    @Test func aCampaignThatCannotBePlannedKeepsNoOtherFromBeingPlanned() async throws {
        try await TestNotifications.runPublished { test in
            // Comes before the other one.
            let broken: CampaignKey = "a-2026"
            try await test.harness.database.withLease {
                try await $0.script(
                    """
                    INSERT INTO campaigns (key, version, document)
                        SELECT '\(broken)', version, document FROM campaigns WHERE key = 'test-2026';
                    INSERT INTO policies (id, campaign, version, state, campaign_version, digest, reminders, drafted_at)
                        SELECT gen_random_uuid(), '\(broken)', version, state, campaign_version, digest, '{}', drafted_at
                        FROM policies WHERE campaign = 'test-2026';
                    INSERT INTO watermarks SELECT '\(broken)', planned_until FROM watermarks WHERE campaign = 'test-2026'
                    """)
            }
            test.clock.set(TestNotifications.reminding)
            let all = try await test.tell(NotificationsAPI.TickRun.self, .init())
            #expect(all.runs.map(\.campaign) == [TestNotifications.campaign] && all.runs.first?.counts.intents == 2)
            #expect(all.problems == [.init(campaign: broken, reason: .planFailed)])
            // Its window waits for a tick that can plan it, and the ledger has what was done and no more.
            let lag = try await test.ask(NotificationsAPI.GetLag.self, Empty()).campaigns
            #expect(lag.map(\.plannedUntil) == [TestNotifications.start, TestNotifications.reminding])
            #expect(try await test.intents().count == 2)
        }
    }

    @Test func aTickUnderTheSameKeyAnswersTheSameRun() async throws {
        try await TestNotifications.runPublished { test in
            test.clock.set(TestNotifications.reminding)
            let tick = { @Sendable in
                try await test.harness.client.call(
                    NotificationsAPI.TickRun.self, .init(), options: CallOptions(idempotencyKey: "once"))
            }
            let first = try await tick()
            #expect(first.runs.count == 1)
            #expect(try await tick() == first)
        }
    }

    @Test func whoHasFiledIsGoneFromThePlanN30() async throws {
        try await TestNotifications.runPublished { test in
            try await test.tell([PlanFixture.obligation(2, satisfiedAt: PlanFixture.at("2026-05-18 10:00"))])
            try await test.tick(at: TestNotifications.reminding)
            #expect(try await test.intents().map(\.reminder.unit) == ["moe:1"])
        }
    }

    @Test func aLatePolicySendsNothingOldM3() async throws {
        try await TestNotifications.run([PlanFixture.obligation(1)]) { test in
            test.clock.set(PlanFixture.at("2026-05-21 10:00"))
            try await test.publishPolicy()
            #expect(try await test.tick(at: PlanFixture.at("2026-05-21 10:01")).isEmpty)
            // The next step of the ladder comes as it should.
            #expect(try await test.tick(at: PlanFixture.at("2026-05-25 09:00")).first?.counts.intents ?? 0 > 0)
        }
    }

    /// The same campaign under another name, with everything that is owed in it: it fires when its policy is published, from
    /// then on, and never for what lies before.
    @Test func aClonedCampaignDoesNotFireM3() async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            let everything = { @Sendable (instant: String) in
                test.clock.set(PlanFixture.at(instant))
                return try await test.tell(NotificationsAPI.TickRun.self, .init()).runs.map(\.campaign)
            }
            try await test.tellCampaign(PlanFixture.campaign(key: "clone-2026"), version: 1)
            try await test.tell([PlanFixture.obligation(11, campaign: "clone-2026", ofUnit: 1)])
            #expect(try await everything("2026-05-19 09:00") == ["test-2026"])
            #expect(try await everything("2026-05-21 09:00") == ["test-2026"])
            test.clock.set(PlanFixture.at("2026-05-21 10:00"))
            let draft = try await test.tell(NotificationsAPI.DraftPolicy.self, .init(campaign: "clone-2026"))
            try await test.tell(NotificationsAPI.PublishPolicy.self, .init(id: draft.id))
            #expect(try await everything("2026-05-21 10:01").isEmpty)
            #expect(try await everything("2026-05-25 09:00") == ["clone-2026", "test-2026"])
            let own = try await test.ask(NotificationsAPI.ListIntents.self, .init(campaign: "clone-2026", limit: 500))
            #expect(
                Set(own.items.map(\.reminder.step)) == ["annex3/after@2026-05-25", "annex3/up"])
        }
    }

    @Test func daysOfDowntimeCollapseAndLoseNothingM3() async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            try await test.tick(at: PlanFixture.at("2026-05-20 12:00"))
            let intents = try await test.intents()
            #expect(intents.map(\.reminder.step) == ["annex3/before-1"])
            #expect(intents.first?.reminder.collapsed == ["annex3/before-2"])
        }
    }

    @Test func listsPageAndNarrow() async throws {
        try await TestNotifications.runPublished((1...5).map { PlanFixture.obligation($0) }) { test in
            let run = try #require(try await test.tick(at: TestNotifications.reminding).first)
            var seen: [ID<Intent>] = []
            var after: String?
            repeat {
                let page = try await test.ask(
                    NotificationsAPI.ListIntents.self,
                    .init(campaign: "test-2026", run: run.id, after: after, limit: 2))
                seen += page.items.map(\.id)
                after = page.next
            } while after != nil
            #expect(seen.count == 5 && Set(seen).count == 5)
            let ofOne = try await test.ask(
                NotificationsAPI.ListIntents.self, .init(campaign: "test-2026", unit: "moe:3"))
            #expect(ofOne.items.map(\.reminder.unit) == ["moe:3"])
            let intent = try #require(ofOne.items.first)
            #expect(try await test.ask(NotificationsAPI.GetIntent.self, .init(id: intent.id)) == intent)
        }
    }

    /// The campaign's size: 474 obligations to the province and 76 to cities.
    // Two steps of each lie in the window; the later stands for both.
    @Test func aWholeCampaignIsPlannedInAFewStatements() async throws {
        try await TestNotifications.runPublished((1...550).map { PlanFixture.obligation($0) }) { test in
            let began = ContinuousClock.now
            let run = try #require(try await test.tick(at: TestNotifications.reminding).first)
            let elapsed = ContinuousClock.now - began
            #expect(run.counts == Run.Counts(intents: 550, nonIntents: 550, digests: 550))
            // Well under a second alone on a machine; the bound is for one that is busy with other tests.
            #expect(elapsed < .seconds(15), "\(elapsed)")
        }
    }
}
