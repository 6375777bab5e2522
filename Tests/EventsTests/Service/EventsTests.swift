import Shared
import Testing

@testable import Events

@Suite struct EventsTests {
    private static let evening = Fixture.session("2026-05-12T19:00:00+08:00", "2026-05-12T21:00:00+08:00")

    @Test func e4anEventIsReviewedBySomebodyElseAndHeldByTheClock() async throws {
        try await TestEvents.run { events in
            let draft = try await events.create(Fixture.content())
            #expect(draft.state == .draft && draft.revision == 1 && draft.may.contains("submit"))
            let step = EventsAPI.EventStep(id: draft.id, expectRevision: 1)
            let submitted = try await events.tell(EventsAPI.SubmitEvent.self, step, as: "author")
            #expect(submitted.submittedBy == "author" && submitted.blockedBy.contains { $0.reason == "OWN_WORK" })
            let next = EventsAPI.EventStep(id: draft.id, expectRevision: 2)
            await events.expectFault(.ownWork) {
                try await events.tell(EventsAPI.ApproveEvent.self, next, as: "author", role: .provinceAdmin)
            }
            // Nor does who wrote what another handed in.
            await events.expectFault(.ownWork) { try await events.tell(EventsAPI.ApproveEvent.self, next) }
            let approved = try await events.tell(EventsAPI.ApproveEvent.self, next, as: "reviewer")
            #expect(approved.state == .approved && approved.reviewedBy == "reviewer")
            let published = try await events.tell(
                EventsAPI.PublishEvent.self, .init(id: draft.id, expectRevision: 3))
            #expect(published.state == .published && published.announcement == 1)
            events.clock.set(Fixture.at("2026-05-12T11:00:00+08:00"))
            let held = try await events.ask(EventsAPI.GetEvent.self, .init(id: draft.id))
            #expect(held.state == .held && held.may.isEmpty)
            await events.expectFault(.eventStateWrong) {
                try await events.tell(
                    EventsAPI.CancelEvent.self, .init(id: draft.id, expectRevision: 4, reason: "雨"))
            }
        }
    }

    @Test func aReturnedEventSaysWhyAndComesAgain() async throws {
        try await TestEvents.run { events in
            let draft = try await events.create(Fixture.content())
            let submitted = try await events.tell(
                EventsAPI.SubmitEvent.self, .init(id: draft.id, expectRevision: 1), as: "author")
            await events.expectFault(.invalidParams) {
                try await events.tell(
                    EventsAPI.ReturnEvent.self, .init(id: draft.id, expectRevision: submitted.revision), as: "reviewer")
            }
            let returned = try await events.tell(
                EventsAPI.ReturnEvent.self, .init(id: draft.id, expectRevision: 2, reason: "缺少地点"), as: "reviewer")
            #expect(returned.state == .returned && returned.reason == "缺少地点")
            // Who reviewed it may submit the next version: then somebody else reviews that one.
            let again = try await events.tell(
                EventsAPI.SubmitEvent.self, .init(id: draft.id, expectRevision: 3), as: "reviewer")
            #expect(again.state == .submitted && again.reviewedBy == nil)
        }
    }

    @Test func e2aVenueIsNotDoubleBookedByTwoAtOnce() async throws {
        try await TestEvents.run { events in
            let venue = try await events.tell(
                EventsAPI.CreateVenue.self, .init(name: "市图书馆", region: "340800", kind: "library", capacity: 300))
            await events.expectFault(.venueNameTaken) {
                try await events.tell(
                    EventsAPI.CreateVenue.self, .init(name: "市图书馆", region: "340800", kind: "library"))
            }
            let session = Fixture.session("2026-05-12T09:00:00+08:00", "2026-05-12T11:00:00+08:00", venue: venue.id)
            let (one, other) = (
                Fixture.content(host: TestEvents.college, sessions: [session]),
                Fixture.content(host: TestEvents.otherCollege, sessions: [session])
            )
            await events.expectOneOfTwo(refusedWith: .venueDoubleBooked) {
                try await events.create(one)
            } _: {
                try await events.create(other)
            }
            // The next one may begin when the first ends.
            let next = Fixture.session("2026-05-12T11:00:00+08:00", "2026-05-12T12:00:00+08:00", venue: venue.id)
            let second = try await events.create(Fixture.content(host: TestEvents.school, sessions: [next]))
            // Called off, its time is free again.
            try await events.tell(EventsAPI.CancelEvent.self, .init(id: second.id, expectRevision: 1, reason: "停电"))
            _ = try await events.create(Fixture.content(host: TestEvents.county, sessions: [next]))
        }
    }

    @Test func n11WhoLooksForAVenueFindsThoseThatAreFreeForAllOfTheTime() async throws {
        try await TestEvents.run { events in
            func venue(_ name: String, kind: TermCode = "library", capacity: Int?) async throws -> Venue {
                try await events.tell(
                    EventsAPI.CreateVenue.self, .init(name: name, region: "340800", kind: kind, capacity: capacity))
            }
            let hall = try await venue("市图书馆", capacity: 300)
            let base = try await venue("实训基地", kind: "training-base", capacity: nil)
            func free(
                _ start: String, _ end: String, kind: TermCode? = nil, capacity: Int? = nil, region: RegionCode? = nil
            ) async throws -> Set<ID<Venue>> {
                // Made at one instant of the test's clock, their ids have no order to rely on.
                Set(
                    try await events.ask(
                        EventsAPI.ListFreeVenues.self,
                        .init(
                            start: Fixture.at(start), end: Fixture.at(end), region: region, kind: kind,
                            capacity: capacity)
                    ).items.map(\.id))
            }
            let (eight, nine, ten) = (
                "2026-05-12T08:00:00+08:00", "2026-05-12T09:00:00+08:00", "2026-05-12T10:00:00+08:00"
            )
            let (eleven, noon) = ("2026-05-12T11:00:00+08:00", "2026-05-12T12:00:00+08:00")
            let event = try await events.create(
                Fixture.content(host: TestEvents.college, sessions: [Fixture.session(nine, eleven, venue: hall.id)]))
            #expect(try await free(eight, nine) == [hall.id, base.id], "free until the first session begins")
            #expect(try await free(eleven, noon) == [hall.id, base.id], "free from the end of it")
            #expect(try await free(ten, noon) == [base.id])
            #expect(try await free(eight, noon) == [base.id])
            #expect(try await free(eight, nine, kind: "library") == [hall.id])
            #expect(try await free(eight, nine, capacity: 300) == [hall.id], "a venue nobody counted is left out")
            #expect(try await free(eight, nine, capacity: 301).isEmpty)
            #expect(try await free(eight, nine, region: "340826").isEmpty)
            try await events.tell(EventsAPI.CancelEvent.self, .init(id: event.id, expectRevision: 1, reason: "停电"))
            #expect(try await free(ten, noon) == [hall.id, base.id], "called off, its time is free again")
            let fault = await events.expectFault(.invalidParams) { _ = try await free(noon, eight, capacity: 0) }
            #expect(fault?.violations.map(\.path) == ["params.end", "params.capacity"])
        }
    }

    @Test func aPostponedEventGetsItsVenueBackOnlyIfItIsFree() async throws {
        try await TestEvents.run { events in
            let venue = try await events.tell(
                EventsAPI.CreateVenue.self, .init(name: "市图书馆", region: "340800", kind: "library"))
            let session = Fixture.session("2026-05-12T09:00:00+08:00", "2026-05-12T11:00:00+08:00", venue: venue.id)
            let event = try await events.published(Fixture.content(host: TestEvents.college, sessions: [session]))
            let postponed = try await events.tell(
                EventsAPI.PostponeEvent.self, .init(id: event.id, expectRevision: event.revision, reason: "高温"))
            _ = try await events.create(Fixture.content(host: TestEvents.school, sessions: [session]))
            await events.expectFault(.venueDoubleBooked) {
                try await events.tell(
                    EventsAPI.PublishEvent.self, .init(id: event.id, expectRevision: postponed.revision))
            }
        }
    }

    @Test func anUnknownVenueIsRefused() async throws {
        try await TestEvents.run { events in
            let session = Fixture.session(
                "2026-05-12T09:00:00+08:00", "2026-05-12T11:00:00+08:00", venue: .make(at: events.clock.now()))
            await events.expectFault(.venueUnknown) { try await events.create(Fixture.content(sessions: [session])) }
        }
    }

    @Test func e2anOverlapOfAHostIsAcknowledged() async throws {
        try await TestEvents.run { events in
            let first = try await events.create(Fixture.content())
            let fault = await events.expectFault(.hostOverlap) { try await events.create(Fixture.content()) }
            #expect(fault?.violations.map(\.path) == ["params.content.sessions[0]"])
            #expect(fault?.violations.first?.detail.contains(first.id.description) == true)
            _ = try await events.create(Fixture.content(acknowledgesOverlap: true))
            _ = try await events.create(Fixture.content(sessions: [Self.evening]))
        }
    }

    @Test func e3aSessionOutsideTheWindowCarriesAReason() async throws {
        try await TestEvents.run { events in
            let late = Fixture.session("2026-10-20T09:00:00+08:00", "2026-10-20T11:00:00+08:00")
            let content = Fixture.content(tracks: ["lifelong"], host: TestEvents.school, sessions: [late])
            await events.expectFault(.eventOutsideWindow) { try await events.create(content) }
            _ = try await events.create(
                Fixture.content(
                    tracks: ["lifelong"], host: TestEvents.college, sessions: [late], outsideWindowReason: "校庆"))
            // The week its city declared is a window for the school, too.
            try await events.tell(
                EventsAPI.DeclareWeek.self,
                .init(
                    campaign: Fixture.campaign.key, track: "lifelong", unit: TestEvents.city,
                    start: Fixture.day("2026-10-18"), end: Fixture.day("2026-10-24"), basis: "市通知"))
            _ = try await events.create(content)
        }
    }

    @Test func e6aPublishedEventThatMovesIsAnnouncedAnew() async throws {
        try await TestEvents.run { events in
            let event = try await events.published(Fixture.content())
            let titled = try await events.tell(
                EventsAPI.UpdateEvent.self,
                .init(id: event.id, expectRevision: event.revision, content: Fixture.content(title: "新标题")))
            #expect(titled.announcement == 1 && titled.revision == event.revision + 1)
            let moved = try await events.tell(
                EventsAPI.UpdateEvent.self,
                .init(
                    id: event.id, expectRevision: titled.revision,
                    content: Fixture.content(title: "新标题", sessions: [Self.evening])))
            #expect(moved.announcement == 2)
            await events.expectFault(.revisionConflict) {
                try await events.tell(
                    EventsAPI.UpdateEvent.self,
                    .init(id: event.id, expectRevision: titled.revision, content: Fixture.content()))
            }
        }
    }

    @Test func n17coHostsAndSupportersAreUnitsOfTheRegistry() async throws {
        try await TestEvents.run { events in
            _ = try await events.create(Fixture.content(coHosts: [TestEvents.otherCollege]))
            let fault = await events.expectFault(.unitUnknownToEvents) {
                try await events.create(Fixture.content(coHosts: ["moe:404"], sessions: [Self.evening]))
            }
            #expect(fault?.violations.map(\.path) == ["params.content.coHosts[0]"])
        }
    }

    @Test func everyFilterOfTheListNarrows() async throws {
        try await TestEvents.run { events in
            let first = try await events.published(Fixture.content())
            // Ids follow the clock, which stands still in between.
            events.clock.advance(by: .seconds(1))
            let second = try await events.create(
                Fixture.content(tracks: ["lifelong"], strand: "reading", tags: [], sessions: [Self.evening]))
            func listed(_ params: EventsAPI.ListEvents.Params) async throws -> [ID<Event>] {
                try await events.ask(EventsAPI.ListEvents.self, params).items.map(\.id)
            }
            let campaign = Fixture.campaign.key
            #expect(try await listed(.init(campaign: campaign)) == [first.id, second.id])
            #expect(try await listed(.init(campaign: campaign, host: TestEvents.school)) == [])
            #expect(try await listed(.init(campaign: campaign, track: "lifelong")) == [second.id])
            #expect(try await listed(.init(campaign: campaign, strand: "skills")) == [first.id])
            #expect(try await listed(.init(campaign: campaign, tag: "open-campus")) == [first.id])
            #expect(try await listed(.init(campaign: campaign, on: Fixture.day("2026-05-12"))).count == 2)
            #expect(try await listed(.init(campaign: campaign, on: Fixture.day("2026-05-13"))) == [])
            #expect(try await listed(.init(campaign: campaign, state: .published)) == [first.id])
            #expect(try await listed(.init(campaign: campaign, state: .held)) == [])
            events.clock.set(Fixture.at("2026-05-12T11:00:00+08:00"))
            #expect(try await listed(.init(campaign: campaign, state: .published)) == [])
            #expect(try await listed(.init(campaign: campaign, state: .held)) == [first.id])
            let page = try await events.ask(EventsAPI.ListEvents.self, .init(campaign: campaign, limit: 1))
            #expect(try await listed(.init(campaign: campaign, after: page.next)) == [second.id])
            await events.expectFault(.campaignUnknownToEvents) { try await listed(.init(campaign: "nowhere")) }
        }
    }

    @Test func aDryRunHoldsNothing() async throws {
        try await TestEvents.run { events in
            let params = EventsAPI.CreateEvent.Params(campaign: Fixture.campaign.key, content: Fixture.content())
            let event = try await events.tell(EventsAPI.CreateEvent.self, params, dryRun: true)
            #expect(event.state == .draft)
            await events.expectFault(.eventUnknown) {
                try await events.ask(EventsAPI.GetEvent.self, .init(id: event.id))
            }
        }
    }

    @Test func everyChangeIsInTheFeedInItsOrder() async throws {
        try await TestEvents.run { events in
            let event = try await events.published(Fixture.content())
            // A change is shown once no older transaction of the cluster runs, other tests' included: bounded waits.
            var changes: [Change] = []
            for _ in 0..<20 where changes.count < 4 {
                let page = try await events.ask(
                    EventsAPI.ListChanges.self, .init(after: changes.last?.position, waitMs: 5_000))
                changes += page.changes
            }
            let states = try changes.map { try $0.decoded(as: Event.self).state }
            #expect(states == [.draft, .submitted, .approved, .published])
            #expect(changes.allSatisfy { $0.entity == "event" && $0.id == event.id.description })
        }
    }
}
