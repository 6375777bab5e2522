import Shared
import Testing

@testable import Reporting

@Suite struct CompletenessTests {
    @Test func theBoardCountsByUnitAndItemAndKeepsCollegesApart() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
            try await reporting.file("annex3.college", of: Fixture.college)
            try await reporting.file("annex3.school", of: Fixture.school)
            let board = try await reporting.ask(ReportingAPI.GetCompleteness.self, .init())
            #expect(board.node.key == Fixture.province)
            #expect(board.total.expected == 5 && board.total.satisfied == 1)
            #expect(board.rows.map(\.key) == [Fixture.city.rawValue, "group:higher_education"])
            #expect(board.rows.map(\.owes.expected) == [4, 1])
            #expect(board.rows.first?.receives?.satisfied == 1)
            #expect(board.rows.first?.missing == ["名称 \(Fixture.city)"])
            #expect(board.items.map(\.item) == ["annex4", "week-declaration", "annex3", "material"])
            // One part may be there and another not.
            #expect(board.parts.map(\.part) == [.data, .materials, .declarations])
            #expect(board.parts.map(\.counts.satisfied) == [1, 0, 0])
            #expect(board.parts.map(\.counts.expected).reduce(0, +) == board.total.expected)
            let track = try await reporting.ask(
                ReportingAPI.GetCompleteness.self, .init(track: "lifelong"))
            #expect(track.total.expected == 2)
            let city = try await reporting.ask(ReportingAPI.GetCompleteness.self, .init(node: Fixture.city))
            #expect(city.total.expected == 1 && city.total.rate.value == 1)
            await reporting.expectFault(.unitUnknownHere) {
                try await reporting.ask(ReportingAPI.GetCompleteness.self, .init(node: "nobody"))
            }
        }
    }

    @Test func explainGivesTheSetsByNameAtAnyNode() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-25T09:00:00+08:00"))
            try await reporting.file("annex3.city")
            let sides: [(CompletenessSide, UnitKey, Int)] = [
                (.owedTo, Fixture.province, 5), (.subtree, Fixture.province, 6), (.owedTo, Fixture.city, 1),
                (.owedBy, Fixture.city, 4), (.owedBy, Fixture.college, 1), (.owedTo, Fixture.college, 0),
            ]
            for (side, node, expected) in sides {
                let explained = try await reporting.ask(
                    ReportingAPI.ExplainCompleteness.self, .init(node: node, of: side))
                #expect(explained.expected == expected)
                #expect(
                    explained.satisfied.count + explained.nil.count + explained.waived.count + explained.missing.count
                        == expected)
            }
            let province = try await reporting.ask(ReportingAPI.ExplainCompleteness.self, .init(item: "annex3"))
            #expect(province.satisfied.map(\.timeliness) == [.late])
            #expect(province.missing.map(\.unit.key) == [Fixture.college])
            #expect(province.missing.first?.lateBySeconds == 4 * 86_400 + 9 * 3_600)
            #expect(province.excluded.map(\.unit.key) == [Fixture.stray])
        }
    }

    @Test func q15EveryTableCanBeHadAsItWas() async throws {
        try await TestReporting.runCampaign { reporting in
            let before = Fixture.at("2026-05-18T09:00:00+08:00")
            reporting.clock.set(Fixture.at("2026-05-19T09:00:00+08:00"))
            let filed = try await reporting.file("annex3.city")
            reporting.clock.set(Fixture.at("2026-05-22T09:00:00+08:00"))
            try await reporting.tell(
                ReportingAPI.WithdrawSubmission.self,
                .init(id: filed.id, expectRevision: filed.revision, reason: "更正"))
            func satisfied(at: Instant, knownAt: Instant? = nil) async throws -> Int {
                try await reporting.ask(
                    ReportingAPI.GetCompleteness.self, .init(at: at, knownAt: knownAt)
                ).total.satisfied
            }
            #expect(try await satisfied(at: before) == 0)
            #expect(try await satisfied(at: Fixture.at("2026-05-20T09:00:00+08:00")) == 1)
            #expect(try await satisfied(at: Fixture.at("2026-05-22T09:00:00+08:00")) == 0)
            // As it was believed on 05-20, the filing of 05-19 still counts.
            #expect(
                try await satisfied(
                    at: Fixture.at("2026-05-23T09:00:00+08:00"), knownAt: Fixture.at("2026-05-20T09:00:00+08:00")) == 1)
            #expect(try await satisfied(at: Fixture.at("2026-05-20T09:00:00+08:00"), knownAt: before) == 0)
        }
    }

    @Test func listsFilterByStatusAndPageByKey() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-25T09:00:00+08:00"))
            try await reporting.file("annex3.city")
            let overdue = try await reporting.ask(
                ReportingAPI.ListObligations.self, .init(status: [.overdue]))
            #expect(Set(overdue.items.map(\.rule)) == ["material.city", "annex3.college", "annex3.school"])
            var seen: [RuleKey] = []
            var after: String?
            repeat {
                let page = try await reporting.ask(
                    ReportingAPI.ListObligations.self, .init(to: Fixture.province, after: after, limit: 2))
                seen += page.items.map(\.rule)
                after = page.next
            } while after != nil
            #expect(seen.count == 5 && Set(seen).count == 5)
            let mine = try await reporting.ask(
                ReportingAPI.ListObligations.self, .init(unit: Fixture.city, track: "vocational"))
            #expect(Set(mine.items.map(\.rule)) == ["annex3.city", "material.city"])
        }
    }
}
