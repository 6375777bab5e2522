import Contracts
import Testing
import Values

@testable import Events

@Suite struct StatisticsRulesTests {
    private let events = [
        CountedEvent(
            host: "a", strand: "skills", themeDay: nil, tags: ["open-campus", "into-villages"], groups: [],
            mode: "on-site", sessions: 3),
        CountedEvent(host: "b", strand: nil, themeDay: nil, tags: [], groups: ["pupils"], mode: "online", sessions: 1),
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

    @Test func hostsAreNoVocabulary() {
        #expect(rows(.host) == ["a 1 3", "b 1 1"])
    }
}
