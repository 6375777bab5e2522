import Shared
import Testing

@testable import Reporting

@Suite struct BulletinTests {
    private func issue(_ reporting: TestReporting, at: Instant? = nil) async throws -> Bulletin {
        try await reporting.tell(ReportingAPI.IssueBulletin.self, .init(at: at))
    }

    private func get(_ reporting: TestReporting, _ number: Int) async throws -> Bulletin {
        try await reporting.ask(ReportingAPI.GetBulletin.self, .init(number: number))
    }

    @Test func n29ABulletinSaysByNameHowReportingStands() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-25T09:00:00+08:00"))
            try await reporting.file("annex3.city")
            let bulletin = try await issue(reporting, at: Fixture.at("2026-05-25T00:00:00+08:00"))
            #expect(bulletin.summary.number == 1)
            let lines = bulletin.text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.prefix(2) == ["test材料报送情况通报", "第1期"])
            #expect(lines.contains("截至时间：2026-05-25 00:00"))
            // At that instant the city had filed nothing yet: what came at nine is not in it.
            #expect(lines.contains("名称 \(Fixture.city)：未报送；未报：annex3.city、annex4.city、material.city、week.city"))
            let later = try await issue(reporting)
            #expect(
                later.text.contains("名称 \(Fixture.city)：部分报送；逾期报送：annex3.city；未报：annex4.city、material.city、week.city"))
            #expect(later.text.contains("统计数据：应报3项，已报1项（其中逾期1项）"))
            #expect(later.text.contains("名称 \(Fixture.stray)（vocational）"))
            await reporting.expectFault(.bulletinAhead) {
                try await issue(reporting, at: reporting.clock.now().adding(.seconds(1)))
            }
            await reporting.expectFault(.bulletinUnknown) { try await get(reporting, 3) }
            let list = try await reporting.ask(ReportingAPI.ListBulletins.self, .init())
            #expect(list.items.map(\.number) == [1, 2])
        }
    }

    @Test func q15ABulletinIsMadeAgainByteForByteWhateverCameLater() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-19T09:00:00+08:00"))
            let filed = try await reporting.file("annex3.city")
            reporting.clock.set(Fixture.at("2026-05-22T09:00:00+08:00"))
            let issued = try await issue(reporting)
            reporting.clock.advance(by: .seconds(1))
            try await reporting.tell(
                ReportingAPI.WithdrawSubmission.self,
                .init(id: filed.id, expectRevision: filed.revision, reason: "更正"))
            try await reporting.file("annex3.college", of: Fixture.college)
            let owed = try await reporting.obligation("material.city")
            try await reporting.tell(
                ReportingAPI.GrantWaiver.self,
                .init(obligations: [owed.id], by: Fixture.province, basis: "停办"))
            try await reporting.tellWeek(Fixture.city, end: "2026-09-26")
            try await reporting.tellUnit(Fixture.college, .higherEducation, from: reporting.clock.now())
            try await reporting.catchUp()
            let again = try await get(reporting, 1)
            #expect(again.text == issued.text && again.reproduced == true)
            #expect(try await issue(reporting).text != issued.text)
        }
    }

    /// A call may have read the clock before the bulletin and commit after it: what it writes is known from after the
    /// bulletin on. Here its clock is behind by an hour, so that nothing hangs on luck.
    @Test func whatIsFiledBehindABulletinsBackIsNotInIt() async throws {
        try await TestReporting.runCampaign { reporting in
            let told = Fixture.at("2026-05-22T09:00:00+08:00")
            reporting.clock.set(told)
            let issued = try await issue(reporting)
            reporting.clock.set(Fixture.at("2026-05-22T08:00:00+08:00"))
            try await reporting.file("annex3.city")
            let owed = try await reporting.obligation("annex3.college", of: Fixture.college)
            try await reporting.tell(
                ReportingAPI.GrantWaiver.self,
                .init(obligations: [owed.id], by: Fixture.province, basis: "停办"))
            reporting.clock.set(told.adding(.seconds(1)))
            #expect(try await get(reporting, 1).reproduced == true)
            #expect(try await get(reporting, 1).text == issued.text)
            #expect(try await reporting.obligation("annex3.city").status == .satisfiedLate)
        }
    }

    @Test func numbersHaveNoGapsAndNoRepeats() async throws {
        try await TestReporting.runCampaign { reporting in
            let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 { group.addTask { try await issue(reporting).summary.number } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(numbers.sorted() == [1, 2, 3, 4, 5, 6])
        }
    }
}

@Suite struct LeagueTests {
    private func owed(
        _ unit: UnitKey, _ rules: [(RuleKey, String?)], kind: UnitKind = .cityEducation
    ) -> [StoredObligation] {
        rules.map { rule, filedAt in
            let row = Fixture.stored(
                rule: rule, unit: unit, filings: Filings(credits: filedAt.map { [Fixture.credit("s", at: $0)] } ?? []))
            return StoredObligation(
                id: row.id, campaign: row.campaign, rule: row.rule, track: row.track,
                unit: UnitBrief(key: unit, name: unit.rawValue, kind: kind, region: "340100"), to: row.to, revision: 1,
                bornAt: row.bornAt, endedAt: nil, terms: row.terms, filings: row.filings)
        }
    }

    private func ranking(_ order: LeagueOrder) -> LeagueRanking {
        LeagueRanking(
            standings: UnitStandings(document: Fixture.campaign, instant: Fixture.at("2026-05-25T00:00:00+08:00")),
            coverage: ["340100": Rate(numerator: 1, denominator: 2)], order: order)
    }

    private static let inTime = "2026-05-19T09:00:00+08:00"
    private static let late = "2026-05-22T09:00:00+08:00"

    @Test func equalsShareAPlaceAndCollegesStandApart() {
        let rows =
            owed("a", [("r1", Self.inTime), ("r2", nil)]) + owed("b", [("r1", Self.inTime), ("r2", nil)])
            + owed("c", [("r1", Self.late), ("r2", Self.late)])
            + owed("d", [("r1", Self.inTime)], kind: .higherEducation)
        let byRate = ranking(.rate).tables(rows)
        #expect(byRate.map(\.kind) == [.cityEducation, .higherEducation])
        #expect(byRate[0].rows.map { "\($0.place) \($0.standing.unit.key)" } == ["1 c", "2 a", "2 b"])
        #expect(byRate[0].rows.map(\.coverage) == Array(repeating: Rate(numerator: 1, denominator: 2), count: 3))
        #expect(byRate[1].rows.map(\.coverage) == [nil])
        let byTimeliness = ranking(.timeliness).tables(rows)
        #expect(byTimeliness[0].rows.map { "\($0.place) \($0.standing.unit.key)" } == ["1 a", "1 b", "3 c"])
        #expect(byTimeliness[0].rows.map(\.timeliness.numerator) == [1, 1, 0])
    }

    @Test func n29AUnitsStandingNamesThePartThatIsMissing() {
        let standings = UnitStandings(document: Fixture.campaign, instant: Fixture.at("2026-05-25T00:00:00+08:00"))
        let states = [
            owed("a", [("r1", Self.inTime), ("r2", nil)]), owed("b", [("r1", nil)]), owed("c", [("r1", Self.late)]),
        ].flatMap { standings.standings($0) }
        #expect(states.map(\.state) == [.partly, .nothing, .complete])
        #expect(states.map(\.missing) == [["r2"], ["r1"], []])
        #expect(states.map(\.late) == [[], [], ["r1"]])
        #expect(states.allSatisfy { $0.parts.map(\.part) == [.data] })
    }

    @Test func partsFollowSourceAndForm() {
        #expect(Fixture.campaign.part(of: "annex3") == .data)
        #expect(Fixture.campaign.part(of: "material") == .materials)
        #expect(Fixture.campaign.part(of: "week-declaration") == .declarations)
        #expect(Fixture.campaign.part(of: "unheard") == .papers)
    }

    @Test func aLeagueStandsWithoutCoverageWhenEventsIsDown() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-19T09:00:00+08:00"))
            try await reporting.file("annex3.city")
            let league = try await reporting.ask(ReportingAPI.GetLeague.self, .init(track: "vocational"))
            #expect(!league.hasCoverage)
            #expect(league.tables.map(\.kind) == [.cityEducation, .higherEducation])
            #expect(league.tables[0].rows.map(\.rate) == [Rate(numerator: 1, denominator: 2)])
        }
    }
}
