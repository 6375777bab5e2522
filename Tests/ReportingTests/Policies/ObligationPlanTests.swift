import Shared
import Testing

@testable import Reporting

@Suite struct ObligationPlanTests {
    private func planned(_ plan: ObligationPlan, _ rule: RuleKey) -> [PlannedObligation] {
        plan.obligations.filter { $0.rule == rule }
    }

    @Test func selectorsSayWhoOwesWhat() throws {
        let plan = try Fixture.plan([
            Fixture.subject(Fixture.city, .cityEducation, lines: [Fixture.line(Fixture.province)]),
            Fixture.subject(Fixture.college, .higherEducation, flags: ["higher_vocational"]),
            Fixture.subject("moe:2", .higherEducation),
            Fixture.subject(Fixture.school, .secondaryLocal, lines: [Fixture.line(Fixture.city)]),
        ])
        #expect(
            plan.obligations.map { "\($0.unit) \($0.rule)" } == [
                "\(Fixture.city) annex3.city", "\(Fixture.city) material.city", "\(Fixture.city) annex4.city",
                "\(Fixture.city) week.city", "\(Fixture.college) annex3.college", "\(Fixture.school) annex3.school",
            ])
        #expect(planned(plan, "annex3.college").first?.segments.first?.terms.to == Fixture.province)
        #expect(planned(plan, "annex3.school").first?.segments.first?.terms.to == Fixture.city)
        #expect(planned(plan, "material.city").first?.segments.first?.terms.quota == 2)
    }

    @Test func q16ObligationsAreBornWithTheNoticeAndNotWithTheirRow() throws {
        let plan = try Fixture.plan([Fixture.subject(Fixture.city, .cityEducation)])
        #expect(plan.obligations.allSatisfy { $0.segments.first?.from == Fixture.born })
        let later = Fixture.at("2026-05-02T00:00:00+08:00")
        let opened = try Fixture.plan([
            Subject(key: "x", states: [Fixture.state(.cityEducation, Span(from: later, to: nil))])
        ])
        #expect(opened.obligations.allSatisfy { $0.segments.first?.from == later })
    }

    @Test func aUnitWithoutALineIsAGap() throws {
        let plan = try Fixture.plan([Fixture.subject(Fixture.stray, .secondaryLocal)])
        #expect(plan.obligations.isEmpty)
        #expect(plan.gaps.map(\.rule) == ["annex3.school"])
        #expect(plan.gaps.first?.from == Fixture.born)
    }

    @Test func aLineThatMovesMovesTheObligationAndKeepsWhatWas() throws {
        let moved = Fixture.at("2026-05-05T00:00:00+08:00")
        let other: UnitKey = "gb2260:340200/教育"
        var plan = try ObligationPlan(
            Fixture.campaign, revisions: [:], from: Fixture.born, calendar: Fixture.calendar,
            kinds: Fixture.kinds.merging([other: [Fixture.state(.cityEducation)]]) { first, _ in first })
        plan.add(
            Fixture.subject(
                Fixture.school, .secondaryLocal,
                lines: [
                    Fixture.line(Fixture.city, "vocational", Span(from: nil, to: moved)),
                    Fixture.line(other, "vocational", Span(from: moved, to: nil)),
                ]))
        let segments = planned(plan, "annex3.school").first?.segments ?? []
        #expect(segments.map(\.terms.to) == [Fixture.city, other])
        #expect(segments.map(\.from) == [Fixture.born, moved])
        #expect(segments.map(\.to) == [moved, nil])
    }

    @Test func aUnitThatEndsOwesNoLonger() throws {
        let end = Fixture.at("2026-06-01T00:00:00+08:00")
        let plan = try Fixture.plan([
            Subject(key: "x", states: [Fixture.state(.cityEducation, Span(from: nil, to: end))])
        ])
        #expect(plan.obligations.allSatisfy { $0.segments.last?.to == end })
    }

    private func week(_ end: String, since: String, revision: Int = 1) -> DeclaredWeek {
        let last = Fixture.day(end)
        return DeclaredWeek(
            track: "lifelong", since: Fixture.at(since),
            anchor: Anchor(start: last.adding(days: -6), end: last, revision: revision), confirmedAfterCap: false)
    }

    @Test func l6UndeclaredWeeksAreProvisionalAndDeclaredOnesMoveTheDeadline() throws {
        let plan = try Fixture.plan([
            Fixture.subject(
                Fixture.city, .cityEducation, weeks: [week("2026-09-26", since: "2026-08-01T09:00:00+08:00")])
        ])
        let segments = planned(plan, "annex4.city").first?.segments ?? []
        #expect(segments.map(\.terms.deadline.status) == [.provisional, .firm])
        #expect(
            segments.map(\.terms.deadline.dueAt) == [
                Fixture.at("2026-12-02T00:00:00+08:00"), Fixture.at("2026-10-04T00:00:00+08:00"),
            ])
        #expect(segments.map(\.from) == [Fixture.born, Fixture.at("2026-08-01T09:00:00+08:00")])
    }

    @Test func l7AKnownWeekAfterTheCapIsReported() throws {
        let plan = try Fixture.plan([
            Fixture.subject(
                Fixture.city, .cityEducation, weeks: [week("2026-12-20", since: "2026-08-01T09:00:00+08:00")])
        ])
        #expect(plan.neverMet == ["annex4.city": [Fixture.city]])
    }

    @Test func theSameInputsGiveTheSamePlan() throws {
        let subjects = [
            Fixture.subject(Fixture.city, .cityEducation),
            Fixture.subject(Fixture.school, .secondaryLocal, lines: [Fixture.line(Fixture.city)]),
        ]
        #expect(try Fixture.plan(subjects).obligations == Fixture.plan(subjects).obligations)
    }

    // MARK: what is written

    private func difference(
        _ stored: [PlanDifference.Stored], _ planned: [PlannedObligation], from start: Instant = Fixture.born
    ) -> PlanDifference {
        PlanDifference(
            stored: stored, planned: planned, from: start, makeID: { ID.make(at: Fixture.born) })
    }

    private func stored(_ planned: PlannedObligation) -> PlanDifference.Stored {
        PlanDifference.Stored(
            id: ID.make(at: Fixture.born), key: .init(rule: planned.rule, unit: planned.unit), track: planned.track,
            revisions: planned.segments.enumerated().map { .init(number: $0 + 1, segment: $1) },
            last: planned.segments.count)
    }

    @Test func derivingAgainWritesNothing() throws {
        let planned = try Fixture.plan([Fixture.subject(Fixture.city, .cityEducation)]).obligations
        #expect(difference([], planned).added == 4)
        let again = difference(planned.map(stored), planned)
        #expect(again.touched.isEmpty && again.terms.isEmpty && again.superseded.isEmpty)
        #expect(again.effect(gaps: 0).obligations == 4)
    }

    @Test func aDeclaredWeekSupersedesWhatItChangesAndNothingElse() throws {
        let before = try Fixture.plan([Fixture.subject(Fixture.city, .cityEducation)]).obligations
        let after = try Fixture.plan([
            Fixture.subject(
                Fixture.city, .cityEducation, weeks: [week("2026-09-26", since: "2026-08-01T09:00:00+08:00")])
        ]).obligations
        let difference = difference(before.map(stored), after)
        #expect(difference.moved == 1 && difference.added == 0 && difference.removed == 0)
        #expect(difference.superseded.map(\.revision) == [1])
        #expect(difference.terms.map(\.revision) == [2, 3])
    }

    @Test func aLaterPolicyChangesNothingOfWhatWasInForceBefore() throws {
        let before = try Fixture.plan([Fixture.subject(Fixture.city, .cityEducation)]).obligations
        let published = Fixture.at("2026-05-10T00:00:00+08:00")
        let without = CampaignDocument(
            key: Fixture.campaign.key, notice: Fixture.campaign.notice, authority: Fixture.province, zone: .shanghai,
            issuers: [], systems: [], addressees: [], tracks: Fixture.campaign.tracks, vocabularies: [],
            ceremonies: [], switches: Fixture.campaign.switches, items: Fixture.campaign.items, forms: [],
            rules: Fixture.campaign.rules.filter { $0.key != "material.city" },
            reminders: Fixture.campaign.reminders)
        let after = try Fixture.plan(
            [Fixture.subject(Fixture.city, .cityEducation)], from: published, document: without
        ).obligations
        let difference = difference(before.map(stored), after, from: published)
        #expect(difference.removed == 1)
        let ended = difference.terms.filter { $0.endedAt != nil }
        #expect(ended.map(\.segment.from) == [Fixture.born])
        #expect(ended.map(\.segment.to) == [published])
        #expect(difference.effect(gaps: 0).obligations == 3)
    }
}
