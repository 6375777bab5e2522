import Shared
import TestSupport
import Testing

@testable import Reporting

/// R6 with Q6: what the members of a merger had handed in counts for the unit they went into, from then on and told as theirs.
@Suite struct MergedMaterialTests {
    private static let merged = Fixture.at("2026-05-15T00:00:00+08:00")
    private static let before = Fixture.at("2026-05-14T00:00:00+08:00")
    private static let learned = Fixture.at("2026-05-16T09:00:00+08:00")
    /// It is there before the merger, owes the same and has handed in one piece of two.
    private static let into: UnitKey = "gb2260:340200/教育"
    private static let last: UnitKey = "gb2260:340300/教育"

    private func run(_ body: @escaping @Sendable (TestReporting) async throws -> Void) async throws {
        try await TestReporting.runCampaign { reporting in
            for city in [Self.into, Self.last] {
                try await reporting.tellUnit(city, .cityEducation)
                try await reporting.tellLine(city, to: Fixture.province)
            }
            try await reporting.catchUp()
            reporting.clock.set(Fixture.at("2026-05-13T09:00:00+08:00"))
            try await body(reporting)
        }
    }

    private func merge(
        _ former: UnitKey, into unit: UnitKey, at: Instant = merged, kind: SuccessionKind = .merge,
        _ reporting: TestReporting
    ) async throws {
        try await reporting.tellUnit(former, .cityEducation, to: at)
        try await reporting.apply(
            "succession",
            Succession(
                id: ID.make(at: reporting.clock.now()), kind: kind, from: [former], to: [unit], at: at,
                basis: "皖政秘〔2026〕1号", recordedAt: reporting.clock.now()))
        try await reporting.catchUp()
    }

    @Test func q6PiecesOfBothCountFromTheMergerOnAndNoneOfThePastChanges() async throws {
        try await run { reporting in
            try await reporting.send("甲", of: Fixture.city)
            try await reporting.send("乙", of: Self.into)
            reporting.clock.set(Self.learned)
            try await merge(Fixture.city, into: Self.into, reporting)
            let owed = try await reporting.obligation("material.city", of: Self.into)
            #expect(owed.have == 2 && owed.status == .satisfiedOnTime)
            let then = try await reporting.obligation("material.city", of: Self.into, at: Self.before)
            #expect(then.have == 1 && then.satisfiedAt == nil, "R6: a past table stays what it was")
            let own = try await reporting.obligation("material.city", of: Fixture.city, at: Self.before)
            #expect(own.have == 1)
            // As it was believed before the registry told of it.
            let believed = try await reporting.ask(
                ReportingAPI.ListObligations.self,
                .init(
                    unit: Self.into, rule: "material.city", knownAt: Fixture.at("2026-05-15T12:00:00+08:00")))
            #expect(believed.items.map(\.have) == [1])
            let explained = try await reporting.ask(
                ReportingAPI.ExplainObligation.self,
                .init(campaign: Fixture.campaign.key, rule: "material.city", unit: Self.into))
            let counted = explained.counted.map { "\($0.title) \($0.from?.key.rawValue ?? "own")" }
            #expect(Set(counted) == ["甲 \(Fixture.city)", "乙 own"])
        }
    }

    @Test func q6TheSameContentOfBothCountsOnce() async throws {
        try await run { reporting in
            try await reporting.send("甲", text: "同一篇", of: Fixture.city)
            try await reporting.send("乙", text: "同一篇", of: Self.into)
            reporting.clock.set(Self.learned)
            try await merge(Fixture.city, into: Self.into, reporting)
            #expect(try await reporting.obligation("material.city", of: Self.into).have == 1)
        }
    }

    @Test func q6APieceThatIsReturnedAfterTheMergerStopsCountingThereToo() async throws {
        try await run { reporting in
            let sent = try await reporting.send("甲", of: Fixture.city)
            try await reporting.send("乙", of: Self.into)
            reporting.clock.set(Self.learned)
            try await merge(Fixture.city, into: Self.into, reporting)
            let reviewer = try reporting.harness.client(principal: "reviewer", roles: [.reviewer, .provinceAdmin])
            defer { reviewer.close() }
            _ = try await reviewer.call(
                ReportingAPI.ReturnMaterial.self, .init(id: sent, reason: "图片不清"),
                options: CallOptions(idempotencyKey: "return"))
            let owed = try await reporting.obligation("material.city", of: Self.into)
            #expect(owed.have == 1 && owed.status == .reopened)
            let told = try await reporting.harness.committedChanges(ReportingAPI.ListChanges.self)
                .filter { $0.entity == "obligation" && $0.id == owed.id.description }
            #expect(try told.last?.decoded(as: Obligation.self).have == 1, "notifications learns of it")
            let news = try await reporting.harness.committedChanges(ReportingAPI.ListChanges.self)
                .last { $0.entity == "material" }?.decoded(as: MaterialNews.self)
            #expect(news?.returned?.obligations.contains(owed.id) == true, "and why")
        }
    }

    @Test func r6WhatCameByAMergerGoesOnWithTheNextOne() async throws {
        try await run { reporting in
            try await reporting.send("甲", of: Fixture.city)
            try await reporting.send("乙", of: Self.into)
            reporting.clock.set(Self.learned)
            try await merge(Fixture.city, into: Self.into, reporting)
            try await merge(
                Self.into, into: Self.last, at: Fixture.at("2026-05-16T00:00:00+08:00"), reporting)
            let explained = try await reporting.ask(
                ReportingAPI.ExplainObligation.self,
                .init(campaign: Fixture.campaign.key, rule: "material.city", unit: Self.last))
            #expect(explained.obligation.have == 2)
            #expect(Set(explained.counted.map(\.from?.key)) == [Fixture.city, Self.into])
        }
    }

    @Test func r6WhatIsHandedInBetweenTheNewsAndTheMergerCountsFromThen() async throws {
        try await run { reporting in
            // Told on the 13th, to happen on the 15th.
            try await merge(Fixture.city, into: Self.into, reporting)
            reporting.clock.set(Self.before)
            try await reporting.send("甲", of: Fixture.city)
            #expect(try await reporting.obligation("material.city", of: Self.into).have == 0)
            reporting.clock.set(Self.learned)
            #expect(try await reporting.obligation("material.city", of: Self.into).have == 1)
        }
    }

    @Test func aUnitThatIsSplitLeavesItsPiecesToNobody() async throws {
        try await run { reporting in
            try await reporting.send("甲", of: Fixture.city)
            reporting.clock.set(Self.learned)
            try await merge(Fixture.city, into: Self.into, kind: .split, reporting)
            #expect(try await reporting.obligation("material.city", of: Self.into).have == 0)
        }
    }
}

extension TestReporting {
    /// A promotional material, by its title; what it says is the title, if nothing else is given.
    @discardableResult
    fileprivate func send(_ title: String, text: String? = nil, of unit: UnitKey) async throws -> ID<Material> {
        let answer = try await tell(
            ReportingAPI.SubmitMaterial.self,
            .init(
                campaign: Fixture.campaign.key, unit: unit, kind: .promotional, title: title,
                text: text ?? "\(title)的报道"))
        return answer.material.id
    }
}
