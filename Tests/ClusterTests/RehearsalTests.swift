import Foundation
import Shared
import TestSupport
import Testing

/// A day of the campaign, played: the clock shows 2026-05-19 09:00, a day before annex 3 is due.
@Suite(.serialized) struct RehearsalTests {
    private let city: UnitKey = "gb2260:340100/教育"

    @Test func remindersGoToExactlyThoseWhoStillOwe() async throws {
        try await TestHome.with { home in
            try await home.up("--rehearsal")
            #expect(try await home.week("clock", "set", "2026-05-19T09:00:00+08:00").status == 0)

            let owing = try await owing(home)
            #expect(owing.count == 134)
            let plan = try await home.call(NotificationsAPI.PreviewPlan.self, .init(campaign: "anhui-2026"))
            #expect(Set(plan.intents.filter { $0.recipient.unit == $0.unit }.map(\.unit)) == owing)
            #expect(plan.intents.filter { $0.rule == "annex3.city" && $0.recipient.unit == $0.unit }.count == 18)
            #expect(plan.intents.filter { $0.rule == "annex3.college" && $0.recipient.unit == $0.unit }.count == 78)

            #expect(try await home.week("remind").status == 0)
            // One message a person, whatever they owe (M7).
            let recipients = Set(plan.intents.map(\.recipient))
            let arrived = try await eventually { try home.messages().count == recipients.count }
            #expect(arrived, "not all of \(recipients.count) messages came")
            #expect(try home.messages().allSatisfy { $0.contains(".invalid>") })
            // The same run again sends nothing.
            #expect(try await home.week("remind").status == 0)
            #expect(try home.messages().count == recipients.count)

            try await submitAnnex3(home)
            #expect(try await !self.owing(home, rule: "annex3.city").contains(city))
            let tomorrow = try #require(Instant("2026-05-20T09:00:00+08:00"))
            let next = try await home.call(
                NotificationsAPI.PreviewPlan.self, .init(campaign: "anhui-2026", at: tomorrow))
            let told = Set(next.intents.filter { $0.rule == "annex3.city" }.map(\.unit))
            #expect(told.count == 17)
            #expect(!told.contains(city), "who has submitted is not reminded")
        }
    }

    @Test func onlyARehearsalsClockMoves() async throws {
        try await TestHome.with { home in
            let refused = try await home.week("clock", "set", "2026-05-19T09:00:00+08:00")
            #expect(refused.status == 1)
        }
    }

    private func owing(_ home: TestHome, rule: RuleKey? = nil) async throws -> Set<UnitKey> {
        let all = try await home.call(
            ReportingAPI.ExplainCompleteness.self, .init(campaign: "anhui-2026", of: .subtree))
        return Set(all.missing.filter { rule == nil || $0.rule == rule }.map(\.unit.key))
    }

    private func submitAnnex3(_ home: TestHome) async throws {
        let submission = try await home.call(
            ReportingAPI.OpenSubmission.self, .init(campaign: "anhui-2026", rule: "annex3.city", unit: city))
        let filed = try await home.call(
            ReportingAPI.FinalizeSubmission.self,
            .init(
                id: submission.id, expectRevision: submission.revision,
                payload: [
                    "reporter": "甲", "approver": "乙", "contact": "0551-0000000", "asOfDate": "2026-05-19",
                    "sessionsTotal": 12, "students": 300,
                ]))
        #expect(filed.versions.count == 1)
    }
}
