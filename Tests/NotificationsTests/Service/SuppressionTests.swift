import Shared
import TestSupport
import Testing

@testable import Notifications

@Suite struct SuppressionTests {
    private static let until = PlanFixture.at("2026-05-20 12:00")

    @Test func itsEndReEvaluatesAtOnceM5() async throws {
        try await TestNotifications.runPublished { test in
            let held = try await test.tell(
                NotificationsAPI.AddSuppression.self,
                .init(campaign: "test-2026", matcher: .init(unit: "moe:1"), reason: "电话已通知", end: Self.until))
            #expect(held.author == "tester")
            let run = try #require(try await test.tick(at: TestNotifications.reminding).first)
            let explained = try await test.ask(
                NotificationsAPI.Explain.self, .init(campaign: "test-2026", unit: "moe:1"))
            #expect(run.counts.intents == 1)
            #expect(explained.intents.isEmpty && explained.nonIntents.map(\.reason) == [.suppressed, .suppressed])
            // Ended at the very instant up to which all is planned: the next tick has it all the same.
            try await test.tell(NotificationsAPI.EndSuppression.self, .init(id: held.id))
            try await test.tick(at: TestNotifications.reminding.adding(.seconds(60)))
            #expect(Set(try await test.intents().map(\.reminder.unit)) == ["moe:1", "moe:2"])
            let all = try await test.ask(NotificationsAPI.ListSuppressions.self, .init(campaign: "test-2026")).items
            #expect(all.map(\.id) == [held.id])
        }
    }

    private func suppress(
        _ test: TestNotifications, _ matcher: Suppression.Matcher = .init(unit: "moe:1"), until end: Instant = until
    ) async throws -> Suppression {
        try await test.tell(
            NotificationsAPI.AddSuppression.self,
            .init(campaign: "test-2026", matcher: matcher, reason: "系统维护", end: end))
    }

    @Test func whatBeginsAfterPlanningHoldsBackUntilItEndsM5() async throws {
        try await TestNotifications.runPublished { test in
            try await test.tick(at: TestNotifications.reminding)
            _ = try await suppress(test)
            let channel = RecordingChannel()
            let sender = test.sender(channel)
            try await sender.drain()
            #expect(channel.messages.count == 1)
            let held = try #require(try await test.deliveries(.planned).first)
            #expect(held.recipient.unit == "moe:1" && held.lastAnswer == "a suppression holds it back until it ends")
            test.clock.set(Self.until.adding(microseconds: -1))
            try await sender.drain()
            #expect(channel.messages.count == 1)
            test.clock.set(Self.until)
            try await sender.drain()
            #expect(channel.messages.count == 2)
            #expect(Set(try await test.intents(.sent).map(\.reminder.unit)) == ["moe:1", "moe:2"])
        }
    }

    @Test func itsEndLetsGoAtOnceWhatWasPlannedBeforeItM5() async throws {
        try await TestNotifications.runPublished { test in
            try await test.tick(at: TestNotifications.reminding)
            let first = try await suppress(test)
            let second = try await suppress(test, until: Self.until.adding(.seconds(-3_600)))
            let channel = RecordingChannel()
            let sender = test.sender(channel)
            try await sender.drain()
            test.clock.advance(by: .seconds(600))
            // The other one holds it still.
            try await test.tell(NotificationsAPI.EndSuppression.self, .init(id: first.id))
            try await sender.drain()
            #expect(channel.messages.count == 1)
            try await test.tell(NotificationsAPI.EndSuppression.self, .init(id: second.id))
            try await sender.drain()
            #expect(channel.messages.count == 2)
        }
    }

    @Test func whatIsHeldBackOfAMessageFollowsAloneM5M7() async throws {
        let obligations = [PlanFixture.obligation(1), PlanFixture.obligation(2, track: "lifelong", ofUnit: 1)]
        try await TestNotifications.run(obligations) { test in
            try await test.tellCampaign(PlanFixture.campaign(tracks: ["vocational", "lifelong"]), version: 2)
            try await test.publishPolicy()
            try await test.tick(at: TestNotifications.reminding)
            #expect(try await test.deliveries().map(\.intents.count) == [2])
            _ = try await suppress(test, .init(track: "lifelong"))
            let channel = RecordingChannel()
            let sender = test.sender(channel)
            try await sender.drain()
            #expect(channel.messages.count == 1)
            #expect(try await test.intents(.sent).map(\.reminder.track) == ["vocational"])
            test.clock.set(Self.until)
            try await sender.drain()
            #expect(channel.messages.count == 2 && Set(channel.messages.map(\.messageID)).count == 2)
            #expect(Set(try await test.intents(.sent).map(\.reminder.track)) == ["vocational", "lifelong"])
            #expect(try await test.deliveries(.sent).map(\.intents.count) == [1, 1])
        }
    }

    @Test func whatCanBeOfNoUseAfterwardsEndsAsSuppressed() async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            // `before-1` is of use until the end of the last day.
            try await test.tick(at: TestNotifications.reminding)
            _ = try await suppress(test, until: PlanFixture.at("2026-05-21 00:00"))
            let channel = RecordingChannel()
            try await test.sender(channel).drain()
            #expect(channel.messages.isEmpty)
            #expect(try await test.intents(.suppressed).count == 1)
        }
    }

    /// However early it says it begins: what a later step stands for has been told with it, and does not come behind it.
    @Test func whatWasPlannedBeforeItWasAddedIsNotHeldBackAndDoesNotComeAgainM3M5() async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            try await test.tick(at: TestNotifications.reminding)
            let told = try await test.intents()
            #expect(told.map(\.reminder.collapsed) == [["annex3/before-2"]])
            try await test.sender(RecordingChannel()).drain()
            let held = try await test.tell(
                NotificationsAPI.AddSuppression.self,
                .init(
                    campaign: "test-2026", matcher: .init(unit: "moe:1"), reason: "停电三天",
                    start: PlanFixture.at("2026-05-01 00:00"), end: PlanFixture.at("2026-05-19 10:00")))
            #expect(held.start == PlanFixture.at("2026-05-01 00:00"), "as its author says it")
            let run = try await test.tick(at: PlanFixture.at("2026-05-19 11:00"))
            #expect(run.isEmpty)
            #expect(try await test.intents().map(\.id) == told.map(\.id))
        }
    }

    @Test func whatMakesNoSenseIsRefused() async throws {
        try await TestNotifications.runPublished { test in
            let matcher = Suppression.Matcher(unit: "moe:1")
            let attempts: [NotificationsAPI.AddSuppression.Params] = [
                .init(campaign: "test-2026", matcher: .init(), reason: "r", end: Self.until),
                .init(campaign: "test-2026", matcher: matcher, reason: "", end: Self.until),
                .init(campaign: "test-2026", matcher: matcher, reason: "r", end: TestNotifications.start),
                .init(
                    campaign: "test-2026", matcher: matcher, reason: "r", end: PlanFixture.at("2026-12-31 00:00")),
            ]
            for params in attempts {
                await test.expectFault(.invalidParams) {
                    try await test.tell(NotificationsAPI.AddSuppression.self, params)
                }
            }
            await test.expectFault(.policyUnknownToNotifications) {
                try await test.tell(
                    NotificationsAPI.AddSuppression.self,
                    .init(campaign: "other", matcher: matcher, reason: "r", end: Self.until))
            }
        }
    }
}
