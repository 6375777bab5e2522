import Contracts
import Testing
import Values

@testable import Events

@Suite struct StatisticsRulesTests {
    private let events = [
        CountedEvent(
            id: .make(at: Fixture.at("2026-05-12T09:00:00+08:00")), host: "a", region: "340811",
            terms: [.strand: ["skills"], .tag: ["open-campus", "into-villages"], .mode: ["on-site"]], sessions: 3,
            reported: [
                ReportedCount(measure: .attendances, count: 100), ReportedCount(measure: .heads, count: 60),
                ReportedCount(measure: .attendances, group: "elderly", count: 20),
            ]),
        CountedEvent(
            id: .make(at: Fixture.at("2026-05-12T09:00:00+08:00")), host: "b", region: nil,
            terms: [.group: ["pupils"], .mode: ["online"]], sessions: 1,
            reported: [
                ReportedCount(measure: .attendances, count: 7),
                ReportedCount(measure: .attendances, online: true, count: 900),
            ]),
    ]

    private func rows(_ dimension: EventStatistics.Dimension) -> [String] {
        let terms = StatisticsRules.vocabulary(of: dimension).flatMap(Fixture.campaign.vocabulary)
        return StatisticsRules.rows(events, by: dimension, terms: terms).map {
            "\($0.term ?? "-") \($0.count.events) \($0.count.sessions)"
        }
    }

    @Test func anEventCountsOncePerTermItCarriesN06N08() {
        #expect(rows(.strand) == ["skills 1 3", "reading 0 0", "- 1 1"])
        #expect(rows(.tag) == ["into-villages 1 3", "open-campus 1 3", "- 1 1"])
    }

    @Test func unusedTermsOfTheVocabularyStandWithZeroN07() {
        #expect(rows(.themeDay) == ["volunteer-day 0 0", "- 2 4"])
    }

    @Test func headsAttendancesGroupsAndOnlineAreNeverAddedN10() {
        let total = StatisticsRules.total(events)
        #expect(
            total.reported.map { "\($0.measure) \($0.group?.rawValue ?? "-") \($0.online == true) \($0.count)" } == [
                "attendances - false 107", "attendances - true 900", "attendances elderly false 20", "heads - false 60",
            ])
    }

    @Test func aRowOfAGroupHasThatGroupsFiguresOnlyN09N14() {
        let groups = StatisticsRules.rows(events, by: .group, terms: Fixture.campaign.vocabulary("groups"))
        #expect(groups.first { $0.term == "elderly" }?.count.reported.map(\.count) == [20])
        #expect(groups.first { $0.term == "pupils" }?.count.reported == [])
        #expect(groups.first { $0.term == "pupils" }?.count.events == 1)
    }

    @Test func aHostWithoutARegionStandsInNoCounty() {
        #expect(rows(.county) == ["340811 1 3", "- 1 1"])
    }

    @Test func hostsAreNoVocabulary() {
        #expect(rows(.host) == ["a 1 3", "b 1 1"])
    }
}
