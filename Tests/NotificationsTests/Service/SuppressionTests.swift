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

    @Test func whatBeginsAfterPlanningHoldsBackAtTheLastMoment() async throws {
        try await TestNotifications.runPublished { test in
            try await test.tick(at: TestNotifications.reminding)
            try await test.tell(
                NotificationsAPI.AddSuppression.self,
                .init(campaign: "test-2026", matcher: .init(unit: "moe:1"), reason: "r", end: Self.until))
            let channel = RecordingChannel()
            try await test.sender(channel).drain()
            #expect(channel.messages.count == 1)
            #expect(try await test.intents(.suppressed).map(\.reminder.unit) == ["moe:1"])
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
