import Shared
import TestSupport
import Testing

@testable import Notifications

@Suite struct PolicyTests {
    @Test func theSameLaddersAreTheSamePolicy() async throws {
        try await TestNotifications.run([PlanFixture.obligation(1)]) { test in
            let draft = try await test.tell(NotificationsAPI.DraftPolicy.self, .init(campaign: "test-2026"))
            #expect(draft.state == .draft && draft.version == 1 && draft.publishedAt == nil)
            #expect(try await test.tell(NotificationsAPI.DraftPolicy.self, .init(campaign: "test-2026")) == draft)
            await test.expectFault(.policyUnknownToNotifications) {
                try await test.ask(NotificationsAPI.GetPolicy.self, .init(campaign: "test-2026"))
            }
            let published = try await test.publishPolicy()
            #expect(published.id == draft.id && published.state == .published)
            #expect(try await test.publishPolicy() == published)
            #expect(try await test.ask(NotificationsAPI.GetPolicy.self, .init(campaign: "test-2026")) == published)
        }
    }

    @Test func whatIsNotThereIsSaid() async throws {
        try await TestNotifications.run([]) { test in
            let nowhere = UniqueID(high: 1, low: 1)
            await test.expectFault(.campaignUnknownToNotifications) {
                try await test.tell(NotificationsAPI.DraftPolicy.self, .init(campaign: "other"))
            }
            await test.expectFault(.policyUnknownToNotifications) {
                try await test.tell(NotificationsAPI.PublishPolicy.self, .init(id: ID(nowhere)))
            }
            await test.expectFault(.policyUnknownToNotifications) { try await test.tick() }
            await test.expectFault(.policyUnknownToNotifications) {
                try await test.ask(NotificationsAPI.PreviewPlan.self, .init(campaign: "test-2026"))
            }
            await test.expectFault(.runUnknown) {
                try await test.ask(NotificationsAPI.GetRun.self, .init(id: ID(nowhere)))
            }
            await test.expectFault(.intentUnknown) {
                try await test.ask(NotificationsAPI.GetIntent.self, .init(id: ID(nowhere)))
            }
            await test.expectFault(.suppressionUnknown) {
                try await test.tell(NotificationsAPI.EndSuppression.self, .init(id: ID(nowhere)))
            }
        }
    }

    @Test func aReporterChangesNoPolicy() async throws {
        try await TestNotifications.run([]) { test in
            let reporter = try test.harness.client(principal: "somebody", roles: [.unitReporter])
            defer { reporter.close() }
            await test.expectFault(.permissionDenied) {
                try await reporter.call(
                    NotificationsAPI.DraftPolicy.self, .init(campaign: "test-2026"),
                    options: CallOptions(idempotencyKey: "1"))
            }
        }
    }

    /// A policy published by mistake and taken back: what it called off leaves after all, though its window is past, and
    /// nothing that was sent does so twice.
    @Test func whatAMistakenPolicyCalledOffIsCalledBackM1() async throws {
        try await TestNotifications.runPublished { test in
            let channel = RecordingChannel()
            try await test.tick(at: PlanFixture.at("2026-05-18 09:00"))
            try await test.sender(channel).drain()
            #expect(channel.messages.count == 2)
            try await test.tick(at: TestNotifications.reminding)
            try await test.tellCampaign(PlanFixture.campaign([]), version: 2)
            try await test.publishPolicy()
            // The senders have seen that there is nothing to tell.
            try await test.sender(channel).drain()
            #expect(try await test.deliveries(.empty).count == 2)
            try await test.tellCampaign(PlanFixture.campaign(), version: 3)
            #expect(try await test.publishPolicy().version == 3)
            try await test.tick(at: PlanFixture.at("2026-05-19 10:00"))
            try await test.sender(channel).drain()
            #expect(channel.messages.count == 4)
            let sent = try await test.intents(.sent).map { "\($0.reminder.unit) \($0.reminder.step)" }
            #expect(
                sent.sorted() == [
                    "moe:1 annex3/before-1", "moe:1 annex3/before-2", "moe:2 annex3/before-1", "moe:2 annex3/before-2",
                ])
            #expect(try await test.intents().count == 4)
        }
    }

    @Test func anotherPolicySupersedesWhatItDoesNotCallForM1() async throws {
        let (one, two) = (PlanFixture.obligation(1), PlanFixture.obligation(2))
        try await TestNotifications.runPublished([one, two]) { test in
            try await test.tick(at: TestNotifications.reminding)
            #expect(try await test.intents(.planned).count == 2)

            // The same step in other words is still called for: its intents stay.
            let reworded = PlanFixture.ladder.filter { $0.key != "after" }
            try await test.tellCampaign(PlanFixture.campaign(reworded), version: 2)
            #expect(try await test.publishPolicy().version == 2)
            #expect(try await test.intents(.planned).count == 2)

            // Without the step there is nothing to send any more, and a tick does not plan it again.
            let without = PlanFixture.ladder.filter { $0.key != "before-1" }
            try await test.tellCampaign(PlanFixture.campaign(without), version: 3)
            try await test.publishPolicy()
            #expect(try await test.intents(.superseded).count == 2)
            #expect(try await test.tick().isEmpty)
            let versions = try await test.ask(NotificationsAPI.ListPolicies.self, .init(campaign: "test-2026")).items
            #expect(versions.map(\.version) == [3, 2, 1])
            #expect(versions.map(\.state) == [.published, .superseded, .superseded])
        }
    }
}
