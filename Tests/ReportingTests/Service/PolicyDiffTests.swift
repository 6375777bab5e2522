import Shared
import Testing

@testable import Reporting

@Suite struct PolicyDiffTests {
    /// The fixture's campaign with another deadline and quota, without one rule and with a new one.
    private static let later: CampaignDocument = {
        let document = Fixture.campaign
        var rules = document.rules.filter { $0.key != "annex3.school" && $0.key != "material.city" }
        rules = rules.map { rule in
            guard rule.key == "annex3.college" else { return rule }
            return Fixture.rule(
                "annex3.college", "annex3", rule.subjects, deadline: "until(date(2026-05-25), endOfDay, S1)")
        }
        rules.append(
            Fixture.rule(
                "material.city", "material", [.init(kinds: [.cityEducation])], quota: 3,
                opens: "anchor(window.vocational, start)",
                deadline: "until(anchor(window.vocational, end), endOfDay, inclusive)"))
        rules.append(Fixture.rule("summary.college", "annex3", [.init(kinds: [.higherEducation])]))
        let reminders = CampaignDocument.Reminders(
            workingHours: document.reminders.workingHours, workingDaysOnly: true, windowDaysCount: true,
            defaultTime: document.reminders.defaultTime,
            ladders: [
                .init(
                    key: "annex3", name: "附件3", rules: ["annex3.city"],
                    steps: [
                        .init(
                            key: "before", date: "anchor(obligation, end) - P2WD", audience: .unit, kind: .reminder,
                            template: "due")
                    ])
            ], templates: document.reminders.templates)
        return document.with(rules: rules, reminders: reminders)
    }()

    @Test func aDiffNamesWhatPublishingThenDoes() async throws {
        try await TestReporting.runCampaign { reporting in
            let key = Fixture.campaign.key
            let same = try await reporting.ask(ReportingAPI.DiffPolicy.self, .init(campaign: key))
            #expect(same.obligations.isEmpty && same.rules.isEmpty && same.from == 1 && same.to == 1)
            reporting.clock.set(Fixture.at("2026-05-01T09:00:00+08:00"))
            try await reporting.apply(
                "campaign", Fixture.published(Self.later, version: 2, at: reporting.clock.now()))
            let diff = try await reporting.ask(ReportingAPI.DiffPolicy.self, .init(campaign: key))
            #expect(
                diff.obligations.map { "\($0.kind) \($0.rule) \($0.unit)" } == [
                    "moved annex3.college \(Fixture.college)", "removed annex3.school \(Fixture.school)",
                    "moved material.city \(Fixture.city)", "added summary.college \(Fixture.college)",
                ])
            #expect(diff.obligations[0].before?.dueAt == Fixture.due)
            #expect(diff.obligations[0].after?.dueAt == Fixture.at("2026-05-26T00:00:00+08:00"))
            #expect(diff.obligations[2].before?.quota == 2 && diff.obligations[2].after?.quota == 3)
            #expect(diff.rules.map(\.kind) == [.moved, .removed, .moved, .added])
            #expect(diff.rules.first?.members == ["name", "deadline"] || diff.rules.first?.members == ["deadline"])
            #expect(diff.reminders == [.init(ladder: "annex3", step: "before", kind: .added)])
            // By pages, and by rule.
            let first = try await reporting.ask(ReportingAPI.DiffPolicy.self, .init(campaign: key, limit: 3))
            let second = try await reporting.ask(
                ReportingAPI.DiffPolicy.self, .init(campaign: key, after: first.next, limit: 3))
            #expect(first.obligations + second.obligations == diff.obligations && second.next == nil)
            let one = try await reporting.ask(
                ReportingAPI.DiffPolicy.self, .init(campaign: key, rule: "material.city"))
            #expect(one.obligations.count == 1)
            // Nothing was written, and publishing does what was said.
            #expect(try await reporting.obligation("annex3.college", of: Fixture.college).deadline.dueAt == Fixture.due)
            let published = try await reporting.tell(ReportingAPI.PublishPolicy.self, .init(campaign: key))
            #expect(published.effect == diff.effect)
            #expect(published.effect.added == 1 && published.effect.moved == 2 && published.effect.removed == 1)
        }
    }
}

extension CampaignDocument {
    fileprivate func with(rules: [Rule], reminders: Reminders) -> CampaignDocument {
        CampaignDocument(
            key: key, notice: notice, authority: authority, zone: zone, issuers: issuers, systems: systems,
            addressees: addressees, tracks: tracks, vocabularies: vocabularies, ceremonies: ceremonies,
            switches: switches, items: items, forms: forms, rules: rules, reminders: reminders)
    }
}
