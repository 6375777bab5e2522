import Shared
import TestSupport
import Testing

@testable import Reporting

@Suite struct MaterialTests {
    private static let inWeek = Fixture.at("2026-05-12T09:00:00+08:00")

    private func params(
        _ title: String, _ text: String, attachments: [FiledAttachment]? = nil
    ) -> ReportingAPI.SubmitMaterial.Params {
        .init(
            campaign: Fixture.campaign.key, unit: Fixture.city, kind: .promotional, title: title, text: text,
            attachments: attachments)
    }

    @Test func q6AQuotaCountsDistinctContent() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Self.inWeek)
            let one = try await reporting.tell(ReportingAPI.SubmitMaterial.self, params("一", "同一篇"))
            #expect(one.obligation.have == 1 && one.obligation.quota == 2)
            #expect(one.obligation.status == .open)
            reporting.clock.advance(by: .seconds(60))
            let same = try await reporting.tell(ReportingAPI.SubmitMaterial.self, params("二", " 同一篇 "))
            #expect(same.obligation.have == 1)
            #expect(same.sameContent.map(\.id) == [one.material.id])
            reporting.clock.advance(by: .seconds(60))
            let other = try await reporting.tell(ReportingAPI.SubmitMaterial.self, params("三", "另一篇"))
            #expect(other.obligation.status == .satisfiedOnTime)
            #expect(other.obligation.satisfiedAt == other.material.receivedAt)
            let curator = try reporting.harness.client(principal: "curator", roles: [.reviewer])
            defer { curator.close() }
            // Q13: who sent it does not decide about it, by no verb.
            await reporting.expectFault(.ownSubmission) {
                try await reporting.tell(
                    ReportingAPI.ReturnMaterial.self, .init(id: other.material.id, reason: "图片缺少说明"))
            }
            let returned = try await curator.call(
                ReportingAPI.ReturnMaterial.self, .init(id: other.material.id, reason: "图片缺少说明"),
                options: .init(idempotencyKey: "return"))
            await reporting.expectFault(.materialUnknown) {
                try await reporting.tell(
                    ReportingAPI.ReturnMaterial.self, .init(id: .make(at: reporting.clock.now()), reason: "图片缺少说明"))
            }
            #expect(returned.obligation.status == .reopened && returned.obligation.have == 1)
            let explained = try await reporting.ask(
                ReportingAPI.ExplainCompleteness.self, .init(item: "material"))
            #expect(explained.missing.map(\.why) == [.returned])
            let list = try await reporting.ask(
                ReportingAPI.ListMaterials.self, .init(unit: Fixture.city, state: [.submitted]))
            #expect(list.items.map(\.title) == ["一", "二"])
            await reporting.expectFault(.materialStateWrong) {
                try await curator.call(
                    ReportingAPI.ReturnMaterial.self, .init(id: other.material.id, reason: "again"),
                    options: .init(idempotencyKey: "again"))
            }
        }
    }

    /// Notifications tells who sent it why it came back and until when (`domain.md` §5): first how the obligation stands, then why.
    @Test func whatIsGivenBackIsToldToTheFeedWithItsReasonAndItsDay() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Self.inWeek)
            let curator = try reporting.harness.client(principal: "curator", roles: [.reviewer])
            defer { curator.close() }
            func giveBack(_ id: ID<Material>, dueBackAt: Instant? = nil) async throws -> MaterialReceipt {
                try await curator.call(
                    ReportingAPI.ReturnMaterial.self, .init(id: id, reason: "图片缺少说明", dueBackAt: dueBackAt),
                    options: .init(idempotencyKey: "return \(id)"))
            }
            let one = try await reporting.tell(ReportingAPI.SubmitMaterial.self, params("一", "第一篇"))
            let two = try await reporting.tell(ReportingAPI.SubmitMaterial.self, params("二", "第二篇"))
            // Where nobody says, the end of the third working day: as of a submission.
            let standard = Fixture.at("2026-05-16T00:00:00+08:00")
            #expect(try await giveBack(one.material.id).material.dueBackAt == standard)
            let given = Fixture.at("2026-05-20T00:00:00+08:00")
            #expect(try await giveBack(two.material.id, dueBackAt: given).material.dueBackAt == given)
            let listed = try await reporting.ask(
                ReportingAPI.ListMaterials.self, .init(unit: Fixture.city, state: [.returned]))
            #expect(Set(listed.items.map(\.dueBackAt)) == [standard, given])

            let changes = try await reporting.harness.committedChanges(ReportingAPI.ListChanges.self)
            let news = try changes.filter { $0.entity == "material" }.map { try $0.decoded(as: MaterialNews.self) }
            #expect(news.map(\.state) == [.returned, .returned] && news.map(\.title) == ["一", "二"])
            #expect(
                news.map(\.returned)
                    == [standard, given].map {
                        .init(
                            at: Self.inWeek, reason: "图片缺少说明", dueBackAt: $0, obligations: [one.obligation.id])
                    })
            #expect(changes.suffix(4).map(\.entity) == ["obligation", "material", "obligation", "material"])
            let reopened = try changes.last { $0.entity == "obligation" }?.decoded(as: Obligation.self).reopenedAt
            #expect(reopened == news.last?.returned?.at, "by this who reads the feed knows that something is owed")
        }
    }

    @Test func q3NothingCountsBeforeTheWindow() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-09T23:59:59+08:00"))
            await reporting.expectFault(.obligationNotOpen) {
                try await reporting.tell(ReportingAPI.SubmitMaterial.self, params("一", "早"))
            }
            reporting.clock.set(Fixture.at("2026-05-10T00:00:00+08:00"))
            try await reporting.tell(ReportingAPI.SubmitMaterial.self, params("一", "早"))
        }
    }

    @Test func aPictureNeedsACaption() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Self.inWeek)
            let digest = String(repeating: "ab", count: 32)
            let fault = await reporting.expectFault(.materialInvalid) {
                try await reporting.tell(
                    ReportingAPI.SubmitMaterial.self,
                    params(
                        "", "正文",
                        attachments: [
                            FiledAttachment(digest: digest, type: .picture, size: 1),
                            FiledAttachment(digest: "x", type: .video, size: 1),
                        ]))
            }
            #expect(
                fault?.violations.map(\.path) == [
                    "params.title", "params.attachments[0].caption", "params.attachments[1].digest",
                ])
            await reporting.expectFault(.obligationUnknown) {
                try await reporting.tell(
                    ReportingAPI.SubmitMaterial.self,
                    .init(
                        campaign: Fixture.campaign.key, unit: Fixture.school, kind: .case, title: "t", text: "t"))
            }
        }
    }

    @Test func q11NilAndSomethingExcludeEachOther() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Self.inWeek)
            let attest = { (rule: RuleKey, reason: String) in
                try await reporting.tell(
                    ReportingAPI.AttestNil.self,
                    .init(campaign: Fixture.campaign.key, rule: rule, unit: Fixture.city, reason: reason))
            }
            await reporting.expectFault(.reasonRequired) { try await attest("material.city", " ") }
            let attested = try await attest("material.city", "本届无宣传材料")
            #expect(attested.obligation.status == .nil)
            await reporting.expectFault(.nilAttested) {
                try await reporting.tell(ReportingAPI.SubmitMaterial.self, params("一", "后来有了"))
            }
            await reporting.expectFault(.nilAttested) { try await attest("material.city", "again") }
            try await reporting.file("annex3.city")
            await reporting.expectFault(.nilRefused) { try await attest("annex3.city", "无") }
        }
    }

    @Test func q11HoldsWhenBothAreSaidAtOnce() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Self.inWeek)
            async let nilReturn: Void = {
                _ = try? await reporting.tell(
                    ReportingAPI.AttestNil.self,
                    .init(
                        campaign: Fixture.campaign.key, rule: "material.city", unit: Fixture.city, reason: "无"))
            }()
            async let material: Void = {
                _ = try? await reporting.tell(ReportingAPI.SubmitMaterial.self, params("一", "有"))
            }()
            _ = await (nilReturn, material)
            let obligation = try await reporting.obligation("material.city")
            #expect((obligation.nilAt != nil) != (obligation.have > 0))
        }
    }
}
