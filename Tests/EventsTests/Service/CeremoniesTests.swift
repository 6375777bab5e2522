import Shared
import Testing

@testable import Events

@Suite struct CeremoniesTests {
    private let plan = CeremonyPlan(
        agenda: [.init(title: "致辞", speaker: "市政府负责同志", minutes: 10)], subVenues: ["第一职业技术学院"])

    private func ceremony(_ events: TestEvents, capacity: Int? = nil, quotas: [UnitKey: Int]) async throws -> Event {
        let event = try await events.published(Fixture.content(acknowledgesOverlap: true))
        try await events.tell(EventsAPI.SetCeremony.self, .init(event: event.id, plan: plan, capacity: capacity))
        try await events.tell(
            EventsAPI.InviteToCeremony.self,
            .init(event: event.id, invitations: quotas.map { .init(unit: $0.key, quota: $0.value) }))
        return event
    }

    private func reply(_ events: TestEvents, _ event: Event, _ unit: UnitKey, _ attending: Int) async throws -> Ceremony
    {
        try await events.tell(EventsAPI.ReplyToCeremony.self, .init(event: event.id, unit: unit, attending: attending))
    }

    @Test func n15unitsReplyWithinTheirQuotaE9() async throws {
        try await TestEvents.run { events in
            let event = try await ceremony(events, quotas: [TestEvents.city: 5, TestEvents.school: 2])
            await events.expectFault(.ceremonyQuotaExceeded) { try await reply(events, event, TestEvents.city, 6) }
            await events.expectFault(.ceremonyQuotaExceeded) { try await reply(events, event, TestEvents.city, -1) }
            await events.expectFault(.notInvited) { try await reply(events, event, TestEvents.college, 1) }
            _ = try await reply(events, event, TestEvents.city, 5)
            let replied = try await reply(events, event, TestEvents.city, 4)
            #expect(replied.attending == 4)
            #expect(replied.invitations.map(\.attending) == [4, nil])
            // A quota does not fall below what was promised.
            await events.expectFault(.ceremonyQuotaExceeded) {
                try await events.tell(
                    EventsAPI.InviteToCeremony.self,
                    .init(event: event.id, invitations: [.init(unit: TestEvents.city, quota: 3)]))
            }
            #expect(try await events.ask(EventsAPI.GetCeremony.self, .init(event: event.id)) == replied)
        }
    }

    @Test func e9theLastPlaceGoesToOneOfTwo() async throws {
        try await TestEvents.run { events in
            // Several rounds, so that without the lock one of them would let both in.
            for _ in 0..<5 {
                let event = try await ceremony(events, capacity: 5, quotas: [TestEvents.city: 5, TestEvents.school: 5])
                await events.expectOneOfTwo(refusedWith: .ceremonyFull) {
                    try await reply(events, event, TestEvents.city, 3)
                } _: {
                    try await reply(events, event, TestEvents.school, 3)
                }
                let found = try await events.ask(EventsAPI.GetCeremony.self, .init(event: event.id))
                #expect(found.attending == 3)
            }
        }
    }

    @Test func e6aMovedSubVenueIsAnnouncedAnew() async throws {
        try await TestEvents.run { events in
            let event = try await ceremony(events, quotas: [TestEvents.city: 5])
            let longer = CeremonyPlan(agenda: plan.agenda + [.init(title: "启动", minutes: 5)], subVenues: plan.subVenues)
            try await events.tell(EventsAPI.SetCeremony.self, .init(event: event.id, expectRevision: 1, plan: longer))
            #expect(try await events.ask(EventsAPI.GetEvent.self, .init(id: event.id)).announcement == 1)
            let moved = CeremonyPlan(agenda: longer.agenda, subVenues: ["市图书馆"])
            try await events.tell(EventsAPI.SetCeremony.self, .init(event: event.id, expectRevision: 2, plan: moved))
            let after = try await events.ask(EventsAPI.GetEvent.self, .init(id: event.id))
            #expect(after.announcement == 2 && after.revision == event.revision + 1)
            await events.expectFault(.revisionConflict) {
                try await events.tell(
                    EventsAPI.SetCeremony.self, .init(event: event.id, expectRevision: 2, plan: moved))
            }
        }
    }

    @Test func aCeremonyThatIsOverDoesNotChange() async throws {
        try await TestEvents.run { events in
            let event = try await ceremony(events, quotas: [TestEvents.city: 5])
            events.clock.set(Fixture.at("2026-05-12T11:00:00+08:00"))
            await events.expectFault(.eventStateWrong) { try await reply(events, event, TestEvents.city, 1) }
        }
    }

    @Test func anEventThatIsNoCeremonyInvitesNobody() async throws {
        try await TestEvents.run { events in
            let event = try await events.create(Fixture.content())
            await events.expectFault(.ceremonyUnknown) { try await reply(events, event, TestEvents.city, 1) }
        }
    }
}
