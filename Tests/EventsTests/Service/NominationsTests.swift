import Shared
import TestSupport
import Testing

@testable import Events

@Suite struct NominationsTests {
    private func proposal(
        _ subject: String, home: UnitKey = TestEvents.city, level: NominationLevel = .city
    ) -> EventsAPI.ProposeNomination.Params {
        .init(
            campaign: Fixture.campaign.key, level: level,
            content: NominationContent(
                kind: "learning-star", subject: subject, home: home, nominatedBy: home, statement: "坚持学习"))
    }

    private func propose(_ events: TestEvents, _ params: EventsAPI.ProposeNomination.Params) async throws -> Nomination
    {
        try await events.tell(EventsAPI.ProposeNomination.self, params, as: "city")
    }

    private func decide(_ events: TestEvents, _ nomination: Nomination, _ selected: Bool) async throws -> Nomination {
        try await events.tell(
            EventsAPI.SelectNomination.self,
            .init(id: nomination.id, expectRevision: nomination.revision, selected: selected, reason: "评审意见"))
    }

    private func rise(
        _ events: TestEvents, _ nomination: Nomination, by office: String = "city office"
    ) async throws -> Nomination {
        try await events.tell(
            EventsAPI.ShortlistNomination.self,
            .init(id: nomination.id, expectRevision: nomination.revision, reason: "同意推荐"), as: office)
    }

    private func allot(_ events: TestEvents, _ unit: UnitKey, _ quota: Int) async throws -> NominationAllotment {
        try await events.tell(
            EventsAPI.AllotNominations.self,
            .init(campaign: Fixture.campaign.key, kind: "learning-star", unit: unit, quota: quota))
    }

    @Test func n12aNominationRisesLevelByLevelAndTheProvinceSelects() async throws {
        try await TestEvents.run { events in
            let proposed = try await propose(events, proposal("甲", level: .county))
            #expect(proposed.state == .proposed && proposed.level == .county)
            await events.expectFault(.nominationUnknown) {
                try await events.tell(
                    EventsAPI.SelectNomination.self,
                    .init(id: .make(at: events.clock.now()), expectRevision: 1, selected: true, reason: "评审意见"))
            }
            await events.expectFault(.ownWork) {
                try await events.tell(
                    EventsAPI.ShortlistNomination.self,
                    .init(id: proposed.id, expectRevision: 1, reason: "同意"), as: "city")
            }
            await events.expectFault(.nominationStateWrong) { try await decide(events, proposed, true) }
            let city = try await rise(events, proposed, by: "county office")
            // E4: who recommended it does not decide about it further up.
            await events.expectFault(.ownWork) { try await rise(events, city, by: "county office") }
            let province = try await rise(events, city)
            #expect(city.level == .city && province.level == .province && province.state == .shortlisted)
            await events.expectFault(.nominationStateWrong) { try await rise(events, province, by: "another office") }
            let selected = try await decide(events, province, true)
            #expect(selected.state == .selected && selected.reason == "评审意见" && selected.may.isEmpty)
            let listed = try await events.ask(
                EventsAPI.ListNominations.self, .init(campaign: Fixture.campaign.key, state: .selected))
            #expect(listed.items == [selected])
            #expect(
                try await events.ask(
                    EventsAPI.ListNominations.self, .init(campaign: Fixture.campaign.key, level: .county)
                ).items.isEmpty)
        }
    }

    /// N12, N19: each level decides at its own. Grants over units, as people have them.
    @Test func aLevelDecidesWhatHasComeToItAndNothingAboveN19() async throws {
        try await TestEvents.run { events in
            let (school, county): (UnitKey, UnitKey) = (TestEvents.school, "county:1")
            try await events.harness.putLines([
                (school, under: county, on: "lifelong"), (county, under: TestEvents.city, on: "lifelong"),
                (TestEvents.city, under: Fixture.authority, on: "lifelong"),
            ])
            func person(_ name: String, _ role: Role, _ unit: UnitKey) throws -> RPCClient {
                try events.harness.client(principal: name, roles: [role], unit: unit)
            }
            let reporter = try person("school", .unitReporter, school)
            let counties = try ["county/a", "county/b"].map { try person($0, .countyAdmin, county) }
            let cities = try ["city/a", "city/b"].map { try person($0, .cityAdmin, TestEvents.city) }
            let province = try person("province/a", .provinceAdmin, Fixture.authority)
            defer { for client in counties + cities + [reporter, province] { client.close() } }
            func call<Method: RPCMethod>(
                _ client: RPCClient, _ method: Method.Type, _ params: Method.Params
            ) async throws -> Method.Result {
                try await client.call(
                    method, params, options: .init(idempotencyKey: "\(UniqueID.make(at: events.clock.now()))"))
            }
            func rise(_ nomination: Nomination, _ client: RPCClient) async throws -> Nomination {
                try await call(
                    client, EventsAPI.ShortlistNomination.self,
                    .init(id: nomination.id, expectRevision: nomination.revision, reason: "同意推荐"))
            }
            func select(_ nomination: Nomination, _ client: RPCClient) async throws -> Nomination {
                try await call(
                    client, EventsAPI.SelectNomination.self,
                    .init(id: nomination.id, expectRevision: nomination.revision, selected: true, reason: "评审意见"))
            }
            let proposed = try await call(
                reporter, EventsAPI.ProposeNomination.self, proposal("丁", home: school, level: .county))
            await events.expectFault(.permissionDenied) { try await rise(proposed, reporter) }
            let atCity = try await rise(proposed, counties[0])
            // What has risen is no longer the county's, whoever there asks.
            await events.expectFault(.permissionDenied) { try await rise(atCity, counties[1]) }
            let seen = try await counties[1].call(
                EventsAPI.ListNominations.self, .init(campaign: Fixture.campaign.key)
            ).items
            #expect(seen.first?.may == [])
            #expect(seen.first?.blockedBy.first { $0.verb == "shortlist" }?.reason == "PERMISSION_DENIED")
            let atProvince = try await rise(atCity, cities[0])
            await events.expectFault(.permissionDenied) { try await select(atProvince, cities[1]) }
            let selected = try await select(atProvince, province)
            #expect(selected.state == .selected && selected.decidedBy == "province/a")
        }
    }

    @Test func e10nobodyIsHonouredTwice() async throws {
        try await TestEvents.run { events in
            let first = try await propose(events, proposal("李 明"))
            await events.expectFault(.nominationRepeated) { try await propose(events, proposal("李明")) }
            // Another person of the same name belongs to another unit.
            _ = try await propose(events, proposal("李明", home: TestEvents.county))
            let refused = try await decide(events, first, false)
            #expect(refused.state == .notSelected)
            let second = try await propose(events, proposal("李明"))
            _ = try await decide(events, try await rise(events, second), true)
            await events.expectFault(.nominationRepeated) { try await propose(events, proposal("李明")) }
        }
    }

    @Test func e10ofTwoProposalsOfOnePersonAtOnceOneIsRefused() async throws {
        try await TestEvents.run { events in
            await events.expectOneOfTwo(refusedWith: .nominationRepeated) {
                try await propose(events, proposal("王芳"))
            } _: {
                try await events.tell(EventsAPI.ProposeNomination.self, proposal("王芳"))
            }
        }
    }

    @Test func e9theLastPlaceOfAQuotaGoesToOneOfTwo() async throws {
        try await TestEvents.run { events in
            #expect(try await allot(events, TestEvents.city, 2).used == 0)
            _ = try await propose(events, proposal("甲"))
            await events.expectOneOfTwo(refusedWith: .nominationQuotaExceeded) {
                try await propose(events, proposal("乙"))
            } _: {
                try await events.tell(EventsAPI.ProposeNomination.self, proposal("丙"))
            }
            #expect(try await allot(events, TestEvents.city, 3).used == 2)
        }
    }

    @Test func e9theProvinceSelectsNoMoreThanItsQuota() async throws {
        try await TestEvents.run { events in
            _ = try await allot(events, Fixture.authority, 1)
            let one = try await propose(events, proposal("甲", level: .province))
            let other = try await propose(events, proposal("乙", level: .province))
            await events.expectOneOfTwo(refusedWith: .nominationQuotaExceeded) {
                try await decide(events, one, true)
            } _: {
                try await decide(events, other, true)
            }
        }
    }

    @Test func honoursAreTermsOfTheCampaign() async throws {
        try await TestEvents.run { events in
            let content = NominationContent(
                kind: "best-dressed", subject: "甲", home: TestEvents.city, nominatedBy: TestEvents.city, statement: "")
            let fault = await events.expectFault(.invalidParams) {
                try await propose(
                    events, .init(campaign: Fixture.campaign.key, level: .city, content: content))
            }
            #expect(fault?.violations.map(\.path) == ["params.content.kind", "params.content.statement"])
        }
    }

    /// N13: a 产教联合体 is put forward as the unit it is, selected, and shown by an event.
    @Test func n13ACollaborationIsSelectedAndShown() async throws {
        try await TestEvents.run { events in
            let consortium: UnitKey = "collaboration:安庆市/一"
            try await events.harness.database.execute(
                ProjectionStatements.putUnit, consortium, "安庆市域产教联合体", .collaboration, [], "340800", nil, nil)
            func put(_ home: UnitKey) async throws -> Nomination {
                try await propose(
                    events,
                    .init(
                        campaign: Fixture.campaign.key, level: .province,
                        content: NominationContent(
                            kind: "city-consortium", subject: "安庆市域产教联合体", home: home,
                            nominatedBy: TestEvents.city, statement: "校企共建")))
            }
            let fault = await events.expectFault(.unitUnknownToEvents) { try await put(TestEvents.college) }
            #expect(fault?.violations.map(\.path) == ["params.content.home"], "a college is no collaboration")
            let nomination = try await put(consortium)
            func show(_ collaboration: UnitKey) -> EventContent {
                Fixture.content(host: consortium, collaboration: collaboration, nominations: [nomination.id])
            }
            let early = await events.expectFault(.invalidParams) { try await events.create(show(consortium)) }
            #expect(early?.violations.map(\.rule) == ["not_selected"])
            #expect(try await decide(events, nomination, true).state == .selected)
            await events.expectFault(.unitUnknownToEvents) { try await events.create(show(TestEvents.college)) }
            let event = try await events.create(show(consortium))
            #expect(event.content.collaboration == consortium && event.content.nominations == [nomination.id])
        }
    }
}
