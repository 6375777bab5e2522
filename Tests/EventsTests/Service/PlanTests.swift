import Shared
import Testing

@testable import Events

@Suite struct PlanTests {
    private static let items = [
        PlannedItem(key: "1", activity: "全民阅读", lead: Fixture.authority, time: "5月"),
        PlannedItem(key: "2", activity: "智慧助老", lead: Fixture.authority, coLeads: [TestEvents.city]),
    ]

    private func put(_ events: TestEvents, _ items: [PlannedItem]) async throws -> PlanImport {
        try await events.tell(EventsAPI.ImportPlan.self, .init(campaign: Fixture.campaign.key, items: items))
    }

    @Test func n16theSameListASecondTimeChangesNothing() async throws {
        try await TestEvents.run { events in
            #expect(try await put(events, Self.items) == PlanImport(created: 2, changed: 0, unchanged: 0))
            #expect(try await put(events, Self.items) == PlanImport(created: 0, changed: 0, unchanged: 2))
            let moved = [Self.items[0], PlannedItem(key: "2", activity: "智慧助老", lead: TestEvents.city)]
            #expect(try await put(events, moved) == PlanImport(created: 0, changed: 1, unchanged: 1))
            let page = try await events.ask(
                EventsAPI.ListPlan.self, .init(campaign: Fixture.campaign.key, limit: 1))
            #expect(page.items == [Self.items[0]])
            let rest = try await events.ask(
                EventsAPI.ListPlan.self, .init(campaign: Fixture.campaign.key, after: page.next))
            #expect(rest.items == [moved[1]] && rest.next == nil)
        }
    }

    @Test func aWrongListIsRefusedAsAWhole() async throws {
        try await TestEvents.run { events in
            let fault = await events.expectFault(.invalidParams) { try await put(events, Self.items + Self.items) }
            #expect(fault?.violations.map(\.path) == ["params.items[2].key", "params.items[3].key"])
            await events.expectFault(.unitUnknownToEvents) {
                try await put(events, [PlannedItem(key: "1", activity: "全民阅读", lead: "issuer:NOBODY")])
            }
            await events.expectFault(.invalidParams) { try await put(events, []) }
            let page = try await events.ask(EventsAPI.ListPlan.self, .init(campaign: Fixture.campaign.key))
            #expect(page.items == [])
        }
    }

    @Test func n16openItemsAreVisibleUntilAnEventThatCountsFulfilsThem() async throws {
        try await TestEvents.run { events in
            _ = try await put(events, Self.items)
            func open() async throws -> [PlannedItemKey] {
                try await events.ask(
                    EventsAPI.GetPlanProgress.self, .init(campaign: Fixture.campaign.key, onlyOpen: true)
                ).items.map(\.item.key)
            }
            #expect(try await open() == ["1", "2"])
            let draft = try await events.create(Fixture.content(plannedItem: "1"))
            #expect(try await open() == ["1", "2"])
            let session = Fixture.session("2026-05-13T09:00:00+08:00", "2026-05-13T11:00:00+08:00")
            let approved = try await events.approved(Fixture.content(plannedItem: "2", sessions: [session]))
            #expect(try await open() == ["1"])
            let all = try await events.ask(
                EventsAPI.GetPlanProgress.self, .init(campaign: Fixture.campaign.key)
            ).items
            #expect(all.map { $0.events.map(\.event) } == [[draft.id], [approved.id]])
            #expect(all.map(\.isOpen) == [true, false])
        }
    }

    @Test func anEventFulfilsOnlyItemsOfTheList() async throws {
        try await TestEvents.run { events in
            await events.expectFault(.plannedItemUnknown) {
                try await events.create(Fixture.content(plannedItem: "404"))
            }
        }
    }
}
