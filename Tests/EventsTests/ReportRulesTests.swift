import Contracts
import Testing
import Values

@testable import Events

@Suite struct ReportRulesTests {
    private func rules(_ counts: [ReportedCount]) -> [String] {
        ReportRules.violations(EventReportContent(counts: counts), in: Fixture.campaign).map(\.rule)
    }

    private func findings(
        _ counts: [ReportedCount], planned: Int = 1, capacity: Int? = nil, usual: Double? = nil
    ) -> [String] {
        ReportRules.findings(
            EventReportContent(counts: counts), planned: planned, capacity: capacity, usual: usual
        ).map(\.rule)
    }

    @Test func measuresGroupsAndOnlineStandApartN10() {
        let counts = [
            ReportedCount(measure: .sessions, count: 1), ReportedCount(measure: .heads, count: 90),
            ReportedCount(measure: .attendances, count: 100),
            ReportedCount(measure: .attendances, group: "elderly", count: 40),
            ReportedCount(measure: .attendances, online: true, count: 5_000),
        ]
        #expect(rules(counts) == [])
        #expect(rules(counts + [ReportedCount(measure: .attendances, online: false, count: 7)]) == ["duplicate"])
    }

    @Test func headsNeverExceedAttendancesN10() {
        let counts = [ReportedCount(measure: .heads, count: 101), ReportedCount(measure: .attendances, count: 100)]
        #expect(rules(counts) == ["heads_exceed_attendances"])
    }

    @Test func onlyPeopleBelongToGroupsAndOnlyToThoseOfTheCampaignN09() {
        #expect(rules([ReportedCount(measure: .sessions, group: "elderly", count: 1)]) == ["not_people"])
        #expect(rules([ReportedCount(measure: .trained, group: "astronauts", count: 1)]) == ["unknown_term"])
        #expect(rules([ReportedCount(measure: .trained, group: "elderly", count: -1)]) == ["out_of_range"])
        #expect(rules([]) == ["required"])
    }

    @Test func aFigureIsImplausibleBehindFiveTimesTheUsualE5() {
        let counts = [ReportedCount(measure: .attendances, count: 501)]
        #expect(findings(counts, capacity: 101) == [])
        #expect(findings(counts, capacity: 100) == ["beyond_capacity"])
        #expect(findings(counts, usual: 100.2) == [])
        #expect(findings(counts, usual: 100) == ["beyond_comparable"])
        #expect(findings(counts, planned: 2, usual: 100) == [])
        #expect(findings(counts) == [])
    }

    @Test func noMoreSessionsThanWerePlannedE5() {
        let counts = [
            ReportedCount(measure: .sessions, count: 1), ReportedCount(measure: .sessions, online: true, count: 1),
        ]
        #expect(findings(counts, planned: 2) == [])
        #expect(findings(counts, planned: 1) == ["more_sessions_than_planned"])
    }
}
