import Shared
import TestSupport
import Testing

@testable import Notifications

/// For a person or an obligation: every message sent, every one not sent and why, on one page of JSON.
@Suite struct ExplainTests {
    private static let campaign = TestNotifications.campaign

    private func explain(
        _ test: TestNotifications, unit: UnitKey, after: String? = nil, limit: Int? = nil
    ) async throws -> ReminderHistory {
        try await test.ask(
            NotificationsAPI.Explain.self, .init(campaign: Self.campaign, unit: unit, after: after, limit: limit))
    }

    @Test func explainTellsWhatWasSentWhatWasNotAndWhatIsToCome() async throws {
        let (one, two) = (PlanFixture.obligation(1), PlanFixture.obligation(2))
        try await TestNotifications.runPublished([one, two]) { test in
            try await test.tell([PlanFixture.obligation(2, satisfiedAt: PlanFixture.at("2026-05-18 10:00"))])
            try await test.tick(at: TestNotifications.reminding)
            let owing = try await test.ask(
                NotificationsAPI.Explain.self, .init(campaign: Self.campaign, obligation: one.id))
            #expect(owing.intents.map(\.reminder.step) == ["annex3/before-1"] && owing.next == nil)
            #expect(owing.upcoming.map(\.step).first == "annex3/on-day")
            #expect(owing.upcomingCount == owing.upcoming.count)
            let done = try await explain(test, unit: two.unit.key)
            #expect(done.intents.isEmpty && done.upcoming.isEmpty && done.upcomingCount == 0)
            #expect(done.nonIntents.map(\.reason) == [.satisfied, .satisfied])
            #expect(done.nonIntents.allSatisfy { $0.recipient == PlanFixture.recipient(2) && $0.channel == "email" })
            await test.expectFault(.invalidParams) {
                try await test.ask(NotificationsAPI.Explain.self, .init(campaign: Self.campaign))
            }
        }
    }

    /// The province is told of every unit: more than a page has room for, the newest first, and the rest behind `next`.
    @Test func nothingOfAMoreThanAPageIsLeftOutAndTheNewestComeFirst() async throws {
        try await TestNotifications.runPublished((1...501).map { PlanFixture.obligation($0) }) { test in
            try await test.tick(at: PlanFixture.at("2026-05-25 09:00"))
            var seen: [Intent] = []
            var (pages, after) = (0, String?.none)
            repeat {
                let page = try await explain(test, unit: PlanFixture.province, after: after)
                #expect(page.intents.count + page.nonIntents.count <= 500)
                // What is open is said once.
                #expect((page.waiting != nil) == (after == nil))
                if after != nil { #expect(page.upcoming.isEmpty && page.upcomingCount == 0) }
                seen += page.intents
                after = page.next
                pages += 1
            } while after != nil && pages < 10
            #expect(seen.count == 501 && Set(seen.map(\.id)).count == 501 && pages == 2)
            #expect(seen.map(\.id) == seen.map(\.id).sorted(by: >))
            #expect(seen.allSatisfy { $0.reminder.recipient == PlanFixture.receiver })
        }
    }

    /// A page holds what was sent and what was not, in one order.
    @Test func sentAndUnsentShareAPageInOneOrder() async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            for instant in ["2026-05-18 09:00", "2026-05-19 09:00"] { try await test.tick(at: PlanFixture.at(instant)) }
            try await test.tell([PlanFixture.obligation(1, satisfiedAt: PlanFixture.at("2026-05-19 10:00"))])
            try await test.tick(at: PlanFixture.at("2026-05-20 15:00"))
            var steps: [String] = []
            var after: String?
            repeat {
                let page = try await explain(test, unit: "moe:1", after: after, limit: 1)
                steps += page.intents.map(\.reminder.step) + page.nonIntents.map { "\($0.step) \($0.reason.rawValue)" }
                after = page.next
            } while after != nil && steps.count < 10
            #expect(steps == ["annex3/on-day satisfied", "annex3/before-1", "annex3/before-2"])
        }
    }

    /// Who was not told sees it as well as who it would have been about.
    @Test func aReceiverSeesWhatItsCapKeptFromItM9() async throws {
        let city = Reminder.Recipient(unit: "test:city", role: "reporter")
        let schools = [1, 2].map { PlanFixture.obligation($0) }
        let steps = [PlanFixture.step("up", "anchor(obligation, end) + P1WD", audience: .city, kind: .escalation)]
        try await TestNotifications.run(schools) { test in
            try await test.tellCampaign(PlanFixture.campaign(steps, escalationCap: 0), version: 2)
            try await test.tellContact(city, number: 9)
            for school in schools {
                try await test.tellLine(
                    from: school.unit.key, to: [(city.unit, "city_education")], track: "vocational",
                    number: school.unit.key == "moe:1" ? 0 : 10)
            }
            try await test.publishPolicy()
            let ahead = try await explain(test, unit: city.unit)
            #expect(ahead.upcoming.map(\.unit) == ["moe:1", "moe:2"])
            #expect(ahead.upcoming.allSatisfy { $0.recipient == city })
            #expect(try await test.tick(at: PlanFixture.at("2026-05-21 09:00")).first?.counts.intents == 0)
            let kept = try await explain(test, unit: city.unit)
            #expect(Set(kept.nonIntents.map(\.unit)) == ["moe:1", "moe:2"] && kept.upcoming.isEmpty)
            #expect(kept.nonIntents.allSatisfy { $0.reason == .overCap })
            #expect(kept.nonIntents.allSatisfy { $0.recipient == city && $0.channel == "email" })
            // The school sees that the city was not told.
            #expect(try await explain(test, unit: "moe:1").nonIntents.map(\.recipient) == [city])
        }
    }

    @Test func eachChannelAndEachReasonOfAStepIsShown() async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            try await test.tellContact(PlanFixture.recipient(1), number: 40, channel: .wecom)
            let until = PlanFixture.at("2026-05-18 12:00")
            try await test.tell(
                NotificationsAPI.AddSuppression.self,
                .init(campaign: Self.campaign, matcher: .init(unit: "moe:1"), reason: "电话已通知", end: until))
            try await test.tick(at: PlanFixture.at("2026-05-18 09:00"))
            let held = try await explain(test, unit: "moe:1")
            #expect(held.nonIntents.map(\.reason) == [.suppressed, .suppressed])
            #expect(Set(held.nonIntents.map(\.channel)) == ["email", "wecom"])
            // It comes when the suppression ends, and says so before.
            let first = held.upcoming.prefix(2)
            #expect(first.map(\.step) == ["annex3/before-2", "annex3/before-2"] && first.allSatisfy { $0.at == until })
            #expect(first.allSatisfy { $0.heldBack == .init(reason: .suppressed, until: until) })
            #expect(held.upcoming.dropFirst(2).allSatisfy { $0.heldBack == nil })
            // Met meanwhile: the second reason stands beside the first.
            try await test.tell([PlanFixture.obligation(1, satisfiedAt: PlanFixture.at("2026-05-18 11:00"))])
            try await test.tick(at: until)
            let both = try await explain(test, unit: "moe:1")
            #expect(both.nonIntents.map(\.reason) == [.satisfied, .satisfied, .suppressed, .suppressed])
            // Newest first.
            #expect(both.nonIntents.prefix(2).allSatisfy { $0.reason == .satisfied })
        }
    }

    @Test func whatIsToComeSaysWhatHoldsItBack() async throws {
        let steps =
            PlanFixture.ladder + [
                PlanFixture.step("county", "anchor(obligation, end) + P4WD", audience: .county, kind: .escalation)
            ]
        try await TestNotifications.run([PlanFixture.obligation(1)]) { test in
            try await test.tellCampaign(PlanFixture.campaign(steps), version: 2)
            try await test.publishPolicy()
            try await test.tick(at: TestNotifications.reminding)
            try await test.sender(RecordingChannel()).drain()
            let sent = try #require(try await test.intents().first)
            let noted = try await test.tell(NotificationsAPI.AcknowledgeIntent.self, .init(id: sent.id, note: "在办"))
            let upcoming = try await explain(test, unit: "moe:1").upcoming
            let held = Dictionary(grouping: upcoming.filter { $0.heldBack != nil }, by: \.step)
            let span = UpcomingStep.HeldBack(reason: .acknowledged, until: noted.acknowledgement?.until)
            #expect(held["annex3/on-day"]?.map(\.heldBack) == [span])
            #expect(held["annex3/after@2026-05-21"]?.map(\.heldBack) == [span])
            // Nobody stands there: the step is shown all the same.
            #expect(held["annex3/county"]?.map(\.heldBack) == [.init(reason: .noRecipient)])
            #expect(held["annex3/county"]?.first?.recipient == nil && held.count == 3)
            #expect(upcoming.contains { $0.step == "annex3/up" && $0.recipient == PlanFixture.receiver })
        }
    }

    /// Between the last run and now: neither told nor to come, and shown all the same.
    @Test func whatAStandingPlannerLeavesOpenIsShownAsWaitingM3() async throws {
        try await TestNotifications.runPublished { test in
            test.clock.set(TestNotifications.reminding)
            let open = try await explain(test, unit: "moe:1")
            #expect(open.intents.isEmpty && open.waiting?.plannedUntil == TestNotifications.start)
            #expect(open.waiting?.intents.map(\.step) == ["annex3/before-1"] && open.waiting?.intentsCount == 1)
            #expect(open.waiting?.nonIntents.map(\.reason) == [.collapsed] && open.waiting?.nonIntentsCount == 1)
            #expect(open.upcoming.first?.step == "annex3/on-day")
            try await test.tick()
            let told = try await explain(test, unit: "moe:1")
            #expect(told.intents.map(\.reminder) == open.waiting?.intents)
            #expect(told.nonIntents == open.waiting?.nonIntents)
            #expect(told.waiting?.intents.isEmpty == true && told.waiting?.nonIntents.isEmpty == true)
        }
    }
}
