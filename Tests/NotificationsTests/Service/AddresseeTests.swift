import Shared
import TestSupport
import Testing

@testable import Notifications

/// Messages to several addresses of one contact, and messages that nobody is to have.
@Suite struct AddresseeTests {
    private static let both = ["one@example.invalid", "two@example.invalid"]

    private func planned(_ body: @escaping @Sendable (TestNotifications) async throws -> Void) async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            test.peers.put(PlanFixture.recipient(1), address: Self.both.joined(separator: ", "))
            try await test.tick(at: TestNotifications.reminding)
            try await body(test)
        }
    }

    @Test func allWhoStandInARoleGetOneMessage() async throws {
        try await planned { test in
            let channel = RecordingChannel()
            try await test.sender(channel).drain()
            #expect(channel.messages.map { $0.to.map(\.description) } == [Self.both])
            #expect(try await test.deliveries().map(\.state) == [.sent])
        }
    }

    @Test func whoIsRefusedForNowIsTriedAgainAlone() async throws {
        try await planned { test in
            let channel = RecordingChannel()
            channel.refuse(Self.both[1], with: .temporary("the server answered 451"))
            let sender = test.sender(channel)
            try await sender.drain()
            let waiting = try #require(try await test.deliveries().first)
            #expect(waiting.state == .retry)
            #expect(waiting.lastAnswer == "taken; refused for 1 of its addresses: the server answered 451")
            channel.refuse(Self.both[1], with: nil)
            test.clock.advance(by: .seconds(120))
            try await sender.drain()
            #expect(channel.messages.map { $0.to.map(\.description) } == [Self.both, [Self.both[1]]])
            #expect(try await test.intents().map(\.state) == [.sent])
        }
    }

    @Test func whoHasAMessageGetsItNoSecondTimeByAContactThatChanged() async throws {
        try await planned { test in
            let channel = RecordingChannel()
            channel.refuse(Self.both[1], with: .temporary("the server answered 451"))
            let sender = test.sender(channel)
            try await sender.drain()
            // The addresses stand in another order now, and one is new: nobody can say who of them has it.
            test.peers.put(
                PlanFixture.recipient(1), address: "new@example.invalid, \(Self.both[0])", revision: 2)
            test.clock.advance(by: .seconds(120))
            try await sender.drain()
            #expect(channel.messages.count == 1)
            #expect(try await test.deliveries().map(\.state) == [.sent])
        }
    }

    @Test func whoIsRefusedForGoodKeepsNobodyElseFromGettingIt() async throws {
        try await planned { test in
            let channel = RecordingChannel()
            channel.refuse(Self.both[0], with: .permanent("the server answered 550"))
            try await test.sender(channel).drain()
            #expect(try await test.deliveries().map(\.state) == [.sent])
            #expect(
                try await test.deliveries().map(\.lastAnswer) == [
                    "taken; refused for 1 of its addresses: the server answered 550"
                ])
        }
    }

    @Test func whatSomebodyHasIsSentThoughTheOthersNeverGetIt() async throws {
        try await planned { test in
            let channel = RecordingChannel()
            channel.refuse(Self.both[1], with: .temporary("the server answered 451"))
            let sender = test.sender(channel)
            try await sender.drain()
            // Meanwhile it was filed: the other one need not be told any more, and the first one was.
            test.peers.put(PlanFixture.obligation(1, satisfiedAt: TestNotifications.reminding))
            test.clock.advance(by: .seconds(120))
            try await sender.drain()
            #expect(channel.messages.count == 1)
            #expect(try await test.intents().map(\.state) == [.sent])
            #expect(try await test.deliveries().map(\.state) == [.sent])
        }
    }

    @Test func aServerThatDoesNotLetUsSendMakesMessagesWaitAndHealthSaysSo() async throws {
        try await TestNotifications.runPublished((1...4).map { PlanFixture.obligation($0) }) { test in
            try await test.tick(at: TestNotifications.reminding)
            let channel = RecordingChannel(refusal: .misconfigured("the server answered 530 to the sender"))
            let sender = test.sender(channel)
            try await sender.drain()
            // One tries, the others are not spent on it.
            #expect(channel.messages.count <= 4)
            #expect(try await test.deliveries(.dead).isEmpty)
            #expect(try await test.deliveries().allSatisfy { $0.attempts == 0 })
            #expect(sender.channels.faults.problem(now: test.clock.now())?.contains("530") == true)
            for _ in 0..<20 {
                test.clock.advance(by: .seconds(300))
                try await sender.drain()
            }
            #expect(try await test.deliveries(.dead).isEmpty, "it is not given up however long it lasts")
            channel.refuse(with: nil)
            test.clock.advance(by: .seconds(300))
            try await sender.drain()
            #expect(try await test.deliveries().allSatisfy { $0.state == .sent && $0.attempts == 1 })
            #expect(sender.channels.faults.problem(now: test.clock.now()) == nil)
        }
    }

    @Test func theProgramsHealthSaysThatItsServerDoesNotLetItSend() async throws {
        let sink = try await MailSink.start()
        do {
            try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
                test.peers.put(PlanFixture.recipient(1), address: "relay@example.invalid")
                try await test.tick(at: TestNotifications.reminding)
                let play = try SenderPlay(test: test, port: sink.port)
                defer { play.removeClock() }
                try await play.withSender { sender in
                    let client = sender.client()
                    defer { client.close() }
                    let isSaid = try await eventually {
                        let report = try await client.call(ProtocolAPI.Health.self, Empty())
                        return report.checks.contains {
                            $0.name == "sender" && !$0.ok && $0.detail?.contains("554") == true
                        }
                    }
                    #expect(isSaid)
                }
                #expect(try await test.deliveries().map(\.state) == [.retry])
            }
        } catch {
            await sink.stop()
            throw error
        }
        await sink.stop()
    }

    @Test func whatIsRecordedOnlyIsDeliveredToNobodyAndTheBooksSaySo() async throws {
        try await planned { test in
            try await test.sender(RecordOnly()).drain()
            #expect(
                try await test.deliveries().map { "\($0.state) \($0.lastAnswer ?? "")" } == [
                    "recorded recorded, not delivered"
                ])
            let intent = try #require(try await test.intents().first)
            #expect(intent.state == .recorded && intent.sentAt == nil)
            // The step is done with: it is not planned again.
            #expect(try await test.tick(at: TestNotifications.reminding.adding(.seconds(60))).isEmpty)
        }
    }

    @Test func theConfigurationNamesAChannelThatOnlyRecords() throws {
        let source = ConfigurationSource(values: [
            "WEEK_DELIVERY": "record", "WEEK_SMTP_URL": "smtp://mail.invalid:25",
        ])
        let channels = try ChannelConfiguration.channels(source)
        #expect(ContactChannel.allCases.allSatisfy { channels.way(of: $0) == .record && channels.isIdempotent($0) })
    }
}
