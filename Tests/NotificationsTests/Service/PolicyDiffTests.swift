import Shared
import TestSupport
import Testing

@testable import Notifications

/// What a policy would send or stop, before it is in force.
@Suite struct PolicyDiffTests {
    @Test func aDraftSaysWhatItAddsMovesLeavesOutAndStops() async throws {
        try await TestNotifications.runPublished { test in
            try await test.tick(at: TestNotifications.reminding)
            let steps =
                PlanFixture.ladder.filter { $0.key != "on-day" && $0.key != "before-1" }.map { step in
                    step.key == "up"
                        ? PlanFixture.step(
                            "up", "anchor(obligation, end) + P4WD", audience: .province, kind: .escalation) : step
                } + [PlanFixture.step("eve", "anchor(obligation, end)", time: "16:00")]
            try await test.tellCampaign(PlanFixture.campaign(steps), version: 2)
            let draft = try await test.tell(NotificationsAPI.DraftPolicy.self, .init(campaign: "test-2026"))
            let diff = try await test.ask(NotificationsAPI.DiffPolicy.self, .init(id: draft.id))
            #expect(diff.from == 1 && diff.to == 2)
            #expect(Set(diff.added.map(\.step)) == ["annex3/eve"] && diff.counts.added == 2)
            #expect(Set(diff.removed.map(\.step)) == ["annex3/on-day"] && diff.counts.removed == 2)
            #expect(Set(diff.moved.map(\.reminder.step)) == ["annex3/up"] && diff.counts.moved == 2)
            #expect(diff.moved.allSatisfy { $0.from < $0.reminder.at })
            // Three of `after` for each unit.
            #expect(diff.counts.unchanged == 6)
            #expect(diff.stopped.map(\.reminder.step) == ["annex3/before-1", "annex3/before-1"])
            #expect(diff.counts.stopped == 2 && diff.notices.isEmpty && diff.terms == nil && diff.reworded.isEmpty)
            // Nothing of it has happened; and then it happens just so.
            #expect(try await test.intents(.planned).count == 2)
            try await test.tell(NotificationsAPI.PublishPolicy.self, .init(id: draft.id))
            #expect(try await Set(test.intents(.superseded).map(\.id)) == Set(diff.stopped.map(\.id)))
            let soon = try await test.ask(
                NotificationsAPI.DiffPolicy.self, .init(id: draft.id, until: TestNotifications.reminding))
            #expect(soon.counts == .init(added: 0, removed: 0, moved: 0, unchanged: 0, stopped: 0))
        }
    }

    private func diff(_ test: TestNotifications) async throws -> ReminderPolicyDiff {
        let draft = try await test.tell(NotificationsAPI.DraftPolicy.self, .init(campaign: "test-2026"))
        return try await test.ask(NotificationsAPI.DiffPolicy.self, .init(id: draft.id))
    }

    /// M12: a draft that says nothing of cancellations would stop telling them, and no step of any obligation shows it.
    @Test func noticesThatEndBeginOrChangeTheirTemplateAreSaid() async throws {
        try await TestNotifications.run([PlanFixture.obligation(1)]) { test in
            try await test.tellCampaign(PlanFixture.changing, version: 2)
            try await test.publishPolicy()
            let notices = CampaignDocument.NoticeTemplates(
                eventAnnounced: "announced", eventChanged: "announced", eventPostponed: "postponed", dueMoved: "moved",
                extensionGranted: "extended", itemReturned: "returned-news")
            let templates = PlanFixture.changing.reminders.templates.filter { !["due", "up"].contains($0.key) }
            try await test.tellCampaign(
                PlanFixture.campaign(
                    returned: PlanFixture.changing.reminders.returned, notices: notices, templates: templates),
                version: 3)
            let found = try await diff(test)
            #expect(
                found.notices == [
                    .init(kind: .eventChanged, from: "changed", to: "announced"),
                    .init(kind: .eventCancelled, from: "cancelled", to: nil),
                ])
            #expect(found.counts.added == 0 && found.counts.removed == 0 && found.terms == nil)
        }
    }

    @Test func capsHoursLanguageAndStepsOfWhatComesBackAreSaid() async throws {
        try await TestNotifications.runPublished { test in
            let steps = [PlanFixture.step("at-return", "anchor(return, start)")]
            try await test.tellCampaign(PlanFixture.campaign(cap: 2, returned: steps), version: 2)
            let terms = try #require(try await diff(test).terms)
            #expect(terms.from?.capPerPersonPerDay == nil && terms.to.capPerPersonPerDay == 2)
            #expect(terms.from?.returned == [] && terms.to.returned == ["at-return"])
            #expect(terms.from?.language == .zh && terms.to.workingHours == terms.from?.workingHours)
        }
    }

    @Test func wordsThatPeopleWouldNotReadAreNotReworded() async throws {
        try await TestNotifications.runPublished { test in
            try await test.tell(
                NotificationsAPI.SetTemplate.self,
                .init(
                    campaign: "test-2026", key: "due", language: .zh, subject: "S", text: "set", expectVersion: 0))
            // Neither has the campaign's own changed, nor what people read.
            try await test.tellCampaign(PlanFixture.campaign(PlanFixture.ladder.dropLast()), version: 2)
            #expect(try await diff(test).reworded.isEmpty)
            // The campaign says now what was set before.
            try await test.tellCampaign(PlanFixture.reworded("S", "set"), version: 3)
            #expect(try await diff(test).reworded.isEmpty)
            try await test.tellCampaign(PlanFixture.reworded("S", "corrected"), version: 4)
            #expect(try await diff(test).reworded == ["due"])
        }
    }

    @Test func aPolicyWithoutWordsOrWithAVariableThatNothingFillsIsNotPutInForce() async throws {
        try await TestNotifications.runPublished { test in
            let missing = PlanFixture.step("x", "anchor(obligation, end)", template: "nowhere")
            let unfilled = PlanFixture.step("y", "anchor(obligation, end)", template: "unfilled")
            try await test.tellCampaign(
                PlanFixture.campaign(
                    PlanFixture.ladder + [missing, unfilled],
                    templates: [.init(key: "unfilled", subject: "{item}", text: "{event}")]), version: 2)
            let draft = try await test.tell(NotificationsAPI.DraftPolicy.self, .init(campaign: "test-2026"))
            do {
                try await test.tell(NotificationsAPI.PublishPolicy.self, .init(id: draft.id))
                Issue.record("it was put in force")
            } catch let fault as Fault {
                #expect(fault.kind == .templateIncomplete)
                #expect(fault.violations.map(\.path) == ["templates.nowhere", "templates.unfilled.text"])
            }
        }
    }
}
