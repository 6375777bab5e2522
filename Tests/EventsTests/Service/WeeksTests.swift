import Shared
import Testing

@testable import Events

@Suite struct WeeksTests {
    private func declaration(
        _ start: String, _ end: String, unit: UnitKey = TestEvents.city, track: TrackCode = "lifelong",
        confirm: Bool? = nil
    ) -> EventsAPI.DeclareWeek.Params {
        .init(
            campaign: Fixture.campaign.key, track: track, unit: unit, start: Fixture.day(start), end: Fixture.day(end),
            basis: "市通知", confirmAfterCap: confirm)
    }

    private func amendment(
        _ week: LocalWeek, _ start: String, _ end: String, confirm: Bool? = nil
    ) -> EventsAPI.AmendWeek.Params {
        .init(
            id: week.id, expectRevision: week.revision, start: Fixture.day(start), end: Fixture.day(end),
            basis: "市更正通知", confirmAfterCap: confirm)
    }

    private func stored(_ events: TestEvents, knownAt: Instant? = nil) async throws -> LocalWeek {
        try await events.ask(
            EventsAPI.GetWeek.self,
            .init(campaign: Fixture.campaign.key, track: "lifelong", unit: TestEvents.city, knownAt: knownAt))
    }

    @Test func n26aWeekIsDeclaredOnceAndListed() async throws {
        try await TestEvents.run { events in
            let week = try await events.tell(
                EventsAPI.DeclareWeek.self, declaration("2026-09-20", "2026-09-26"), as: "city")
            #expect(week.revision == 1 && week.declaredAt == events.clock.now() && !week.confirmedAfterCap)
            #expect(try await stored(events) == week)
            await events.expectFault(.weekAlreadyDeclared) {
                try await events.tell(EventsAPI.DeclareWeek.self, declaration("2026-09-21", "2026-09-27"))
            }
            try await events.tell(
                EventsAPI.DeclareWeek.self, declaration("2026-10-12", "2026-10-18", unit: TestEvents.county))
            let page = try await events.ask(
                EventsAPI.ListWeeks.self, .init(campaign: Fixture.campaign.key, limit: 1))
            #expect(page.items == [week])
            let rest = try await events.ask(
                EventsAPI.ListWeeks.self, .init(campaign: Fixture.campaign.key, after: page.next, limit: 1))
            #expect(rest.items.map(\.unit) == [TestEvents.county] && rest.next == nil)
        }
    }

    @Test func e7anAmendedWeekKeepsWhatWasKnownBefore() async throws {
        try await TestEvents.run { events in
            let declaredAt = events.clock.now()
            let first = try await events.tell(EventsAPI.DeclareWeek.self, declaration("2026-09-20", "2026-09-26"))
            events.clock.advance(by: .seconds(3_600))
            let second = try await events.tell(EventsAPI.AmendWeek.self, amendment(first, "2026-10-11", "2026-10-17"))
            #expect(second.revision == 2 && second.id == first.id && second.amendedAt == events.clock.now())
            #expect(try await stored(events) == second)
            #expect(try await stored(events, knownAt: declaredAt) == first)
            // At the instant of the amendment it is what is known.
            #expect(try await stored(events, knownAt: events.clock.now()) == second)
            #expect(try await stored(events, knownAt: events.clock.now().adding(microseconds: -1)) == first)
            await events.expectFault(.weekUnknown) {
                try await stored(events, knownAt: declaredAt.adding(microseconds: -1))
            }
        }
    }

    @Test func l7aWeekBehindTheCapNeedsTheProvince() async throws {
        try await TestEvents.run { events in
            let fault = await events.expectFault(.anchorAfterCap) {
                try await events.tell(
                    EventsAPI.DeclareWeek.self, declaration("2026-11-28", "2026-12-04", confirm: true), as: "city")
            }
            #expect(fault?.violations.map(\.rule) == ["after_cap"])
            await events.expectFault(.anchorAfterCap) {
                try await events.tell(
                    EventsAPI.DeclareWeek.self, declaration("2026-11-28", "2026-12-04"), as: "province",
                    role: .provinceAdmin)
            }
            let week = try await events.tell(
                EventsAPI.DeclareWeek.self, declaration("2026-11-28", "2026-12-04", confirm: true), as: "province",
                role: .provinceAdmin)
            #expect(week.confirmedAfterCap)
        }
    }

    @Test func l7amendingBehindTheCapNeedsTheProvinceToo() async throws {
        try await TestEvents.run { events in
            let week = try await events.tell(EventsAPI.DeclareWeek.self, declaration("2026-11-18", "2026-11-24"))
            await events.expectFault(.anchorAfterCap) {
                try await events.tell(
                    EventsAPI.AmendWeek.self, amendment(week, "2026-11-28", "2026-12-04", confirm: true), as: "city")
            }
            #expect(try await stored(events) == week)
        }
    }

    @Test func e7afterItsEndOnlyTheProvinceAmendsAWeek() async throws {
        try await TestEvents.run { events in
            let week = try await events.tell(EventsAPI.DeclareWeek.self, declaration("2026-09-20", "2026-09-26"))
            events.clock.set(Fixture.at("2026-09-27T00:00:00+08:00"))
            await events.expectFault(.weekHasEnded) {
                try await events.tell(
                    EventsAPI.AmendWeek.self, amendment(week, "2026-10-11", "2026-10-17"), as: "city")
            }
            let amended = try await events.tell(
                EventsAPI.AmendWeek.self, amendment(week, "2026-09-19", "2026-09-25"), as: "province",
                role: .provinceAdmin)
            #expect(amended.revision == 2)
            #expect(try await stored(events, knownAt: week.declaredAt) == week)
        }
    }

    @Test func ofTwoAmendmentsAtOnceOneIsRefused() async throws {
        try await TestEvents.run { events in
            let week = try await events.tell(EventsAPI.DeclareWeek.self, declaration("2026-09-20", "2026-09-26"))
            let (one, other) = (
                amendment(week, "2026-10-11", "2026-10-17"), amendment(week, "2026-10-18", "2026-10-24")
            )
            await events.expectOneOfTwo(refusedWith: .revisionConflict) {
                try await events.tell(EventsAPI.AmendWeek.self, one)
            } _: {
                try await events.tell(EventsAPI.AmendWeek.self, other)
            }
            #expect(try await stored(events).revision == 2)
        }
    }

    @Test func whatTheRegistryDoesNotKnowIsRefused() async throws {
        try await TestEvents.run { events in
            await events.expectFault(.unitUnknownToEvents) {
                try await events.tell(
                    EventsAPI.DeclareWeek.self, declaration("2026-09-20", "2026-09-26", unit: "gb2260:110000/教育"))
            }
            await events.expectFault(.invalidParams) {
                try await events.tell(
                    EventsAPI.DeclareWeek.self, declaration("2026-09-20", "2026-09-26", track: "sports"))
            }
        }
    }
}
