import Shared
import TestSupport
import Testing

@testable import Notifications

/// Words in versions and two languages, tried with real data.
@Suite struct TemplateTests {
    private func set(
        _ test: TestNotifications, _ text: String, language: CampaignDocument.Language = .zh, version: Int = 0,
        key: TemplateKey = "due"
    ) async throws -> MessageTemplate {
        try await test.tell(
            NotificationsAPI.SetTemplate.self,
            .init(
                campaign: "test-2026", key: key, language: language, subject: "S {item}", text: text,
                expectVersion: version))
    }

    @Test func wordsThatAreSetAreThoseThatLeave() async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            let first = try await set(test, "{unit}，一：{due}")
            #expect(first.version == 1 && first.author == "tester" && first.uses == [.reminder])
            #expect(try await set(test, "{unit}，二：{due}", version: 1).version == 2)
            await test.expectFault(.revisionConflict) { try await set(test, "x", version: 1) }
            try await test.tick(at: TestNotifications.reminding)
            let channel = RecordingChannel()
            try await test.sender(channel).drain()
            #expect(channel.messages.map(\.subject) == ["S 附件3"])
            #expect(channel.messages.first?.text.hasPrefix("学院1，二：2026年5月20日24:00") == true)
            let all = try await test.ask(
                NotificationsAPI.ListTemplates.self, .init(campaign: "test-2026", key: "due")
            ).templates
            #expect(all.map(\.version) == [0, 1, 2] && all[0].author == nil)
        }
    }

    @Test func aVariableThatNothingFillsIsRefusedByItsPath() async throws {
        try await TestNotifications.runPublished { test in
            for text in ["{event}", "{unit", "}", "{nothing}", ""] {
                await test.expectFault(.invalidParams) { try await set(test, text) }
            }
            await test.expectFault(.templateUnknown) { try await set(test, "x", key: "nowhere") }
        }
    }

    @Test func aPreviewIsTheMessageAsItWouldLeaveInBothLanguages() async throws {
        try await TestNotifications.runPublished { test in
            let chinese = try await test.ask(
                NotificationsAPI.PreviewTemplate.self,
                .init(campaign: "test-2026", key: "due", obligation: PlanFixture.obligation(2).id))
            #expect(chinese.subject == "请报送附件3" && chinese.text.hasPrefix("学院2：附件3应于2026年5月20日24:00前报送"))
            #expect(chinese.faults.isEmpty && chinese.html.contains("lang=\"zh-CN\""))
            let english = try await test.ask(
                NotificationsAPI.PreviewTemplate.self,
                .init(
                    campaign: "test-2026", key: "due", language: .en, subject: "Due: {item}",
                    text: "{unit} owes {item} by {due}. {place}"))
            #expect(english.subject == "Due: 附件3" && english.text.contains("by the end of 20 May 2026"))
            #expect(
                english.text.contains("0 of 1 filed") && english.html.contains("<th")
                    && english.html.contains("lang=\"en\""))
            #expect(english.faults.map(\.path) == ["params.text"])
            // Nothing of it was kept.
            #expect(
                try await test.ask(NotificationsAPI.ListTemplates.self, .init(campaign: "test-2026")).templates
                    .allSatisfy { $0.version == 0 })
        }
    }

    @Test func anEventsWordsAreTriedWithTheEventAnnouncedLast() async throws {
        try await TestNotifications.run([]) { test in
            try await test.tellCampaign(PlanFixture.changing, version: 2)
            try await test.publishPolicy()
            await test.expectFault(.nothingToPreview) {
                try await test.ask(NotificationsAPI.PreviewTemplate.self, .init(campaign: "test-2026", key: "changed"))
            }
            try await test.tell(PlanFixture.event())
            let shown = try await test.ask(
                NotificationsAPI.PreviewTemplate.self, .init(campaign: "test-2026", key: "changed"))
            #expect(shown.subject == "变更：启动仪式" && shown.text.contains("一号楼") && !shown.html.contains("<table"))
        }
    }
}
