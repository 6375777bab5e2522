import Shared
import TestSupport
import Testing

@testable import Notifications

/// A material that is given back, from reporting's feed to the mail: why, until when, and what follows (`domain.md` §5).
@Suite struct ReturnedMaterialTests {
    private static let returnedAt = PlanFixture.at("2026-05-18 15:00")
    private static let dueBackAt = PlanFixture.at("2026-05-22 00:00")

    private static func owed(_ number: UInt64, have: Int, reopened: Bool = false) -> Obligation {
        PlanFixture.obligation(number, quota: 2, have: have, reopenedAt: reopened ? returnedAt : nil)
    }

    /// Steps of the ladder of returned items that were told, without the return's instant.
    private func told(_ test: TestNotifications, of unit: UnitKey) async throws -> [String] {
        try await test.intents(.sent).filter { $0.reminder.unit == unit && $0.reminder.step.hasPrefix("returned/") }
            .map { "\($0.reminder.step.prefix { $0 != "@" }) \($0.reminder.recipient.unit)" }
    }

    private func given(
        _ obligations: [Obligation],
        _ body: @escaping @Sendable (TestNotifications, RecordingChannel) async throws -> Void
    ) async throws {
        try await TestNotifications.run(obligations) { test in
            try await test.tellCampaign(PlanFixture.changing, version: 2)
            try await test.publishPolicy()
            try await test.tick(at: PlanFixture.at("2026-05-18 14:00"))
            try await test.sender(RecordingChannel()).drain()
            try await body(test, RecordingChannel())
        }
    }

    private func send(_ test: TestNotifications, _ channel: RecordingChannel, at instant: String) async throws {
        try await test.tick(at: PlanFixture.at(instant))
        try await test.sender(channel).drain()
    }

    private func giveBack(_ test: TestNotifications, _ obligation: Obligation, _ number: UInt64) async throws {
        test.clock.set(Self.returnedAt)
        try await test.tell(
            PlanFixture.returnedMaterial(number, returnedAt: Self.returnedAt, dueBackAt: Self.dueBackAt),
            of: obligation)
    }

    @Test func itIsToldWithItsReasonAndItsDayAndItsLadderGoesOn() async throws {
        try await given([Self.owed(1, have: 1)]) { test, channel in
            try await giveBack(test, Self.owed(1, have: 0, reopened: true), 1)
            try await send(test, channel, at: "2026-05-18 15:01")
            #expect(channel.messages.map(\.subject) == ["退回：附件3"])
            let text = try #require(channel.messages.first).text
            #expect(text.hasPrefix("学院1：请于2026年5月21日24:00前重报：《开放日侧记》：图片缺少说明"), "\(text)")
            #expect(!text.contains("不限期"))
            // The other piece is owed as before: the rule's own ladder goes on beside.
            try await send(test, channel, at: "2026-05-19 09:00")
            #expect(channel.messages.last?.subject == "请报送附件3")
            for instant in ["2026-05-20 09:00", "2026-05-21 09:00", "2026-05-22 09:00"] {
                try await send(test, channel, at: instant)
            }
            #expect(
                try await told(test, of: "moe:1").sorted() == [
                    "returned/after moe:1", "returned/at-return moe:1", "returned/before-1 moe:1",
                    "returned/up \(PlanFixture.province)",
                ])
        }
    }

    @Test func anotherPieceInItsPlaceEndsItsLadder() async throws {
        try await given([Self.owed(1, have: 1)]) { test, channel in
            try await giveBack(test, Self.owed(1, have: 0, reopened: true), 1)
            try await send(test, channel, at: "2026-05-18 15:01")
            // One more is short of the quota still, so reporting calls it open again: what was given back is not.
            try await test.tell([Self.owed(1, have: 1, reopened: true)])
            for instant in ["2026-05-20 09:00", "2026-05-21 09:00", "2026-05-22 09:00"] {
                try await send(test, channel, at: instant)
            }
            #expect(try await told(test, of: "moe:1") == ["returned/at-return moe:1"])
        }
    }

    @Test func whoHasSentEnoughWithoutItIsToldNothing() async throws {
        let met = PlanFixture.obligation(1, satisfiedAt: PlanFixture.at("2026-05-17 10:00"), quota: 2, have: 3)
        try await given([met]) { test, channel in
            try await giveBack(
                test, PlanFixture.obligation(1, satisfiedAt: PlanFixture.at("2026-05-17 10:00"), quota: 2, have: 2), 1)
            try await send(test, channel, at: "2026-05-18 15:01")
            // Withdrawn from the quota afterwards: it is a matter of the rule, and no return.
            try await test.tell([Self.owed(1, have: 1)])
            try await send(test, channel, at: "2026-05-20 09:00")
            #expect(try await told(test, of: "moe:1").isEmpty)
            #expect(channel.messages.map(\.subject) == ["请报送附件3"])
        }
    }

    @Test func aFeedReadAgainTellsNobodyTwice() async throws {
        try await given([Self.owed(1, have: 1)]) { test, channel in
            try await giveBack(test, Self.owed(1, have: 0, reopened: true), 1)
            try await send(test, channel, at: "2026-05-18 15:01")
            try await test.harness.database.withLease { try await $0.script("UPDATE projections SET rebuild = true") }
            try await ReportingProjection.projection.catchUp(test.harness.dependencies, within: .seconds(30))
            try await send(test, channel, at: "2026-05-18 15:02")
            #expect(channel.messages.count == 1)
            // What is to come is known again.
            try await send(test, channel, at: "2026-05-20 09:00")
            #expect(
                try await told(test, of: "moe:1") == ["returned/at-return moe:1", "returned/before-1 moe:1"])
        }
    }
}
