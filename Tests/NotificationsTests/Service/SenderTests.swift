import Shared
import TestSupport
import Testing

@testable import Notifications

/// From a planned delivery to the channel: what is sent, what is not, and what the books say after every kind of fault.
@Suite struct SenderTests {
    /// Two obligations, their reminders planned.
    private func planned(
        _ obligations: [Obligation] = [PlanFixture.obligation(1), PlanFixture.obligation(2)],
        _ body: @escaping @Sendable (TestNotifications) async throws -> Void
    ) async throws { try await TestNotifications.runPlanned(obligations, body) }

    @Test func eachIsSentOnceAndWrittenDown() async throws {
        try await planned { test in
            let channel = RecordingChannel()
            let sender = test.sender(channel)
            #expect(try await sender.drain() == 2)
            #expect(try await sender.drain() == 0)
            #expect(channel.messages.count == 2)
            let deliveries = try await test.deliveries(.sent)
            #expect(Set(deliveries.map(\.messageID)) == Set(channel.messages.map(\.messageID)))
            #expect(deliveries.allSatisfy { $0.attempts == 1 && $0.lastAnswer == "taken" && $0.intents.count == 1 })
            #expect(try await test.intents(.sent).allSatisfy { $0.sentAt == TestNotifications.reminding })
            #expect(try await test.ask(NotificationsAPI.GetLag.self, Empty()).waiting == 0)
        }
    }

    /// After an outage: as many at once as are asked for, of those that are meant.
    @Test func whatWasGivenUpIsTriedAnewManyAtOnce() async throws {
        try await planned((1...5).map { PlanFixture.obligation($0) }) { test in
            let channel = RecordingChannel(refusal: .permanent("550"))
            try await test.sender(channel).drain()
            #expect(try await test.deliveries(.dead).count == 5)
            channel.refuse(with: nil)
            func retry(
                channel: String? = nil, unit: UnitKey? = nil, since: Instant? = nil, limit: Int? = nil
            ) async throws -> NotificationsAPI.RetryManyIntents.Result {
                try await test.tell(
                    NotificationsAPI.RetryManyIntents.self,
                    .init(
                        campaign: TestNotifications.campaign, channel: channel, unit: unit, since: since, limit: limit))
            }
            let none = NotificationsAPI.RetryManyIntents.Result(messages: 0, intents: 0, left: 0)
            #expect(try await retry(channel: "wecom") == none)
            #expect(try await retry(since: test.clock.now().adding(microseconds: 1)) == none)
            #expect(try await retry(unit: "moe:3") == .init(messages: 1, intents: 1, left: 0))
            #expect(try await retry(channel: "email", limit: 3) == .init(messages: 3, intents: 3, left: 1))
            let again = try await test.deliveries(.retry)
            #expect(again.count == 4 && again.allSatisfy { $0.attempts == 0 })
            #expect(again.allSatisfy { $0.lastAnswer?.hasPrefix("tester") == true })
            #expect(try await test.intents(.retry).count == 4)
            try await test.sender(channel).drain()
            #expect(try await test.deliveries(.sent).count == 4)
            #expect(try await test.deliveries(.dead).count == 1)
            await test.expectFault(.invalidParams) { try await retry(limit: 501) }
        }
    }

    @Test func satisfiedJustBeforeTheClaimIsNotSentM2() async throws {
        try await planned { test in
            // Reporting knows it, its feed has not told it yet.
            test.peers.put(PlanFixture.obligation(1, satisfiedAt: TestNotifications.reminding))
            let channel = RecordingChannel()
            try await test.sender(channel).drain()
            #expect(channel.messages.count == 1)
            #expect(try await test.intents(.satisfied).map(\.reminder.unit) == ["moe:1"])
            #expect(try await test.deliveries(.empty).count == 1)
        }
    }

    @Test func anObligationThatIsNoMoreOrHasMovedIsNotChased() async throws {
        try await planned { test in
            test.peers.remove(PlanFixture.obligation(1).id)
            test.peers.put(PlanFixture.obligation(2, extendedUntil: PlanFixture.at("2026-05-25 00:00")))
            let channel = RecordingChannel()
            try await test.sender(channel).drain()
            #expect(channel.messages.isEmpty)
            #expect(try await test.intents(.cancelled).map(\.reminder.unit) == ["moe:1"])
            #expect(try await test.intents(.superseded).map(\.reminder.unit) == ["moe:2"])
        }
    }

    @Test func whatCouldNotLeaveInTimeExpires() async throws {
        try await planned { test in
            // `before-1` is of use until the end of the last day.
            test.clock.set(PlanFixture.at("2026-05-21 09:00"))
            let channel = RecordingChannel()
            try await test.sender(channel).drain()
            #expect(channel.messages.isEmpty)
            #expect(try await test.intents(.expired).count == 2)
        }
    }

    @Test func aCatchUpAtNightLeavesInTheMorningM4() async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            try await test.tick(at: PlanFixture.at("2026-05-18 22:00"))
            let channel = RecordingChannel()
            #expect(try await test.sender(channel).drain() == 0)
            test.clock.set(PlanFixture.at("2026-05-19 08:30"))
            #expect(try await test.sender(channel).drain() == 1)
        }
    }

    @Test func whatWaitsForAServerMindsTheHoursTooM4() async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            try await test.tick(at: TestNotifications.reminding)
            let channel = RecordingChannel(refusal: .temporary("the server answered 451"))
            let sender = test.sender(channel)
            test.clock.set(PlanFixture.at("2026-05-19 17:20"))
            try await sender.drain()
            channel.refuse(with: nil)
            test.clock.set(PlanFixture.at("2026-05-19 22:00"))
            try await sender.drain()
            #expect(channel.messages.count == 1)
            let waiting = try #require(try await test.deliveries(.retry).first)
            #expect(waiting.lastAnswer == "it waits for the hours in which messages go out" && waiting.attempts == 1)
            test.clock.set(PlanFixture.at("2026-05-20 08:29"))
            #expect(try await sender.drain() == 0)
            test.clock.set(PlanFixture.at("2026-05-20 08:30"))
            try await sender.drain()
            #expect(channel.messages.count == 2)
            #expect(try await test.deliveries(.sent).map(\.attempts) == [2])
        }
    }

    @Test func aPersonsQuietHoursAreMindedWhenItLeavesM4() async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            try await test.tick(at: TestNotifications.reminding)
            // Said after it was planned.
            let noon = QuietHours(from: LocalTime("08:30")!, to: LocalTime("13:00")!)
            test.peers.put(PlanFixture.recipient(1), quietHours: noon)
            let channel = RecordingChannel()
            let sender = test.sender(channel)
            try await sender.drain()
            #expect(channel.messages.isEmpty)
            test.clock.set(PlanFixture.at("2026-05-19 13:00"))
            try await sender.drain()
            #expect(channel.messages.count == 1)
        }
    }

    @Test func onTheLastEveningItDoesNotWaitForTheMorningAfterM4() async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            try await test.tick(at: PlanFixture.at("2026-05-20 22:00"))
            let channel = RecordingChannel()
            #expect(try await test.sender(channel).drain() == 1)
        }
    }

    @Test func reportingUnreachableMeansNotNowAndLaterM2() async throws {
        try await planned { test in
            let channel = RecordingChannel()
            #expect(try await test.sender(channel, service: test.cutOff()).drain() == 0)
            #expect(channel.messages.isEmpty)
            #expect(try await test.intents(.planned).count == 2)
            try await test.sender(channel).drain()
            #expect(channel.messages.count == 2)
        }
    }

    @Test func whoCannotBeReachedAnyMoreIsSaid() async throws {
        try await planned { test in
            test.peers.put(PlanFixture.recipient(1), address: nil)
            let channel = RecordingChannel()
            try await test.sender(channel).drain()
            #expect(channel.messages.count == 1)
            #expect(try await test.intents(.noContact).map(\.reminder.unit) == ["moe:1"])
        }
    }

    @Test func leftBehindByADeadSenderIsSentAgainWhereRepeatsAreTold() async throws {
        try await planned { test in
            try await test.leaveAtSending()
            let channel = RecordingChannel(isIdempotent: true)
            try await test.sender(channel).drain()
            #expect(channel.messages.count == 2)
            #expect(try await test.deliveries(.sent).map(\.attempts) == [2, 2])
        }
    }

    @Test func leftBehindByADeadSenderIsUncertainOnSMTP() async throws {
        try await planned { test in
            try await test.leaveAtSending()
            let channel = RecordingChannel(isIdempotent: false)
            let sender = test.sender(channel)
            try await sender.drain()
            #expect(channel.messages.isEmpty)
            let uncertain = try await test.intents(.uncertain)
            #expect(uncertain.count == 2)
            #expect(try await test.ask(NotificationsAPI.GetLag.self, Empty()).uncertain == 2)

            // A person says what became of them: one arrived, one is to be sent again.
            let arrived = try await test.tell(
                NotificationsAPI.ResolveIntent.self, .init(id: uncertain[0].id, outcome: .sent, note: "电话确认"))
            #expect(arrived.state == .sent && arrived.reason == "tester: 电话确认")
            let again = try await test.tell(
                NotificationsAPI.ResolveIntent.self, .init(id: uncertain[1].id, outcome: .sendAgain, note: "未收到"))
            #expect(again.state == .retry)
            try await sender.drain()
            #expect(channel.messages.count == 1)
            #expect(try await test.intents(.sent).count == 2)
            await test.expectFault(.intentStateWrong) {
                try await test.tell(
                    NotificationsAPI.ResolveIntent.self, .init(id: uncertain[0].id, outcome: .sent, note: "n"))
            }
        }
    }

    @Test func whatAnotherSenderHoldsIsNeitherSentNorUncertainM11() async throws {
        try await planned([PlanFixture.obligation(1)]) { test in
            let holding = HoldingChannel()
            async let first = test.sender(holding).drain()
            for await _ in holding.arrivals { break }
            // The message is under way and stands at `sending`: the lock says somebody has it.
            let channel = RecordingChannel(isIdempotent: false)
            #expect(try await test.sender(channel).drain() == 0)
            #expect(try await test.deliveries().map(\.state) == [.sending])
            holding.release()
            let sent = try await first
            #expect(sent == 1)
            #expect(channel.messages.isEmpty)
            #expect(try await test.deliveries().map(\.state) == [.sent])
        }
    }

    @Test func twoSendersNeverSendOneTwiceM11() async throws {
        try await planned((1...12).map { PlanFixture.obligation($0) }) { test in
            let channel = RecordingChannel()
            async let one = test.sender(channel).drain()
            async let two = test.sender(channel).drain()
            let sent = try await (one, two)
            #expect(sent.0 + sent.1 == 12)
            #expect(channel.messages.count == 12)
            #expect(Set(channel.messages.map(\.messageID)).count == 12)
        }
    }

    @Test func aTemporaryRefusalIsTriedAgainLater() async throws {
        try await planned([PlanFixture.obligation(1)]) { test in
            let channel = RecordingChannel(refusal: .temporary("the server answered 451"))
            let sender = test.sender(channel)
            try await sender.drain()
            #expect(try await test.intents().map(\.state) == [.retry])
            #expect(try await test.deliveries(.retry).map(\.lastAnswer) == ["the server answered 451"])
            // Not before its time.
            #expect(try await sender.drain() == 0)
            channel.refuse(with: nil)
            test.clock.advance(by: .seconds(120))
            try await sender.drain()
            #expect(try await test.deliveries(.sent).map(\.attempts) == [2])
        }
    }

    /// A mail server that is away over a weekend costs no message, and health says so.
    @Test func aServerThatCannotBeReachedCostsNoAttempt() async throws {
        try await planned { test in
            let channel = RecordingChannel(refusal: .unreachable("the server could not be reached (curl 7)"))
            let sender = test.sender(channel)
            try await sender.drain()
            let faults = sender.channels.faults
            #expect(faults.problem(of: "mail", now: test.clock.now()) == "the server could not be reached (curl 7)")
            #expect(faults.problem(now: test.clock.now()) == nil, "a server is started anew now and then")
            for _ in 0..<30 {
                test.clock.advance(by: .seconds(300))
                try await sender.drain()
            }
            #expect(faults.problem(now: test.clock.now())?.contains("curl 7") == true)
            #expect(try await test.deliveries().allSatisfy { $0.attempts == 0 && $0.state == .retry })
            channel.refuse(with: nil)
            test.clock.advance(by: .seconds(300))
            try await sender.drain()
            #expect(try await test.deliveries().allSatisfy { $0.attempts == 1 && $0.state == .sent })
            #expect(faults.problem(of: "mail", now: test.clock.now()) == nil)
        }
    }

    @Test func aPermanentRefusalIsDeadUntilAPersonWantsItTriedAnew() async throws {
        try await planned([PlanFixture.obligation(1)]) { test in
            let channel = RecordingChannel(refusal: .permanent("the server answered 550"))
            let sender = test.sender(channel)
            try await sender.drain()
            let dead = try #require(try await test.intents(.dead).first)
            #expect(dead.reason == "the server answered 550")
            channel.refuse(with: nil)
            #expect(try await test.tell(NotificationsAPI.RetryIntent.self, .init(id: dead.id)).state == .retry)
            try await sender.drain()
            #expect(try await test.intents().map(\.state) == [.sent])
        }
    }

    @Test func aLostAnswerIsUncertain() async throws {
        try await planned([PlanFixture.obligation(1)]) { test in
            try await test.sender(RecordingChannel(isIdempotent: false, refusal: .unknown("no answer"))).drain()
            #expect(try await test.intents().map(\.state) == [.uncertain])
        }
    }

    @Test func aCancelledIntentDoesNotLeave() async throws {
        try await planned { test in
            let intent = try #require(try await test.intents().first)
            let cancelled = try await test.tell(
                NotificationsAPI.CancelIntent.self, .init(id: intent.id, reason: "电话已通知"))
            #expect(cancelled.state == .cancelled && cancelled.reason == "tester: 电话已通知")
            let channel = RecordingChannel()
            try await test.sender(channel).drain()
            #expect(channel.messages.count == 1)
            await test.expectFault(.intentStateWrong) {
                try await test.tell(NotificationsAPI.CancelIntent.self, .init(id: intent.id, reason: "r"))
            }
        }
    }

    @Test func anEscalationIsOneMessageWithAllWhoOweM7M9() async throws {
        try await TestNotifications.runPublished((1...40).map { PlanFixture.obligation($0) }) { test in
            try await test.tick(at: PlanFixture.at("2026-05-25 09:00"))
            let channel = RecordingChannel()
            try await test.sender(channel).drain()
            let escalations = try await test.deliveries(.sent).filter { $0.recipient == PlanFixture.receiver }
            #expect(escalations.map(\.intents.count) == [40])
            #expect(channel.messages.count == 41)
        }
    }

    @Test func theFeedTellsTheStateAfterEveryChange() async throws {
        try await planned([PlanFixture.obligation(1)]) { test in
            try await test.sender(RecordingChannel()).drain()
            let marker = try await test.tell(
                NotificationsAPI.AddSuppression.self,
                .init(
                    campaign: "test-2026", matcher: .init(unit: "moe:9"), reason: "r",
                    end: PlanFixture.at("2026-05-20 00:00")))
            var changes: [Change] = []
            var after = "0"
            while !changes.contains(where: { $0.id == marker.id.description }) {
                let page = try await test.ask(
                    NotificationsAPI.ListChanges.self, .init(after: after, limit: 500, waitMs: 20_000))
                try #require(!page.changes.isEmpty, "the feed ends early")
                changes += page.changes
                after = page.next
            }
            let intent = try #require(changes.last { $0.entity == "intent" }).decoded(as: Intent.self)
            let delivery = try #require(changes.last { $0.entity == "delivery" }).decoded(as: Delivery.self)
            #expect(intent.state == .sent && delivery.state == .sent)
            #expect(Set(changes.map(\.entity)) == ["policy", "run", "intent", "delivery", "suppression"])
        }
    }
}

extension TestNotifications {
    /// As a sender leaves its deliveries that is killed after it wrote down that it hands them over.
    fileprivate func leaveAtSending() async throws {
        for delivery in try await deliveries() {
            try await harness.database.execute(DeliveryStatements.intentsClaimed, delivery.intents)
            try await harness.database.execute(DeliveryStatements.sending, [delivery.id], clock.now())
        }
    }
}
