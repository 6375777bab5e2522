import Shared
import TestSupport
import Testing

@testable import Reporting

/// R6: obligations follow the registry, and the past stays as it was. The merged colleges are those of `notice/forms.md`.
@Suite struct SuccessionTests {
    private static let merged = Fixture.at("2026-05-15T00:00:00+08:00")
    private static let before = Fixture.at("2026-05-14T00:00:00+08:00")
    private static let other: UnitKey = "moe:2"
    private static let successor: UnitKey = "moe:3"

    /// Two colleges, of which one has filed, become a third one; the registry learns of it a day later.
    private func run(
        _ body: @escaping @Sendable (TestReporting, Submission) async throws -> Void
    ) async throws {
        try await TestReporting.runCampaign { reporting in
            try await reporting.tellUnit(Self.other, .higherEducation, flags: ["higher_vocational"])
            try await reporting.tellLine(Self.other, to: Fixture.province)
            try await reporting.catchUp()
            reporting.clock.set(Fixture.at("2026-05-13T09:00:00+08:00"))
            let filed = try await reporting.file("annex3.college", of: Fixture.college, ["sessionsTotal": 7])
            reporting.clock.set(Fixture.at("2026-05-16T09:00:00+08:00"))
            for unit in [Fixture.college, Self.other] {
                try await reporting.tellUnit(unit, .higherEducation, flags: ["higher_vocational"], to: Self.merged)
            }
            try await reporting.tellUnit(
                Self.successor, .higherEducation, flags: ["higher_vocational"], from: Self.merged)
            try await reporting.tellLine(Self.successor, to: Fixture.province)
            try await reporting.apply(
                "succession",
                Succession(
                    id: ID.make(at: reporting.clock.now()), kind: .merge, from: [Fixture.college, Self.other],
                    to: [Self.successor], at: Self.merged, basis: "皖政秘〔2026〕1号", recordedAt: reporting.clock.now()))
            try await reporting.catchUp()
            try await body(reporting, filed)
        }
    }

    @Test func r6MergedCollegesOweUntilThenAndTheirSuccessorFromThen() async throws {
        try await run { reporting, _ in
            func owing(_ at: Instant?) async throws -> [UnitKey] {
                let page = try await reporting.ask(
                    ReportingAPI.ListObligations.self, .init(rule: "annex3.college", at: at))
                return page.items.map(\.unit.key).sorted()
            }
            #expect(try await owing(Self.before) == [Fixture.college, Self.other])
            #expect(try await owing(Self.merged) == [Self.successor])
            #expect(try await owing(nil) == [Self.successor])
            // As it was believed before the registry told of it, both still owed.
            let believed = try await reporting.ask(
                ReportingAPI.ListObligations.self,
                .init(rule: "annex3.college", knownAt: Fixture.at("2026-05-15T12:00:00+08:00")))
            #expect(believed.items.map(\.unit.key).sorted() == [Fixture.college, Self.other])
            let board = try await reporting.ask(ReportingAPI.GetCompleteness.self, .init(at: Self.before))
            #expect(board.rows.last?.owes.satisfied == 1 && board.rows.last?.owes.expected == 2)
            let now = try await reporting.ask(ReportingAPI.GetCompleteness.self, .init())
            #expect(now.rows.last?.owes.satisfied == 0 && now.rows.last?.owes.expected == 1)
            await reporting.expectFault(.obligationClosed) {
                try await reporting.submission("annex3.college", of: Self.other)
            }
        }
    }

    @Test func r6WhatWasFiledBeforeTheMergerStaysReadableAndCountsThen() async throws {
        try await run { reporting, filed in
            let read = try await reporting.ask(ReportingAPI.GetSubmission.self, .init(id: filed.id))
            #expect(read.versions.map(\.n) == [1] && !read.may.contains("finalize"))
            #expect(read.blockedBy.contains { $0.verb == "finalize" && $0.reason == "OBLIGATION_CLOSED" })
            let listed = try await reporting.ask(ReportingAPI.ListSubmissions.self, .init(unit: Fixture.college))
            #expect(listed.items.map(\.id) == [filed.id])
            let versions = try await reporting.ask(
                ReportingAPI.ListSubmissionVersions.self, .init(id: filed.id))
            #expect(versions.versions.first?.payload?["sessionsTotal"]?.int == 7)
            func sum(_ at: Instant?) async throws -> [Double] {
                let rollUp = try await reporting.ask(
                    ReportingAPI.ComputeRollUp.self,
                    .init(node: Fixture.province, form: "annex3", track: "vocational", at: at))
                return rollUp.groups.flatMap(\.figures).filter { $0.field == "sessionsTotal" }.map(\.value)
            }
            #expect(try await sum(Self.before) == [7])
            #expect(try await sum(nil) == [])
            // The college is gone, and what it filed can still be put away.
            let archive = try await reporting.ask(ReportingAPI.CreateArchive.self, .init(unit: Fixture.college))
            #expect(archive.members.contains { $0.path == "vocational/annex3/v1.json" })
            #expect(archive.members.contains { $0.path == "obligations.json" && $0.size > 2 })
        }
    }

    @Test func r6WhatIsOwedNamesWhoOwedItBeforeAndWhoDoesAfter() async throws {
        try await run { reporting, _ in
            func explain(_ unit: UnitKey, at: Instant? = nil) async throws -> ObligationExplanation {
                try await reporting.ask(
                    ReportingAPI.ExplainObligation.self,
                    .init(campaign: Fixture.campaign.key, rule: "annex3.college", unit: unit, at: at))
            }
            let after = try await explain(Self.successor)
            #expect(after.obligation.bornAt == Self.merged && after.obligation.deadline.dueAt == Fixture.due)
            #expect(after.successions.map(\.obligation.unit.key) == [Fixture.college, Self.other])
            #expect(after.successions.allSatisfy { $0.isFormer && $0.basis == "皖政秘〔2026〕1号" })
            #expect(after.successions.map(\.obligation.status) == [.satisfiedOnTime, .open])
            #expect(after.successions.allSatisfy { $0.obligation.endedAt == Self.merged })
            let ended = try await explain(Fixture.college, at: Self.before)
            #expect(ended.successions.isEmpty, "who follows owes nothing yet")
            let byID = try await reporting.ask(
                ReportingAPI.ExplainObligation.self, .init(id: ended.obligation.id))
            #expect(byID.successions.map(\.obligation.unit.key) == [Self.successor])
            #expect(byID.successions.first?.isFormer == false && byID.obligation.endedAt == Self.merged)
        }
    }

    @Test func r6TheFeedTellsThatAnObligationEnded() async throws {
        try await run { reporting, _ in
            let owed = try await reporting.changes(of: "obligation", count: 11)
            let ended = try owed.map { try $0.decoded(as: Obligation.self) }.filter { $0.endedAt == Self.merged }
            #expect(Set(ended.map(\.unit.key)) == [Fixture.college, Self.other])
        }
    }

    @Test func r6ABulletinOfBeforeIsMadeAgainAfterTheMerger() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Self.before)
            let issued = try await reporting.tell(ReportingAPI.IssueBulletin.self, .init())
            reporting.clock.set(Fixture.at("2026-05-16T09:00:00+08:00"))
            try await reporting.tellUnit(
                Fixture.college, .higherEducation, flags: ["higher_vocational"],
                to: Fixture.at("2026-05-13T00:00:00+08:00"))
            try await reporting.catchUp()
            let again = try await reporting.ask(ReportingAPI.GetBulletin.self, .init(number: 1))
            #expect(again.reproduced == true && again.text == issued.text)
        }
    }

    @Test func aRenamedUnitIsNamedAsItWasThen() async throws {
        try await TestReporting.runCampaign { reporting in
            let renamed = Fixture.at("2026-05-15T00:00:00+08:00")
            reporting.clock.set(Fixture.at("2026-05-16T09:00:00+08:00"))
            let before = try await reporting.obligation("annex3.college", of: Fixture.college)
            try await reporting.apply(
                "unit",
                Unit(
                    id: ID.make(at: reporting.clock.now()), key: Fixture.college, kind: .higherEducation, name: "新名称学院",
                    region: "340100", level: .city, flags: ["higher_vocational"], validFrom: renamed,
                    recordedAt: reporting.clock.now()))
            try await reporting.catchUp()
            let after = try await reporting.obligation("annex3.college", of: Fixture.college)
            #expect(after.id == before.id && after.unit.name == "新名称学院")
            let then = try await reporting.obligation(
                "annex3.college", of: Fixture.college, at: Fixture.at("2026-05-14T00:00:00+08:00"))
            #expect(then.id == before.id && then.unit.name == before.unit.name)
        }
    }
}
