import Shared
import TestSupport
import Testing

@testable import Events

/// N19, N31 with real keys and rows: a city on one track, its school, a college beside it, and the public.
@Suite struct ScopeTests {
    private struct People {
        let city: RPCClient
        let college: RPCClient
        let outsider: RPCClient

        var all: [RPCClient] { [city, college, outsider] }
    }

    private static func run(
        _ body: @escaping @Sendable (TestEvents, People) async throws -> Void
    ) async throws {
        try await TestEvents.run { events in
            try await events.harness.putLines(
                ["vocational", "lifelong"].flatMap {
                    (track: TrackCode) -> [(UnitKey, under: UnitKey, on: TrackCode?)] in
                    [
                        (TestEvents.city, Fixture.authority, track), (TestEvents.college, Fixture.authority, track),
                        (TestEvents.school, TestEvents.city, track),
                    ]
                })
            let people = try People(
                city: events.harness.client(
                    principal: "city", roles: [.cityAdmin], unit: TestEvents.city, track: "vocational"),
                college: events.harness.client(
                    principal: "college", roles: [.unitReporter], unit: TestEvents.college),
                outsider: events.harness.client(principal: "press", roles: [.public]))
            defer { for client in people.all { client.close() } }
            try await body(events, people)
        }
    }

    @Test func listsShowWhatTheScopeCoversAndWhatWasAnnouncedN31() async throws {
        try await Self.run { events, people in
            let school = try await events.create(Fixture.content(title: "校园日", host: TestEvents.school))
            let college = try await events.create(Fixture.content(title: "公开课", host: TestEvents.college))
            let other = try await events.create(
                Fixture.content(title: "读书会", tracks: ["lifelong"], host: TestEvents.city))
            func listed(_ client: RPCClient) async throws -> Set<ID<Event>> {
                let page = try await client.call(
                    EventsAPI.ListEvents.self, .init(campaign: Fixture.campaign.key, limit: 500))
                #expect(page.next == nil)
                return Set(page.items.map(\.id))
            }
            #expect(try await listed(people.city) == [school.id])
            #expect(try await listed(people.college) == [college.id])
            #expect(try await listed(people.outsider).isEmpty)
            // Asked for by name, what lies outside is as if it were not there.
            let asked = try await people.city.call(
                EventsAPI.ListEvents.self, .init(campaign: Fixture.campaign.key, host: TestEvents.college))
            #expect(asked.items.isEmpty && asked.next == nil)
            let announced = try await events.published(
                Fixture.content(title: "开放日", host: TestEvents.college, acknowledgesOverlap: true))
            for client in people.all { #expect(try await listed(client).contains(announced.id)) }
            #expect(try await !listed(people.outsider).contains(other.id))
            let calendar = try await people.outsider.call(
                EventsAPI.ExportCalendar.self, .init(campaign: Fixture.campaign.key))
            #expect(calendar.text.contains("开放日") && !calendar.text.contains("公开课"))
        }
    }

    @Test func whatLiesOutsideAndWhatIsNotThereLookTheSameN31() async throws {
        try await Self.run { events, people in
            let foreign = try await events.create(Fixture.content(title: "公开课", host: TestEvents.college))
            let otherTrack = try await events.create(
                Fixture.content(title: "读书会", tracks: ["lifelong"], host: TestEvents.city))
            let nowhere = ID<Event>.make(at: events.clock.now())
            for id in [foreign.id, otherTrack.id, nowhere] {
                let read = await events.expectFault(.eventUnknown) {
                    try await people.city.call(EventsAPI.GetEvent.self, .init(id: id))
                }
                let changed = await events.expectFault(.eventUnknown) {
                    try await people.city.call(
                        EventsAPI.SubmitEvent.self, .init(id: id, expectRevision: 1),
                        options: .init(idempotencyKey: "\(id)"))
                }
                for fault in [read, changed] {
                    #expect(fault?.message == FaultKind.eventUnknown.message)
                    #expect(fault?.violations.isEmpty == true)
                }
            }
            // Units that are beside it and units that are not.
            for node in [TestEvents.college, "moe:nowhere"] as [UnitKey] {
                let fault = await events.expectFault(.permissionDenied) {
                    try await people.city.call(
                        EventsAPI.GetCoverage.self,
                        .init(campaign: Fixture.campaign.key, track: "vocational", node: node))
                }
                #expect(fault?.message == FaultKind.permissionDenied.message)
            }
            let nominated = try await events.tell(
                EventsAPI.ProposeNomination.self,
                .init(
                    campaign: Fixture.campaign.key, level: .province,
                    content: NominationContent(
                        kind: "learning-star", subject: "甲", home: TestEvents.college,
                        nominatedBy: TestEvents.college, statement: "坚持学习")))
            let seen = try await people.city.call(
                EventsAPI.ListNominations.self, .init(campaign: Fixture.campaign.key))
            #expect(seen.items.isEmpty && seen.next == nil)
            for id in [nominated.id, .make(at: events.clock.now())] {
                await events.expectFault(.nominationUnknown) {
                    try await people.city.call(
                        EventsAPI.ShortlistNomination.self, .init(id: id, expectRevision: 1, reason: "?"),
                        options: .init(idempotencyKey: "\(id)"))
                }
            }
        }
    }
}
