import Shared
import Synchronization
import TestSupport
import Testing

@testable import Notifications

/// Between putting a message together and handing it over: what happens meanwhile is minded, whoever does it.
@Suite struct ClaimTests {
    private func planned(
        _ obligations: [Obligation] = [PlanFixture.obligation(1)],
        _ body: @escaping @Sendable (TestNotifications) async throws -> Void
    ) async throws { try await TestNotifications.runPlanned(obligations, body) }

    /// Drains, and learns in the end that the transaction of its locks is gone.
    private func drainWithoutLocks(_ sender: Sender) async throws {
        do {
            try await sender.drain()
            Issue.record("its transaction is gone")
        } catch is PostgresError {}
    }

    @Test func whatIsCancelledMeanwhileDoesNotLeave() async throws {
        try await planned { test in
            let intent = try #require(try await test.intents().first)
            test.peers.whileNextIsPutTogether {
                try await test.tell(NotificationsAPI.CancelIntent.self, .init(id: intent.id, reason: "电话已通知"))
            }
            let channel = RecordingChannel()
            try await test.sender(channel).drain()
            #expect(channel.messages.isEmpty)
            #expect(try await test.intents().map(\.state) == [.cancelled])
            #expect(try await test.deliveries().map(\.state) == [.empty])
        }
    }

    @Test func whatAPolicyTakesBackMeanwhileDoesNotLeaveM1() async throws {
        try await planned { test in
            let other = PlanFixture.step("other", "anchor(obligation, end) - P2WD", time: "11:00")
            try await test.tellCampaign(PlanFixture.campaign([other]), version: 2)
            test.peers.whileNextIsPutTogether { try await test.publishPolicy() }
            let channel = RecordingChannel()
            try await test.sender(channel).drain()
            #expect(channel.messages.isEmpty)
            #expect(try await test.intents().map(\.state) == [.superseded])
        }
    }

    @Test func whatIsHeldBackMeanwhileWaitsM5() async throws {
        try await planned { test in
            let until = PlanFixture.at("2026-05-20 12:00")
            test.peers.whileNextIsPutTogether {
                try await test.tell(
                    NotificationsAPI.AddSuppression.self,
                    .init(campaign: "test-2026", matcher: .init(unit: "moe:1"), reason: "系统维护", end: until))
            }
            let channel = RecordingChannel()
            let sender = test.sender(channel)
            try await sender.drain()
            #expect(channel.messages.isEmpty)
            test.clock.set(until)
            try await sender.drain()
            #expect(channel.messages.count == 1)
        }
    }

    @Test func whatIsKnownOfItMeanwhileIsMindedM2() async throws {
        try await TestNotifications.run([PlanFixture.obligation(1)]) { test in
            try await test.tellCampaign(PlanFixture.changing, version: 2)
            try await test.publishPolicy()
            try await test.tick(at: TestNotifications.reminding)
            test.peers.whileNextIsPutTogether {
                try await test.tell([PlanFixture.obligation(1, due: PlanFixture.at("2026-05-23 00:00"))])
            }
            let channel = RecordingChannel()
            try await test.sender(channel).drain()
            #expect(channel.messages.isEmpty)
            #expect(try await test.intents().map(\.state) == [.superseded])
        }
    }

    @Test func whoLostItsLocksClaimsNothingThatAnotherOneHasM11() async throws {
        try await planned { test in
            let channel = RecordingChannel(isIdempotent: false)
            test.peers.whileNextIsPutTogether {
                try await test.endLocks()
                #expect(try await test.sender(channel).drain() == 1)
            }
            try await drainWithoutLocks(test.sender(channel))
            #expect(channel.messages.count == 1)
            #expect(try await test.deliveries(.sent).map(\.attempts) == [1])
        }
    }

    @Test func whoLostItsLocksClaimsNothingThatIsOnItsWayM11() async throws {
        try await planned { test in
            let holding = HoldingChannel()
            let other = Mutex<Task<Int, any Error>?>(nil)
            test.peers.whileNextIsPutTogether {
                try await test.endLocks()
                other.withLock { $0 = Task { try await test.sender(holding).drain() } }
                for await _ in holding.arrivals { break }
            }
            let channel = RecordingChannel(isIdempotent: false)
            try await drainWithoutLocks(test.sender(channel))
            #expect(channel.messages.isEmpty)
            holding.release()
            let sent = try await other.withLock(\.self)?.value
            #expect(sent == 1)
            #expect(try await test.deliveries(.sent).map(\.attempts) == [1])
        }
    }

    /// What was on its way when its sender lost its locks is uncertain to others, and the sender still knows.
    @Test func anAnswerThatComesAfterTheLocksWereLostIsWrittenDown() async throws {
        try await planned { test in
            let holding = HoldingChannel()
            async let first = try? test.sender(holding).drain()
            for await _ in holding.arrivals { break }
            try await test.endLocks()
            let channel = RecordingChannel(isIdempotent: false)
            try await test.sender(channel).drain()
            #expect(try await test.deliveries().map(\.state) == [.uncertain])
            holding.release()
            _ = await first
            #expect(try await test.deliveries().map(\.state) == [.sent])
            #expect(try await test.intents().map(\.state) == [.sent])
            #expect(channel.messages.isEmpty)
        }
    }

    @Test func anAnswerThatComesAfterAPersonResolvedItChangesNothing() async throws {
        try await planned { test in
            let holding = HoldingChannel()
            async let first = try? test.sender(holding).drain()
            for await _ in holding.arrivals { break }
            try await test.endLocks()
            let channel = RecordingChannel(isIdempotent: false)
            let second = test.sender(channel)
            try await second.drain()
            let uncertain = try #require(try await test.intents(.uncertain).first)
            try await test.tell(
                NotificationsAPI.ResolveIntent.self, .init(id: uncertain.id, outcome: .sendAgain, note: "未收到"))
            holding.release()
            _ = await first
            #expect(try await test.intents().map(\.state) == [.retry])
            try await second.drain()
            #expect(channel.messages.count == 1)
            #expect(try await test.intents().map(\.state) == [.sent])
        }
    }

    @Test func ofSeveralStepsThatWaitedTheLatestIsToldM3() async throws {
        try await planned { test in
            let channel = RecordingChannel(refusal: .unreachable("no connection"))
            let sender = test.sender(channel)
            try await sender.drain()
            for time in ["2026-05-20 09:00", "2026-05-20 15:00"] {
                try await test.tick(at: PlanFixture.at(time))
                try await sender.drain()
            }
            let steps = try await test.intents().map(\.reminder.step)
            #expect(steps.count > 1)
            channel.refuse(with: nil)
            let before = channel.messages.count
            test.clock.advance(by: .seconds(600))
            try await sender.drain()
            #expect(channel.messages.count == before + 1)
            #expect(try await test.intents(.sent).map(\.reminder.step) == [steps.last])
            #expect(try await test.intents(.superseded).count == steps.count - 1)
        }
    }

    /// So what a person gets in an hour is counted by what left before.
    @Test func onePersonIsWrittenToByOneSenderAtATimeM11() async throws {
        let obligations = [PlanFixture.obligation(1), PlanFixture.obligation(2, due: Self.dayBefore, ofUnit: 1)]
        try await planned(obligations) { test in
            let holding = HoldingChannel()
            async let first = test.sender(holding).drain()
            for await _ in holding.arrivals { break }
            try await test.tick(at: PlanFixture.at("2026-05-19 15:00"))
            #expect(try await test.deliveries(.planned).map(\.recipient) == [PlanFixture.recipient(1)])
            let channel = RecordingChannel()
            #expect(try await test.sender(channel).drain() == 0)
            // The first one goes on with it.
            for _ in 0..<2 { holding.release() }
            let sent = try await first
            #expect(sent == 2 && channel.messages.isEmpty)
            #expect(try await test.deliveries(.sent).count == 2)
        }
    }

    private static let dayBefore = PlanFixture.at("2026-05-20 00:00")
}

extension TestNotifications {
    /// The database ends the sessions that hold senders' locks, as a failover does.
    fileprivate func endLocks() async throws {
        let ended = try await harness.database.one(
            Statement(
                """
                SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_locks JOIN pg_database d ON d.oid = pg_locks.database
                WHERE locktype = 'advisory' AND granted AND datname = current_database()
                    AND (classid::bigint << 32 | objid::bigint)
                        = hashtextextended(concat_ws(chr(10), 'recipient', 'moe:1', 'reporter', 'email'), 0)
                """, access: .write
            ) { row in try row.next(Int64?.self) ?? 0 })
        #expect(ended == 1)
    }
}
