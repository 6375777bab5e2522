import Shared
import TestSupport
import Testing

@testable import Reporting

/// `may` and `blockedBy`: what an answer says may be done is done, and what it says is blocked is refused with that reason.
@Suite struct VerbTests {
    private func run(
        _ body: @escaping @Sendable (TestReporting, ReviewQueueTests.Reviewer) async throws -> Void
    ) async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-12T09:00:00+08:00"))
            let client = try reporting.harness.client(principal: "reviewer", roles: [.reviewer])
            defer { client.close() }
            try await body(reporting, ReviewQueueTests.Reviewer(client: client, clock: reporting.clock))
        }
    }

    private func reason(_ verb: String, _ blockedBy: [Blocker]?) -> String? {
        blockedBy?.first { $0.verb == verb }?.reason
    }

    @Test func anObligationSaysWhatMayBeDoneAndBecauseOfWhatNot() async throws {
        try await run { reporting, reviewer in
            let form = try await reporting.obligation("annex3.college", of: Fixture.college)
            #expect(form.may == ["open", "attest", "requestExtension", "extend", "waive"])
            let material = try await reporting.obligation("material.city")
            #expect(material.may?.first == "submit")
            let seen = try await reviewer.client.call(
                ReportingAPI.GetObligation.self,
                .init(campaign: Fixture.campaign.key, rule: "annex3.college", unit: Fixture.college))
            #expect(seen.may == [] && reason("open", seen.blockedBy) == "PERMISSION_DENIED")
            try await reporting.file("annex3.college", of: Fixture.college)
            let filed = try await reporting.obligation("annex3.college", of: Fixture.college)
            #expect(reason("attest", filed.blockedBy) == FaultKind.nilRefused.reason)
            await reporting.expectFault(.nilRefused) {
                try await reporting.tell(ReportingAPI.AttestNil.self, .init(obligation: filed.id, reason: "无"))
            }
            try await reporting.tell(
                ReportingAPI.AttestNil.self, .init(obligation: material.id, reason: "本单位无宣传材料"))
            let nothing = try await reporting.obligation("material.city")
            #expect(reason("submit", nothing.blockedBy) == FaultKind.nilAttested.reason)
            // Before the window nothing is sent; asked of an earlier instant, the verbs are still those of now.
            reporting.clock.set(Fixture.at("2026-05-09T09:00:00+08:00"))
            let early = try await reporting.ask(ReportingAPI.ListObligations.self, .init(rule: "annex4.city"))
            #expect(early.items.first?.may?.contains("open") == true)
        }
    }

    @Test func aMaterialSaysWhatMayBeDoneAndNamesItsRepeats() async throws {
        try await run { reporting, reviewer in
            var sent: [Material] = []
            for (title, text) in [("甲", "同一篇"), ("乙", "同一篇 "), ("丙", "另一篇")] {
                sent.append(
                    try await reporting.tell(
                        ReportingAPI.SubmitMaterial.self,
                        .init(
                            campaign: Fixture.campaign.key, unit: Fixture.city, kind: .promotional, title: title,
                            text: text, rights: "授权刊发")
                    ).material)
            }
            #expect(sent[0].may == [] && reason("accept", sent[0].blockedBy) == "OWN_SUBMISSION")
            #expect(reason("return", sent[0].blockedBy) == "OWN_SUBMISSION")
            let seen = try await reviewer.client.call(ReportingAPI.ListMaterials.self, .init()).items
            #expect(seen.map { $0.may ?? [] } == [["return", "accept"], ["return", "accept"], ["return", "accept"]])
            // Q6: whoever decides sees the same content under another title.
            let repeats = Dictionary(uniqueKeysWithValues: seen.map { ($0.title, $0.sameContent?.map(\.title)) })
            #expect(repeats == ["甲": ["乙"], "乙": ["甲"], "丙": []])
            let accepted = try await reviewer.tell(ReportingAPI.AcceptMaterial.self, .init(id: sent[2].id)).material
            #expect(accepted.may == ["return", "shortlist"])
            #expect(reason("publish", accepted.blockedBy) == FaultKind.materialStateWrong.reason)
            await reporting.expectFault(.materialStateWrong) {
                try await reviewer.tell(
                    ReportingAPI.PublishMaterial.self, .init(id: sent[2].id, channel: "site"))
            }
        }
    }

    @Test func n31ARepeatOfAnotherUnitIsNotToldToWhoMayNotKnowOfIt() async throws {
        try await run { reporting, _ in
            func send(_ client: RPCClient, _ unit: UnitKey, _ title: String) async throws -> MaterialReceipt {
                try await client.call(
                    ReportingAPI.SubmitMaterial.self,
                    .init(
                        campaign: Fixture.campaign.key, unit: unit, kind: .promotional, title: title, text: "同一篇"),
                    options: .init(idempotencyKey: title))
            }
            let other: UnitKey = "gb2260:340200/教育"
            try await reporting.tellUnit(other, .cityEducation)
            try await reporting.tellLine(other, to: Fixture.province)
            try await reporting.catchUp()
            _ = try await send(reporting.harness.client, other, "别市的")
            let own = try reporting.harness.client(
                principal: "city", roles: [.unitReporter], unit: Fixture.city)
            defer { own.close() }
            #expect(try await send(own, Fixture.city, "本市的").sameContent.isEmpty)
            #expect(try await send(own, Fixture.city, "本市又一").sameContent.map(\.title) == ["本市的"])
            #expect(
                try await Set(send(reporting.harness.client, Fixture.city, "省里看").sameContent.map(\.title))
                    == ["别市的", "本市的", "本市又一"])
        }
    }

    @Test func reliefsRequestsPoliciesAndUploadsSayWhatMayBeDone() async throws {
        try await run { reporting, _ in
            let owed = try await reporting.obligation("annex3.college", of: Fixture.college)
            let until = Fixture.due.adding(.seconds(86_400))
            let asked = try await reporting.tell(
                ReportingAPI.RequestExtension.self, .init(obligation: owed.id, until: until, basis: "停电"))
            #expect(asked.may == [] && reason("deny", asked.blockedBy) == "OWN_SUBMISSION")
            #expect(reason("grant", asked.blockedBy) == "OWN_SUBMISSION")
            let grantor = try reporting.harness.client(principal: "grantor", roles: [.provinceAdmin])
            defer { grantor.close() }
            let granted = try await grantor.call(
                ReportingAPI.GrantExtension.self,
                .init(obligations: [owed.id], by: Fixture.province, until: until, basis: "停电"),
                options: .init(idempotencyKey: "grant"))
            #expect(granted.reliefs.first?.may == ["revoke"])
            let relief = try #require(granted.reliefs.first?.id)
            try await reporting.tell(ReportingAPI.RevokeExtension.self, .init(id: relief))
            let listed = try await reporting.ask(ReportingAPI.ListExtensions.self, .init()).items.first
            #expect(listed?.may == [] && reason("revoke", listed?.blockedBy) == FaultKind.reliefUnknown.reason)
            let answered = try await reporting.ask(ReportingAPI.ListExtensionRequests.self, .init()).items.first
            #expect(answered?.may == [])

            let policy = try await reporting.ask(
                ReportingAPI.GetPolicy.self, .init(campaign: Fixture.campaign.key))
            #expect(policy.may == [] && reason("publish", policy.blockedBy) != nil)

            let bytes = [UInt8](repeating: 1, count: 10)
            let upload = try await reporting.tell(
                ReportingAPI.BeginBlob.self,
                .init(
                    unit: Fixture.city, name: "a.pdf", size: bytes.count,
                    digest: DigestAlgorithm.sha256.digest(bytes).hex))
            #expect(upload.may == ["chunk"] && reason("commit", upload.blockedBy) == "BLOB_INCOMPLETE")
        }
    }
}
