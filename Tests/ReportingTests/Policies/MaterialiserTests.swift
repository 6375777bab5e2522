import Shared
import TestSupport
import Testing

@testable import Reporting

/// What arrives while obligations are derived: it is recorded as known when it came, not when the derivation began.
@Suite struct MaterialiserTests {
    private static let unit: UnitKey = "moe:9"
    private static let begun = Fixture.at("2026-05-12T09:00:00+08:00")
    private static let arrived = Fixture.at("2026-05-12T09:05:00+08:00")

    @Test func q16AUnitThatArrivesBetweenTheMarksAndTheReadingIsKnownFromThenOn() async throws {
        try await run { reporting in
            try await reporting.tellUnit(Self.unit, .higherEducation, flags: ["higher_vocational"])
        } then: { reporting in
            let id = try await expectKnownFromItsArrival(reporting)
            let then = Self.arrived.adding(.seconds(60))
            #expect(
                try await reporting.ask(
                    ReportingAPI.GetObligation.self, .init(id: id, at: Self.begun, knownAt: then)
                ).bornAt == Fixture.born)
        }
    }

    /// What the round had to do otherwise is done in it: it is not rolled back for what came, so that a long import does not hold
    /// up what came before it.
    @Test func whatWasMarkedBeforeIsDerivedThoughMoreArrives() async throws {
        try await run { reporting in
            try await reporting.tellUnit(Self.unit, .higherEducation, flags: ["higher_vocational"])
        } then: { reporting in
            // Marked before the round began, and known from its instant on.
            try await until { try await reporting.isKnown("annex3.college", of: "moe:8") }
            let id = try await reporting.obligation("annex3.college", of: "moe:8").id
            let then = Self.begun.adding(.seconds(1))
            #expect(
                try await reporting.ask(
                    ReportingAPI.GetObligation.self, .init(id: id, at: Self.begun, knownAt: then)
                ).unit.key == "moe:8")
        }
    }

    @Test func aWeekThatIsDeclaredBetweenTheMarksAndTheReadingIsCreditedWhenItCame() async throws {
        try await run { reporting in
            let week = LocalWeek(
                id: Fixture.week, campaign: Fixture.campaign.key, track: "lifelong", unit: Fixture.city,
                start: Fixture.day("2026-09-20"), end: Fixture.day("2026-09-26"), basis: "test", revision: 1,
                declaredAt: Self.arrived, amendedAt: nil, confirmedAfterCap: false)
            let change = try reporting.change("localWeek", week)
            try await reporting.harness.dependencies.transact { try await EventsProjection.apply(change, $0) }
        } then: { reporting in
            try await until { try await reporting.obligation("week.city").status == .satisfiedOnTime }
            let before = Self.arrived.adding(.seconds(-60))
            let after = Fixture.at("2026-05-12T10:00:00+08:00")
            let earlier = try await reporting.ask(
                ReportingAPI.GetObligation.self,
                .init(campaign: Fixture.campaign.key, rule: "week.city", unit: Fixture.city, at: after, knownAt: before)
            )
            #expect(earlier.satisfiedAt == nil)
            let annex = try await reporting.ask(
                ReportingAPI.GetObligation.self,
                .init(
                    campaign: Fixture.campaign.key, rule: "annex4.city", unit: Fixture.city, at: after, knownAt: before)
            )
            #expect(annex.deadline.status == .provisional)
        }
    }

    /// The clock was read, then the unit came, and only then the round had its turn.
    @Test func aMarkThatComesWhileARoundWaitsForItsTurnIsLeftToTheNextOne() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Self.begun)
            let turn = await reporting.harness.database.hold { try await $0.lock(Materialisation.lock) }
            try await reporting.tellUnit("moe:8", .higherEducation, flags: ["higher_vocational"])
            let round = Task { try await reporting.catchUp() }
            #expect(try await reporting.harness.database.someoneWaitsForALock())
            reporting.clock.set(Self.arrived)
            try await reporting.tellUnit(Self.unit, .higherEducation, flags: ["higher_vocational"])
            try await turn.release()
            try await round.value
            try await expectKnownFromItsArrival(reporting)
        }
    }

    /// Q15: nobody knew of the unit a minute before it came.
    @discardableResult
    private func expectKnownFromItsArrival(_ reporting: TestReporting) async throws -> ID<Obligation> {
        try await until { try await reporting.isKnown("annex3.college", of: Self.unit) }
        let id = try await reporting.obligation("annex3.college", of: Self.unit).id
        await reporting.expectFault(.obligationUnknown) {
            try await reporting.ask(
                ReportingAPI.GetObligation.self,
                .init(id: id, at: Self.begun, knownAt: Self.arrived.adding(.seconds(-60))))
        }
        return id
    }

    /// A derivation of everything that has taken its marks and waits for the campaign; then `arrives`, at a later instant, and
    /// only then the derivation reads units.
    private func run(
        _ arrives: @escaping @Sendable (TestReporting) async throws -> Void,
        then check: @escaping @Sendable (TestReporting) async throws -> Void
    ) async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Self.begun)
            let campaign = await reporting.harness.database.hold { transaction in
                _ = try await transaction.query(Self.campaign, Fixture.campaign.key)
            }
            try await reporting.tellUnitAndCalendar("moe:8")
            let round = Task { try await reporting.catchUp() }
            try await until { try await reporting.harness.database.one(Self.waiting) > 0 }
            reporting.clock.set(Self.arrived)
            try await arrives(reporting)
            try await campaign.release()
            try await round.value
            try await check(reporting)
        }
    }

    /// Those who wait for a campaign's row: they have taken their marks.
    private static let waiting = Statement(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FROM campaigns%FOR KEY SHARE%'
        """
    ) { row in Int(try row.next(Int64?.self) ?? 0) }

    private static let campaign = Statement(
        "SELECT key FROM campaigns WHERE key = $1 FOR UPDATE", CampaignKey.self, access: .write
    ) { row in try row.next(CampaignKey.self) }

}

extension TestReporting {
    /// A unit, and a calendar that marks everything: committed together, so that one round takes both marks.
    fileprivate func tellUnitAndCalendar(_ unit: UnitKey) async throws {
        let days = (0..<365).map { CalendarDay(date: Fixture.day("2027-01-01").adding(days: $0), working: true) }
        let changes = [
            try change(
                "unit",
                Unit(
                    id: ID.make(at: clock.now()), key: unit, kind: .higherEducation, name: "名称 \(unit)",
                    region: "340100", level: .city, flags: ["higher_vocational"], recordedAt: clock.now())),
            try change(
                "calendar", Calendar(year: 2027, version: 1, source: "test", publishedAt: clock.now(), days: days)),
        ]
        try await harness.dependencies.transact { effect in
            for change in changes { try await RegistryProjection.apply(change, effect) }
        }
    }

    fileprivate func isKnown(_ rule: RuleKey, of unit: UnitKey) async throws -> Bool {
        do {
            _ = try await obligation(rule, of: unit)
            return true
        } catch let fault as Fault where fault.kind == .obligationUnknown {
            return false
        }
    }
}
