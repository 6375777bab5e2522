import Shared
import TestSupport
import Testing

@testable import Notifications

/// M10 with real keys and rows: nobody sees another unit's reminders, and no answer says that there are any.
@Suite struct ScopeTests {
    @Test func aUnitSeesItsOwnRemindersAndNothingOfOthersM10() async throws {
        let (own, other) = (PlanFixture.obligation(1), PlanFixture.obligation(2))
        try await TestNotifications.runPublished([own, other]) { test in
            try await test.tick(at: TestNotifications.reminding)
            let all = try await test.intents()
            #expect(Set(all.map(\.reminder.unit)) == [own.unit.key, other.unit.key])
            let client = try test.harness.client(
                principal: "unit", roles: [.unitReporter], unit: own.unit.key)
            defer { client.close() }
            let intents = try await client.call(
                NotificationsAPI.ListIntents.self, .init(campaign: TestNotifications.campaign, limit: 500))
            #expect(Set(intents.items.map(\.reminder.unit)) == [own.unit.key] && intents.next == nil)
            let asked = try await client.call(
                NotificationsAPI.ListIntents.self,
                .init(campaign: TestNotifications.campaign, unit: other.unit.key, limit: 500))
            #expect(asked.items.isEmpty && asked.next == nil)
            let deliveries = try await client.call(
                NotificationsAPI.ListDeliveries.self, .init(campaign: TestNotifications.campaign, limit: 500))
            #expect(deliveries.items.allSatisfy { $0.recipient.unit == own.unit.key } && deliveries.next == nil)
            let history = try await client.call(
                NotificationsAPI.Explain.self, .init(campaign: TestNotifications.campaign, unit: own.unit.key))
            #expect(!history.intents.isEmpty && history.intents.allSatisfy { $0.reminder.unit == own.unit.key })
            #expect(history.upcoming.allSatisfy { $0.unit == own.unit.key })
            // What is another's and what is not there get the same answer.
            let foreign = try #require(all.first { $0.reminder.unit == other.unit.key })
            for id in [foreign.id, .make(at: test.clock.now())] {
                let fault = await #expect(throws: Fault.self) {
                    try await client.call(NotificationsAPI.GetIntent.self, .init(id: id))
                }
                #expect(fault?.kind == .intentUnknown && fault?.message == FaultKind.intentUnknown.message)
            }
            for unit in [other.unit.key, "moe:nowhere"] {
                let fault = await #expect(throws: Fault.self) {
                    try await client.call(
                        NotificationsAPI.Explain.self, .init(campaign: TestNotifications.campaign, unit: unit))
                }
                #expect(fault?.kind == .permissionDenied)
            }
        }
    }
}
