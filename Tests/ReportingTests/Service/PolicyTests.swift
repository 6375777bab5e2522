import Shared
import Testing

@testable import Reporting

@Suite struct PolicyTests {
    @Test func formsArePublishedOnceAndVersioned() async throws {
        try await TestReporting.run { reporting in
            let first = try await reporting.tell(
                ReportingAPI.PublishForm.self, .init(campaign: "c", form: .example))
            #expect(first.version.version == 1 && !first.unchanged)
            let again = try await reporting.tell(
                ReportingAPI.PublishForm.self, .init(campaign: "c", form: .example))
            #expect(again.unchanged && again.version == first.version)
            let changed = FormDefinition(
                key: "annex3", title: "新表", origin: .official, fields: FormDefinition.example.fields)
            let second = try await reporting.tell(
                ReportingAPI.PublishForm.self, .init(campaign: "c", form: changed))
            #expect(second.version.version == 2)
            let old = try await reporting.ask(
                ReportingAPI.GetForm.self, .init(campaign: "c", form: "annex3", version: 1))
            #expect(old == first.version)
            let list = try await reporting.ask(ReportingAPI.ListForms.self, .init(campaign: "c"))
            #expect(list.items.map(\.version) == [2])
            #expect(list.items.map(\.title) == ["新表"])
            await reporting.expectFault(.formUnknown) {
                try await reporting.ask(ReportingAPI.GetForm.self, .init(campaign: "c", form: "none"))
            }
        }
    }

    @Test func anUnsoundFormIsRefusedWithItsPath() async throws {
        try await TestReporting.run { reporting in
            let broken = FormDefinition(
                key: "x", title: "x", origin: .official,
                fields: [FormField(key: "a", label: "a", type: .choice)])
            let fault = await reporting.expectFault(.formInvalid) {
                try await reporting.tell(ReportingAPI.PublishForm.self, .init(campaign: "c", form: broken))
            }
            #expect(fault?.violations.map(\.path) == ["params.form.fields[0]"])
        }
    }

    @Test func aPolicyWaitsForItsCampaignAndItsForms() async throws {
        try await TestReporting.run { reporting in
            let params = ReportingAPI.PublishPolicy.Params(campaign: Fixture.campaign.key)
            await reporting.expectFault(.campaignUnpublished) {
                try await reporting.tell(ReportingAPI.PublishPolicy.self, params)
            }
            try await reporting.tellCampaign()
            let fault = await reporting.expectFault(.formUnknown) {
                try await reporting.tell(ReportingAPI.PublishPolicy.self, params)
            }
            #expect(fault?.violations.map(\.path) == ["forms.annex3", "forms.material"])
            await reporting.expectFault(.campaignUnpublished) {
                try await reporting.tell(
                    ReportingAPI.DraftPolicy.self, .init(campaign: Fixture.campaign.key, campaignVersion: 2))
            }
        }
    }

    @Test func publishingMaterialisesAndTheSameRulesAgainChangeNothing() async throws {
        try await TestReporting.runCampaign { reporting in
            let policy = try await reporting.ask(
                ReportingAPI.GetPolicy.self, .init(campaign: Fixture.campaign.key))
            #expect(policy.state == .published)
            #expect(policy.effect.obligations == 6 && policy.effect.added == 6 && policy.effect.gaps == 1)
            #expect(policy.effect.byReceiver.map(\.to) == [Fixture.province, Fixture.city])
            #expect(policy.effect.byReceiver.map(\.obligations) == [5, 1])
            let again = try await reporting.tell(
                ReportingAPI.PublishPolicy.self, .init(campaign: Fixture.campaign.key))
            #expect(again.unchanged && again.version == policy.version)
            let gaps = try await reporting.ask(ReportingAPI.ListGaps.self, .init(campaign: Fixture.campaign.key))
            #expect(gaps.gaps.map(\.unit.key) == [Fixture.stray])
        }
    }

    @Test func aDraftSaysWhatItWouldDoAndDoesNothing() async throws {
        try await TestReporting.run { reporting in
            try await reporting.tellCampaign()
            for form in [Fixture.form, Fixture.materialForm] {
                try await reporting.tell(
                    ReportingAPI.PublishForm.self, .init(campaign: Fixture.campaign.key, form: form))
            }
            let draft = try await reporting.tell(
                ReportingAPI.DraftPolicy.self, .init(campaign: Fixture.campaign.key))
            #expect(draft.state == .draft && draft.effect.added == 6)
            let list = try await reporting.ask(ReportingAPI.ListObligations.self, .init())
            #expect(list.items.isEmpty)
            let published = try await reporting.tell(
                ReportingAPI.PublishPolicy.self, .init(campaign: Fixture.campaign.key, version: draft.version))
            #expect(published.version == draft.version && published.effect == draft.effect)
        }
    }

    @Test func l7ARuleThatKnownWeeksCanNeverMeetIsRefusedWithTheUnits() async throws {
        try await TestReporting.run { reporting in
            try await reporting.tellCampaign()
            for form in Fixture.campaign.forms {
                try await reporting.tell(
                    ReportingAPI.PublishForm.self, .init(campaign: Fixture.campaign.key, form: form))
            }
            try await reporting.tellWeek(Fixture.city, end: "2026-12-05")
            let fault = await reporting.expectFault(.ruleNeverMet) {
                try await reporting.tell(ReportingAPI.PublishPolicy.self, .init(campaign: Fixture.campaign.key))
            }
            #expect(fault?.violations.map(\.path) == ["rules.annex4.city"])
            #expect(fault?.violations.first?.detail.contains(Fixture.city.rawValue) == true)
            // Amended to one that can be met, it is taken.
            try await reporting.tellWeek(Fixture.city, end: "2026-10-17", revision: 2)
            let policy = try await reporting.tell(
                ReportingAPI.PublishPolicy.self, .init(campaign: Fixture.campaign.key))
            #expect(policy.state == .published)
        }
    }

    @Test func aPublicationSaysHowFarItIsAndThatItIsDone() async throws {
        try await TestReporting.run { reporting in
            let params = ReportingAPI.GetPolicyProgress.Params(campaign: Fixture.campaign.key)
            await reporting.expectFault(.policyUnknown) {
                try await reporting.ask(ReportingAPI.GetPolicyProgress.self, params)
            }
            try await reporting.tellCampaign()
            for form in Fixture.campaign.forms {
                try await reporting.tell(
                    ReportingAPI.PublishForm.self, .init(campaign: Fixture.campaign.key, form: form))
            }
            // Beside its transaction: what a publication that was rolled back had told is told, and it has not finished.
            try await reporting.tell(
                ReportingAPI.PublishPolicy.self, .init(campaign: Fixture.campaign.key), dryRun: true)
            let stopped = try await reporting.ask(ReportingAPI.GetPolicyProgress.self, params)
            #expect(stopped.stage == .telling && stopped.done == 6 && stopped.total == 6 && stopped.finishedAt == nil)
            reporting.clock.advance(by: .seconds(60))
            try await reporting.tell(ReportingAPI.PublishPolicy.self, .init(campaign: Fixture.campaign.key))
            let done = try await reporting.ask(ReportingAPI.GetPolicyProgress.self, params)
            #expect(done.finishedAt == reporting.clock.now() && done.startedAt == reporting.clock.now())
        }
    }

    @Test func aDraftOfAnEarlierVersionAndARuleNobodyCanMeetAreNotPublished() async throws {
        try await TestReporting.run { reporting in
            try await reporting.tellCampaign()
            for form in [Fixture.form, Fixture.materialForm] {
                try await reporting.tell(
                    ReportingAPI.PublishForm.self, .init(campaign: Fixture.campaign.key, form: form))
            }
            let draft = try await reporting.tell(
                ReportingAPI.DraftPolicy.self, .init(campaign: Fixture.campaign.key))
            try await reporting.apply(
                "campaign", Fixture.published(Fixture.campaign, version: 2, at: reporting.clock.now()))
            await reporting.expectFault(.policyOutdated) {
                try await reporting.tell(
                    ReportingAPI.PublishPolicy.self, .init(campaign: Fixture.campaign.key, version: draft.version))
            }
            // The province's cap is 1 December; this week ends behind it.
            try await reporting.tellWeek(Fixture.city, end: "2026-12-05")
            let fault = await reporting.expectFault(.ruleNeverMet) {
                try await reporting.tell(ReportingAPI.PublishPolicy.self, .init(campaign: Fixture.campaign.key))
            }
            #expect(fault?.violations.map(\.path) == ["rules.annex4.city"])
        }
    }

    @Test func q16AUnitThatAppearsLaterGetsWhatItOwesFromTheNoticeOn() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-12T09:00:00+08:00"))
            try await reporting.tellUnit("moe:9", .higherEducation, flags: ["higher_vocational"])
            try await reporting.catchUp()
            let obligation = try await reporting.obligation("annex3.college", of: "moe:9")
            #expect(obligation.bornAt == Fixture.born)
            // Q15: it was in force on 05-01, and on 05-01 nobody knew.
            let before = Fixture.at("2026-05-01T09:00:00+08:00")
            #expect(try await reporting.obligation("annex3.college", of: "moe:9", at: before).id == obligation.id)
            await reporting.expectFault(.obligationUnknown) {
                try await reporting.ask(
                    ReportingAPI.GetObligation.self, .init(id: obligation.id, at: before, knownAt: before))
            }
        }
    }

    @Test func aUnitThatEndsOwesUntilThen() async throws {
        try await TestReporting.runCampaign { reporting in
            let end = Fixture.at("2026-05-05T00:00:00+08:00")
            try await reporting.tellUnit(Fixture.college, .higherEducation, flags: ["higher_vocational"], to: end)
            try await reporting.catchUp()
            #expect(try await reporting.obligation("annex3.college", of: Fixture.college).endedAt == end)
            reporting.clock.set(end)
            await reporting.expectFault(.obligationUnknown) {
                try await reporting.obligation("annex3.college", of: Fixture.college)
            }
        }
    }

    @Test func aGapClosesWhenTheLineIsKnown() async throws {
        try await TestReporting.runCampaign { reporting in
            try await reporting.tellLine(Fixture.stray, to: Fixture.city)
            try await reporting.catchUp()
            #expect(try await reporting.ask(ReportingAPI.ListGaps.self, .init()).gaps.isEmpty)
            #expect(try await reporting.obligation("annex3.school", of: Fixture.stray).to.key == Fixture.city)
        }
    }

    @Test func aDeclaredWeekMovesTheDeadlineWithATraceAndMeetsItsOwnObligation() async throws {
        try await TestReporting.runCampaign { reporting in
            let provisional = try await reporting.obligation("annex4.city")
            #expect(provisional.deadline.status == .provisional)
            #expect(provisional.deadline.dueAt == Fixture.at("2026-12-02T00:00:00+08:00"))
            reporting.clock.set(Fixture.at("2026-08-01T09:00:00+08:00"))
            try await reporting.tellWeek(Fixture.city, end: "2026-09-26")
            let firm = try await reporting.obligation("annex4.city")
            #expect(firm.id == provisional.id && firm.revision > provisional.revision)
            #expect(firm.deadline.status == .firm)
            #expect(firm.deadline.dueAt == Fixture.at("2026-10-04T00:00:00+08:00"))
            #expect(!firm.deadline.trace.isEmpty)
            #expect(try await reporting.obligation("week.city").status == .satisfiedOnTime)
            let explained = try await reporting.ask(ReportingAPI.ExplainObligation.self, .init(id: firm.id))
            #expect(explained.quote == "于5月20日前提交")
            #expect(explained.switches.map(\.key) == ["S2"])
            #expect(explained.revisions.count == 3)
            // Q15: what was in force before the declaration.
            let before = Fixture.at("2026-07-31T09:00:00+08:00")
            #expect(try await reporting.obligation("annex4.city", at: before).deadline.status == .provisional)
        }
    }

    @Test func e7AnAmendedWeekMovesTheDeadlineAndNotTheDeclaration() async throws {
        try await TestReporting.runCampaign { reporting in
            let declared = Fixture.at("2026-11-16T09:00:00+08:00")
            reporting.clock.set(declared)
            try await reporting.tellWeek(Fixture.city, end: "2026-11-20")
            #expect(try await reporting.obligation("week.city").status == .satisfiedLate)
            reporting.clock.advance(by: .seconds(60))
            try await reporting.tellWeek(Fixture.city, end: "2026-11-22", revision: 2, declaredAt: declared)
            #expect(try await reporting.obligation("week.city").status == .satisfiedLate)
            #expect(
                try await reporting.obligation("annex4.city").deadline.dueAt
                    == Fixture.at("2026-11-30T00:00:00+08:00"))
        }
    }

    @Test func aRebuiltProjectionEndsNoObligationOnItsWay() async throws {
        try await TestReporting.runCampaign { reporting in
            let before = try await reporting.ask(ReportingAPI.ListObligations.self, .init()).items
            reporting.clock.advance(by: .seconds(60))
            try await reporting.clearProjection()
            // The first of the feed is there again, the lines and the campaign are not.
            try await reporting.tellUnit(Fixture.school, .secondaryLocal)
            try await reporting.catchUp()
            try await reporting.tellCampaign()
            try await reporting.catchUp()
            let after = try await reporting.ask(ReportingAPI.ListObligations.self, .init()).items
            #expect(after.map(\.id) == before.map(\.id))
            #expect(after.map(\.revision) == before.map(\.revision))
        }
    }

    @Test func aRehearsalMayMoveTheClockBackBehindWhatItLoaded() async throws {
        try await TestReporting.runCampaign(loadedAt: Fixture.at("2026-11-23T09:00:00+08:00")) { reporting in
            reporting.clock.set(Fixture.at("2026-05-19T09:00:00+08:00"))
            #expect(try await reporting.obligation("annex3.city").status == .dueSoon)
            try await reporting.file("annex3.city")
            #expect(try await reporting.obligation("annex3.city").status == .satisfiedOnTime)
            let board = try await reporting.ask(ReportingAPI.GetCompleteness.self, .init())
            #expect(board.total.expected == 5 && board.total.satisfied == 1)
            #expect(try await reporting.ask(ReportingAPI.ListGaps.self, .init()).gaps.count == 1)
        }
    }

    @Test func theFeedTellsEveryObligationWithItsTerms() async throws {
        try await TestReporting.runCampaign { reporting in
            let obligations = try await reporting.changes(of: "obligation", count: 6).map {
                try $0.decoded(as: Obligation.self)
            }
            #expect(obligations.count == 6 && Set(obligations.map(\.id)).count == 6)
            #expect(try await reporting.changes(of: "form", count: 2).map(\.verb) == ["published", "published"])
            #expect(try await reporting.changes(of: "policy", count: 1).map(\.verb) == ["published"])
        }
    }

    @Test func deadlinesAreResolvedWithAUnitsAnchors() async throws {
        try await TestReporting.runCampaign { reporting in
            try await reporting.tellWeek(Fixture.city, end: "2026-05-16")
            let text = "until(anchor(localWeek.lifelong, end) + P1W, endOfDay, inclusive)"
            let result = try await reporting.ask(
                ReportingAPI.ResolveDeadline.self, .init(expression: text, unit: Fixture.city))
            #expect(result.civilDate == Fixture.day("2026-05-23"))
            let workdays = try await reporting.ask(
                ReportingAPI.ResolveDeadline.self,
                .init(expression: "until(date(2026-05-20) - P2WD, endOfDay, inclusive)"))
            #expect(workdays.civilDate == Fixture.day("2026-05-18"))
            await reporting.expectFault(.deadlineInvalid) {
                try await reporting.ask(ReportingAPI.ResolveDeadline.self, .init(expression: text))
            }
            await reporting.expectFault(.deadlineInvalid) {
                try await reporting.ask(ReportingAPI.ResolveDeadline.self, .init(expression: "soon"))
            }
            await reporting.expectFault(.unitUnknownHere) {
                try await reporting.ask(ReportingAPI.ResolveDeadline.self, .init(expression: text, unit: "nobody"))
            }
        }
    }
}
