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

    /// The newest words of `due` in Chinese, and who is named for them.
    private func inForce(_ test: TestNotifications) async throws -> MessageTemplate? {
        try await test.ask(NotificationsAPI.ListTemplates.self, .init(campaign: "test-2026", key: "due")).templates
            .filter { $0.language == .zh }.max { $0.version < $1.version }
    }

    @Test func wordsThatWereSetHoldUntilTheCampaignCorrectsWhatTheyReplaced() async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            _ = try await set(test, "{unit}，设定：{due}")
            // Another policy that says the same here.
            try await test.tellCampaign(PlanFixture.campaign(PlanFixture.ladder.dropLast()), version: 2)
            try await test.publishPolicy()
            #expect(try await inForce(test)?.version == 1)
            // One that says something else.
            try await test.tellCampaign(PlanFixture.reworded("更正{item}", "{unit}，更正：{due}"), version: 3)
            try await test.publishPolicy()
            let corrected = try #require(try await inForce(test))
            #expect(corrected.version == 2 && corrected.text == "{unit}，更正：{due}" && corrected.author == "tester")
            try await test.tick(at: TestNotifications.reminding)
            let channel = RecordingChannel()
            try await test.sender(channel).drain()
            #expect(channel.messages.map(\.subject) == ["更正附件3"])
            // And somebody may set others again, over the version that is there.
            await test.expectFault(.revisionConflict) { try await set(test, "x", version: 1) }
            #expect(try await set(test, "{unit}，再设定", version: 2).version == 3)
        }
    }

    @Test func wordsOfAPolicyThatIsRefusedChangeNothing() async throws {
        try await TestNotifications.runPublished([PlanFixture.obligation(1)]) { test in
            _ = try await set(test, "{unit}，设定：{due}")
            try await test.tellCampaign(PlanFixture.reworded("s", "{event}"), version: 2)
            let draft = try await test.tell(NotificationsAPI.DraftPolicy.self, .init(campaign: "test-2026"))
            await test.expectFault(.templateIncomplete) {
                try await test.tell(NotificationsAPI.PublishPolicy.self, .init(id: draft.id))
            }
            #expect(try await inForce(test)?.version == 1)
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

    private func preview(
        _ test: TestNotifications, _ key: TemplateKey, _ obligation: ID<Obligation>? = nil
    ) async throws -> String {
        try await test.ask(
            NotificationsAPI.PreviewTemplate.self, .init(campaign: "test-2026", key: key, obligation: obligation)
        ).text
    }

    /// Nothing of it is made up: the day, the reviewer's words and the former due time are those of a real return and change.
    @Test func wordsOfReturnsAndChangesAreTriedWithARealOneOrNotAtAll() async throws {
        let obligations = [PlanFixture.obligation(1), PlanFixture.obligation(2)]
        try await TestNotifications.run(obligations) { test in
            try await test.tellCampaign(PlanFixture.changing, version: 2)
            try await test.publishPolicy()
            for key in ["returned", "moved", "extended"] as [TemplateKey] {
                await test.expectFault(.nothingToPreview) { try await preview(test, key) }
            }
            let back = PlanFixture.at("2026-05-22 00:00")
            let submission = PlanFixture.submission(
                2, returnedAt: PlanFixture.at("2026-05-16 09:00"), dueBackAt: back)
            try await test.tell(submission, "returned")
            let shown = try await preview(test, "returned")
            #expect(shown.hasPrefix("学院2：请于2026年5月21日24:00前重报：场次与合计不符"))
            await test.expectFault(.nothingToPreview) { try await preview(test, "returned", obligations[0].id) }
            try await test.tell([PlanFixture.obligation(1, due: PlanFixture.at("2026-05-26 00:00"))])
            let moved = try await preview(test, "moved")
            #expect(moved.hasPrefix("学院1：2026年5月20日24:00改为2026年5月25日24:00"))
            await test.expectFault(.nothingToPreview) { try await preview(test, "moved", obligations[1].id) }
        }
    }

    /// What the names of the fixture are, the campaign's own words among them.
    private static let names = [
        "学院1", "学院2", "附件3", "测试通知", "皖〔2026〕1号", "职成处", "省教育厅", "四（三）", "于5月20日前", "职业教育活动周", "启动仪式", "一号楼", "场馆检修",
    ]

    /// Chinese letters, punctuation and full-width signs that stand in no name.
    private func chinese(in text: String) -> String {
        let left = Self.names.reduce(text) { $0.replacing($1, with: "") }
        return String(
            String.UnicodeScalarView(
                left.unicodeScalars.filter {
                    (0x2E80...0x9FFF).contains($0.value) || (0xFF00...0xFFEF).contains($0.value)
                }))
    }

    @Test func aMessageInEnglishIsChineseInNamesOnly() async throws {
        try await TestNotifications.run([PlanFixture.obligation(1), PlanFixture.obligation(2)]) { test in
            try await test.tellCampaign(
                PlanFixture.campaign(
                    notices: .init(eventAnnounced: "announced", eventPostponed: "postponed"),
                    templates: [
                        .init(
                            key: "due", language: .en, subject: "Due: {item}", text: "{unit}: {item}, {due}. {clause}"),
                        .init(key: "announced", subject: "活动", text: "{event}"),
                        .init(
                            key: "announced", language: .en, subject: "Event: {event}", text: "{host}: {time}, {place}"),
                        .init(key: "postponed", subject: "延期", text: "{event}"),
                        .init(key: "postponed", language: .en, subject: "Off: {event}", text: "{event}: {reason}"),
                    ], language: .en), version: 2)
            // Their unit owes nothing: the event alone is theirs.
            try await test.tellContact(PlanFixture.recipient(3), number: 33)
            try await test.publishPolicy()
            let channel = RecordingChannel()
            try await test.tick(at: TestNotifications.reminding)
            try await test.sender(channel).drain()
            try await test.tell(PlanFixture.event(with: [1, 3]))
            try await test.tick(at: TestNotifications.reminding.adding(.seconds(60)))
            try await test.sender(channel).drain()
            try await test.tell(PlanFixture.event(state: .postponed, revision: 5, reason: "场馆检修", with: [1, 3]))
            try await test.tick(at: TestNotifications.reminding.adding(.seconds(120)))
            try await test.sender(channel).drain()
            // By the province, too, when it is late: what several owe, in one message.
            try await test.tick(at: PlanFixture.at("2026-05-26 09:00"))
            try await test.sender(channel).drain()
            #expect(channel.messages.contains { $0.subject == "Off: 启动仪式" && $0.text.hasPrefix("启动仪式: 场馆检修\n") })
            #expect(channel.messages.contains { $0.subject == "[皖〔2026〕1号] 2 units have not filed 2 items" })
            for message in channel.messages {
                for text in [message.subject, message.text, message.html, message.fromName] {
                    #expect(chinese(in: text).isEmpty, "\(text)")
                }
            }
        }
    }
}
