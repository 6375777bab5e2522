import Shared
import TestSupport
import Testing

@testable import Notifications

/// Who was told before is told of changes, over real services and feeds (M12).
@Suite struct ChangeTests {
    private static let now = PlanFixture.at("2026-05-19 09:00")

    private func changing(
        _ obligations: [Obligation] = [PlanFixture.obligation(1), PlanFixture.obligation(2)],
        _ body: @escaping @Sendable (TestNotifications, RecordingChannel) async throws -> Void
    ) async throws {
        try await TestNotifications.run(obligations) { test in
            try await test.tellCampaign(PlanFixture.changing, version: 2)
            try await test.tellContact(PlanFixture.recipient(3), number: 33)
            try await test.publishPolicy()
            try await body(test, RecordingChannel())
        }
    }

    /// Plans and sends at the instant; answers the subjects by recipient's unit of what was sent anew.
    private func subjects(
        _ test: TestNotifications, _ channel: RecordingChannel, at instant: Instant
    ) async throws -> [String] {
        let known = channel.messages.count
        try await test.tick(at: instant)
        try await test.sender(channel).drain()
        return channel.messages.dropFirst(known).map(\.subject).sorted()
    }

    @Test func anEventsChangeReachesEverybodyWhoWasToldBeforeM12N15() async throws {
        try await changing([]) { test, channel in
            for number in 1...2 {
                try await test.tellContact(PlanFixture.recipient(UInt64(number)), number: UInt64(number))
            }
            try await test.tell(PlanFixture.event())
            #expect(try await subjects(test, channel, at: Self.now) == ["活动：启动仪式", "活动：启动仪式"])
            #expect(channel.messages[0].text.contains("2026年5月22日09:00至11:00，一号楼"))
            // Nothing new: nothing again.
            #expect(try await subjects(test, channel, at: Self.now.adding(.seconds(60))).isEmpty)
            // Another place, and unit 1 is no co-host any more: it is told all the same. Unit 3 hears of it for the first time.
            try await test.tell(PlanFixture.event(place: "二号楼", announcement: 2, revision: 5, with: [2, 3]))
            #expect(
                try await subjects(test, channel, at: Self.now.adding(.seconds(120))) == [
                    "变更：启动仪式", "变更：启动仪式", "活动：启动仪式",
                ])
            #expect(channel.messages.suffix(3).allSatisfy { $0.text.contains("二号楼") })
            try await test.tell(
                PlanFixture.event(
                    place: "二号楼", announcement: 2, state: .cancelled, revision: 6, reason: "暴雨", with: [2, 3]))
            #expect(
                try await subjects(test, channel, at: Self.now.adding(.seconds(180)))
                    == Array(repeating: "取消：启动仪式", count: 3))
            #expect(channel.messages.last?.text.contains("暴雨") == true)
            let explained = try await test.ask(
                NotificationsAPI.Explain.self, .init(campaign: "test-2026", unit: "moe:1"))
            #expect(
                explained.intents.map(\.reminder.step) == [
                    "event/cancelled@6", "event/announcement@2", "event/announcement@1",
                ])
            #expect(explained.messages.map(\.state) == [.sent, .sent, .sent])
        }
    }

    @Test func whoIsInvitedLaterIsToldThenAndNobodyTwice() async throws {
        try await changing([]) { test, channel in
            for number in 1...2 {
                try await test.tellContact(PlanFixture.recipient(UInt64(number)), number: UInt64(number))
            }
            let event = PlanFixture.event()
            try await test.tell(event)
            #expect(try await subjects(test, channel, at: Self.now).count == 2)
            try await test.tell(
                event,
                ceremony: Ceremony(
                    event: event.id, plan: CeremonyPlan(agenda: []), capacity: nil, revision: 2,
                    invitations: [CeremonyInvitation(unit: "moe:3", quota: 2)]))
            #expect(try await subjects(test, channel, at: Self.now.adding(.seconds(60))) == ["活动：启动仪式"])
        }
    }

    /// Nothing of it moved, so it is not announced anew: those whose names were added hear of it, and nobody else again.
    @Test func whoIsAddedToAPublishedEventIsToldThenAndNobodyTwiceM12() async throws {
        try await changing([]) { test, channel in
            for number in 1...2 {
                try await test.tellContact(PlanFixture.recipient(UInt64(number)), number: UInt64(number))
            }
            try await test.tell(PlanFixture.event(with: [1]))
            #expect(try await subjects(test, channel, at: Self.now) == ["活动：启动仪式"])
            try await test.tell(PlanFixture.event(revision: 5, with: [1, 2, 3]))
            #expect(
                try await subjects(test, channel, at: Self.now.adding(.seconds(60))) == ["活动：启动仪式", "活动：启动仪式"])
            // One fewer is no news to anybody.
            try await test.tell(PlanFixture.event(revision: 6, with: [1, 2]))
            #expect(try await subjects(test, channel, at: Self.now.adding(.seconds(120))).isEmpty)
            let told = try await test.intents(.sent).map(\.reminder.recipient.unit)
            #expect(told.sorted() == ["moe:1", "moe:2", "moe:3"])
        }
    }

    @Test func anAnnouncementThatChangedBeforeItLeftIsNotSent() async throws {
        try await changing([]) { test, channel in
            try await test.tellContact(PlanFixture.recipient(1), number: 1)
            try await test.tell(PlanFixture.event(with: [1]))
            try await test.tick(at: Self.now)
            try await test.tell(PlanFixture.event(place: "三号楼", announcement: 2, revision: 5, with: [1]))
            // It was not told of the first: so it hears of the event for the first time.
            #expect(try await subjects(test, channel, at: Self.now.adding(.seconds(60))) == ["活动：启动仪式"])
            #expect(channel.messages.first?.text.contains("三号楼") == true)
            #expect(try await test.intents(.superseded).count == 1)
        }
    }

    @Test func aMovedDueTimeAndAnExtensionReachWhoWasRemindedM12() async throws {
        try await changing { test, channel in
            #expect(try await subjects(test, channel, at: Self.now).count == 2)
            try await test.tell([
                PlanFixture.obligation(1, due: PlanFixture.at("2026-05-23 00:00")),
                PlanFixture.obligation(2, extendedUntil: PlanFixture.at("2026-05-28 00:00")),
            ])
            #expect(
                try await subjects(test, channel, at: Self.now.adding(.seconds(600))) == ["延期：附件3", "调整：附件3"])
            #expect(channel.messages.contains { $0.text.contains("学院2：2026年5月20日24:00延至2026年5月27日24:00") })
            #expect(try await subjects(test, channel, at: Self.now.adding(.seconds(1200))).isEmpty)
            // The extension is revoked: who heard of it hears of that.
            try await test.tell([PlanFixture.obligation(2)])
            #expect(try await subjects(test, channel, at: Self.now.adding(.seconds(1800))) == ["调整：附件3"])
        }
    }

    /// The former due time is the one that the reader was told of, whatever it was in between.
    @Test func aDueTimeThatMovedTwiceBeforeItWasToldIsMeasuredByWhatWasToldM12() async throws {
        try await changing([PlanFixture.obligation(1)]) { test, channel in
            #expect(try await subjects(test, channel, at: Self.now).count == 1)
            // Planned, and out of date before it leaves.
            try await test.tell([PlanFixture.obligation(1, due: PlanFixture.at("2026-05-23 00:00"))])
            try await test.tick(at: Self.now.adding(.seconds(600)))
            try await test.tell([PlanFixture.obligation(1, due: PlanFixture.at("2026-05-28 00:00"))])
            #expect(try await subjects(test, channel, at: Self.now.adding(.seconds(1200))) == ["调整：附件3"])
            let text = try #require(channel.messages.last).text
            #expect(text.hasPrefix("学院1：2026年5月20日24:00改为2026年5月27日24:00"), "\(text)")
            #expect(try await test.intents(.superseded).map(\.reminder.dueAt) == [PlanFixture.at("2026-05-23 00:00")])
            // An earlier one is told as well, and measured by the last.
            try await test.tell([PlanFixture.obligation(1, due: PlanFixture.at("2026-05-26 00:00"))])
            #expect(try await subjects(test, channel, at: Self.now.adding(.seconds(1800))) == ["调整：附件3"])
            #expect(
                channel.messages.last?.text.hasPrefix("学院1：2026年5月27日24:00改为2026年5月25日24:00") == true)
            // Away and back between two looks: nothing has changed for anybody.
            try await test.tell([PlanFixture.obligation(1, due: PlanFixture.at("2026-05-30 00:00"))])
            try await test.tell([PlanFixture.obligation(1, due: PlanFixture.at("2026-05-26 00:00"))])
            #expect(try await subjects(test, channel, at: Self.now.adding(.seconds(2400))).isEmpty)
        }
    }

    /// Who was never reminded takes what the rule says for the former due time, and of two extensions hears the last.
    @Test func anExtensionOfAnExtensionNobodyHeardOfIsMeasuredByTheRuleM12() async throws {
        try await changing([PlanFixture.obligation(1)]) { test, channel in
            for (seconds, until) in [(0, "2026-05-23 00:00"), (600, "2026-05-28 00:00")] {
                try await test.tell([PlanFixture.obligation(1, extendedUntil: PlanFixture.at(until))])
                try await test.tick(at: PlanFixture.at("2026-05-18 08:35").adding(.seconds(seconds)))
            }
            try await test.sender(channel).drain()
            #expect(channel.messages.map(\.subject) == ["延期：附件3"])
            #expect(channel.messages.last?.text.hasPrefix("学院1：2026年5月20日24:00延至2026年5月27日24:00") == true)
        }
    }

    @Test func whatMetItsDueTimeIsNotToldThatItMoved() async throws {
        try await changing { test, channel in
            #expect(try await subjects(test, channel, at: Self.now).count == 2)
            try await test.tell([
                PlanFixture.obligation(
                    1, due: PlanFixture.at("2026-05-23 00:00"), satisfiedAt: PlanFixture.at("2026-05-19 09:05"))
            ])
            #expect(try await subjects(test, channel, at: Self.now.adding(.seconds(600))).isEmpty)
        }
    }

    @Test func aFeedReadAgainFromNothingTellsNobodyTwiceM12() async throws {
        try await changing { test, channel in
            #expect(try await subjects(test, channel, at: Self.now).count == 2)
            try await test.tell([PlanFixture.obligation(1, due: PlanFixture.at("2026-05-23 00:00"))])
            #expect(try await subjects(test, channel, at: Self.now.adding(.seconds(600))) == ["调整：附件3"])
            try await test.harness.database.withLease { try await $0.script("UPDATE projections SET rebuild = true") }
            for projection in [ReportingProjection.projection, EventsProjection.projection] {
                try await projection.catchUp(test.harness.dependencies, within: .seconds(30))
            }
            #expect(try await subjects(test, channel, at: Self.now.adding(.seconds(1200))).isEmpty)
        }
    }

    @Test func aReturnIsToldAtOnceAndRemindedOfUntilItIsFiledAgain() async throws {
        try await changing { test, channel in
            let returnedAt = PlanFixture.at("2026-05-21 15:00")
            let dueBackAt = PlanFixture.at("2026-05-27 00:00")
            try await test.tick(at: PlanFixture.at("2026-05-21 14:00"))
            try await test.sender(channel).drain()
            let submission = PlanFixture.submission(1, returnedAt: returnedAt, dueBackAt: dueBackAt)
            try await test.tell(submission, "returned")
            #expect(try await subjects(test, channel, at: returnedAt.adding(.seconds(60))) == ["退回：附件3"])
            #expect(channel.messages.last?.text.hasPrefix("学院1：请于2026年5月26日24:00前重报：场次与合计不符") == true)
            // Refiled just before the next step leaves: reporting knows it, its feed has not told it yet (M2).
            try await test.tick(at: PlanFixture.at("2026-05-25 09:00"))
            test.peers.put(PlanFixture.submission(1, state: .submitted, returnedAt: returnedAt, dueBackAt: dueBackAt))
            try await test.sender(channel).drain()
            let ended = try await test.intents(.satisfied)
            #expect(ended.map(\.reason) == ["it was filed again"])
            #expect(ended.allSatisfy { $0.reminder.step.hasPrefix("returned/before-1") })
        }
    }

    @Test func aReturnReachesWhoWasToldOfWhatIsOwedM12() async throws {
        try await changing([PlanFixture.obligation(1)]) { test, channel in
            // The province hears that it is overdue.
            _ = try await subjects(test, channel, at: PlanFixture.at("2026-05-25 09:00"))
            let returnedAt = PlanFixture.at("2026-05-25 15:00")
            let submission = PlanFixture.submission(
                1, returnedAt: returnedAt, dueBackAt: PlanFixture.at("2026-06-02 00:00"))
            try await test.tell(submission, "returned")
            #expect(
                try await subjects(test, channel, at: returnedAt.adding(.seconds(60))) == ["退回情况：附件3", "退回：附件3"])
            #expect(channel.messages.contains { $0.text.hasPrefix("学院1：2026年6月1日24:00，场次与合计不符") })
            #expect(try await subjects(test, channel, at: returnedAt.adding(.seconds(120))).isEmpty)
            // More time for it reaches those who were told, too.
            try await test.tell([PlanFixture.obligation(1, extendedUntil: PlanFixture.at("2026-06-05 00:00"))])
            #expect(
                try await subjects(test, channel, at: returnedAt.adding(.seconds(180))) == ["延期：附件3", "延期：附件3"])
            // A feed read again tells nobody twice.
            try await test.harness.database.withLease { try await $0.script("UPDATE projections SET rebuild = true") }
            try await ReportingProjection.projection.catchUp(test.harness.dependencies, within: .seconds(30))
            #expect(try await subjects(test, channel, at: returnedAt.adding(.seconds(240))).isEmpty)
        }
    }

    @Test func oneThatCannotBePutTogetherLeavesTheOthersOnTheirWay() async throws {
        try await changing { test, channel in
            #expect(try await subjects(test, channel, at: Self.now).count == 2)
            let due = PlanFixture.at("2026-05-25 00:00")
            try await test.tell([PlanFixture.obligation(1, due: due), PlanFixture.obligation(2, due: due)])
            let broken = PlanFixture.obligation(1).id
            try await test.harness.database.withLease { lease in
                try await lease.script("UPDATE notices SET data = '{}' WHERE obligation = '\(broken)'")
            }
            #expect(try await subjects(test, channel, at: Self.now.adding(.seconds(60))) == ["调整：附件3"])
            let waiting = try await test.deliveries(.planned)
            #expect(waiting.map(\.recipient) == [PlanFixture.recipient(1)])
            #expect(waiting.map(\.lastAnswer) == ["the message could not be put together; the log says why"])
        }
    }

    @Test func aClaimThatMeetsAChangeIsComposedAnew() async throws {
        try await changing([PlanFixture.obligation(1)]) { test, channel in
            try await test.tick(at: Self.now)
            let delivery = try #require(try await test.deliveries().first)
            let count = {
                try await test.harness.database.query(DeliveryStatements.noticeCounts, [delivery.id]).first?.1 ?? 0
            }
            let before = try await count()
            try await test.tell([PlanFixture.obligation(1, due: PlanFixture.at("2026-05-23 00:00"))])
            let after = try await count()
            #expect(after == before + 1)
            // The reminder is of a due time that holds no longer; nobody was told of it, so nobody is told that it moved.
            #expect(try await subjects(test, channel, at: Self.now.adding(.seconds(60))).isEmpty)
            #expect(try await test.intents(.superseded).count == 1)
        }
    }
}
