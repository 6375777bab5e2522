import Contracts
import Testing
import Values

@testable import Events

@Suite struct WeekRulesTests {
    private func unmeetable(_ start: String, _ end: String, _ track: TrackCode = "lifelong") -> [RuleKey] {
        WeekRules.unmeetable(
            start: Fixture.day(start), end: Fixture.day(end), track: track, in: Fixture.campaign)
    }

    @Test func aWeekThatEndsAfterTheCapCannotBeReportedOnL7() {
        #expect(unmeetable("2026-11-24", "2026-12-01") == [])
        #expect(unmeetable("2026-11-25", "2026-12-02") == ["annex4"])
    }

    @Test func theWeekOfAnotherTrackHangsOnNoSuchRule() {
        #expect(unmeetable("2026-11-25", "2026-12-02", "vocational") == [])
    }

    @Test func aWeekIsOrderedShortAndLaidDownSomewhere() {
        func rules(_ start: String, _ end: String, _ basis: String) -> [String] {
            WeekRules.violations(start: Fixture.day(start), end: Fixture.day(end), basis: basis).map(\.rule)
        }
        #expect(rules("2026-09-20", "2026-09-26", "notice") == [])
        #expect(rules("2026-09-26", "2026-09-20", "notice") == ["before_start"])
        #expect(rules("2026-09-01", "2026-10-02", "") == ["out_of_range", "length"])
    }
}
