import Shared
import TestSupport
import Testing

@testable import Notifications

/// Channels as whoever operates them sees them; limits; acknowledgements; one delivery.
@Suite struct ChannelTests {
    @Test func theStandingOfEveryChannelIsSaid() async throws {
        try await TestNotifications.runPublished { test in
            try await test.tick(at: TestNotifications.reminding)
            var channels = try await test.ask(NotificationsAPI.ListChannels.self, Empty()).channels
            #expect(channels.map(\.channel) == ContactChannel.allCases)
            #expect(channels[0].waiting == 2 && channels[0].lastSentAt == nil)
            try await test.sender(RecordingChannel()).drain()
            channels = try await test.ask(NotificationsAPI.ListChannels.self, Empty()).channels
            #expect(channels[0].waiting == 0 && channels[0].lastSentAt == TestNotifications.reminding)
        }
    }

    @Test func aTestMessageGoesToAContactAndNotIntoTheBooks() async throws {
        try await TestNotifications.runPublished { test in
            let outcome = try await test.tell(
                NotificationsAPI.TestChannel.self,
                .init(campaign: "test-2026", recipient: PlanFixture.recipient(1), channel: .email))
            #expect(outcome.outcome == .sent && outcome.answer == "taken")
            #expect(try await test.deliveries().isEmpty)
            await test.expectFault(.channelNotConfigured) {
                try await test.tell(
                    NotificationsAPI.TestChannel.self,
                    .init(campaign: "test-2026", recipient: PlanFixture.recipient(1), channel: .wecom))
            }
        }
    }

    @Test func oneServerTakesNoMoreThanItsShareOfAllSendersTogether() async throws {
        try await TestNotifications.runPublished((1...10).map { PlanFixture.obligation($0) }) { test in
            try await test.tick(at: TestNotifications.reminding)
            let channel = RecordingChannel()
            let pace = Pace(perMinute: 60, perPersonPerHour: nil)
            let senders = (0..<3).map { _ in test.sender(channel, pace: pace) }
            // One a second: whoever sends, at this instant it is one.
            for sender in senders { try await sender.drain() }
            #expect(channel.messages.count == 1)
            for second in 1...20 {
                test.clock.set(TestNotifications.reminding.adding(.seconds(second)))
                for sender in senders { try await sender.drain() }
                #expect(channel.messages.count == min(10, second + 1))
            }
            #expect(try await test.deliveries(.sent).allSatisfy { $0.attempts == 1 })
        }
    }

    @Test(arguments: [
        ChannelRefusal.misconfigured("the server answered 530"), .unreachable("the server could not be reached"),
    ])
    func aServerThatTakesNothingKeepsNoOtherChannelWaiting(refusal: ChannelRefusal) async throws {
        try await TestNotifications.runPublished((1...99).map { PlanFixture.obligation($0) }) { test in
            // Behind more than a sender takes at once.
            try await test.tellContact(PlanFixture.recipient(99), number: 500, channel: .wecom)
            try await test.tick(at: TestNotifications.reminding)
            let (channel, robots) = (RecordingChannel(refusal: refusal), RecordingRobots())
            try await test.sender(channel, robots: robots).drain()
            #expect(channel.messages.count <= 16, "the others are not spent on it")
            #expect(robots.messages.count == 1)
            #expect(try await test.deliveries(.sent).map(\.channel) == ["wecom"])
        }
    }

    @Test func onePersonGetsNoMoreThanTheLimitOfAnHourAndNothingIsLost() async throws {
        let steps = [
            PlanFixture.step("one", "anchor(obligation, end) - P1WD", time: "09:00"),
            PlanFixture.step("two", "anchor(obligation, end) - P1WD", time: "09:30"),
        ]
        try await TestNotifications.run([PlanFixture.obligation(1)]) { test in
            try await test.tellCampaign(PlanFixture.campaign(steps), version: 2)
            try await test.publishPolicy()
            let channel = RecordingChannel()
            let sender = test.sender(channel, pace: Pace(perMinute: nil, perPersonPerHour: 1))
            for (time, messages) in [("09:00", 1), ("09:30", 1), ("09:59", 1), ("10:00", 2), ("12:00", 2)] {
                try await test.tick(at: PlanFixture.at("2026-05-19 \(time)"))
                for _ in 0..<2 { try await sender.drain() }
                #expect(channel.messages.count == messages, "at \(time)")
            }
        }
    }

    @Test func whoTakesNoteIsLeftAloneForAWhile() async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            try await test.tick(at: TestNotifications.reminding)
            let intent = try #require(try await test.intents().first)
            await test.expectFault(.intentStateWrong) {
                try await test.tell(NotificationsAPI.AcknowledgeIntent.self, .init(id: intent.id, note: "n"))
            }
            try await test.sender(RecordingChannel()).drain()
            let noted = try await test.tell(
                NotificationsAPI.AcknowledgeIntent.self, .init(id: intent.id, note: "正在汇总"))
            #expect(noted.acknowledgement?.by == "tester" && noted.acknowledgement?.note == "正在汇总")
            #expect(noted.acknowledgement?.until == TestNotifications.reminding.adding(.seconds(3 * 86_400)))
            // Not on the last day, then again.
            #expect(try await test.tick(at: PlanFixture.at("2026-05-20 15:00")).first?.counts.intents == 0)
            let explained = try await test.ask(
                NotificationsAPI.Explain.self, .init(campaign: "test-2026", obligation: intent.reminder.obligation))
            #expect(explained.nonIntents.map(\.reason).contains(.acknowledged))
            #expect(explained.intents.first?.acknowledgement == noted.acknowledgement)
            #expect(try await test.tick(at: PlanFixture.at("2026-05-25 09:00")).first?.counts.intents == 2)
            await test.expectFault(.invalidParams) {
                try await test.tell(
                    NotificationsAPI.AcknowledgeIntent.self,
                    .init(id: intent.id, note: "n", until: PlanFixture.at("2026-07-01 00:00")))
            }
        }
    }

    @Test func aDeliveryIsToldByItsId() async throws {
        try await TestNotifications.runPublished { test in
            try await test.tick(at: TestNotifications.reminding)
            let delivery = try #require(try await test.deliveries().first)
            #expect(try await test.ask(NotificationsAPI.GetDelivery.self, .init(id: delivery.id)) == delivery)
            await test.expectFault(.deliveryUnknown) {
                try await test.ask(NotificationsAPI.GetDelivery.self, .init(id: ID(UniqueID(high: 1, low: 1))))
            }
        }
    }
}
