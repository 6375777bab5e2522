import Shared
import TestSupport
import Testing

@testable import Reporting

@Suite struct CurationTests {
    private func run(
        rights: String? = nil,
        _ body: @escaping @Sendable (TestReporting, RPCClient, Material) async throws -> Void
    ) async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-12T09:00:00+08:00"))
            let sent = try await reporting.tell(
                ReportingAPI.SubmitMaterial.self,
                .init(
                    campaign: Fixture.campaign.key, unit: Fixture.city, kind: .promotional, title: "开放日", text: "正文",
                    rights: rights))
            let curator = try reporting.harness.client(principal: "curator", roles: [.provinceAdmin])
            defer { curator.close() }
            try await body(reporting, curator, sent.material)
        }
    }

    private func tell<Method: RPCMethod>(
        _ reporting: TestReporting, _ client: RPCClient, _ method: Method.Type, _ params: Method.Params
    ) async throws -> Method.Result {
        try await client.call(
            method, params, options: .init(idempotencyKey: "\(UniqueID.make(at: reporting.clock.now()))"))
    }

    @Test func n20TheBestIsPublishedOnNamedChannelsWithRights() async throws {
        try await run { reporting, curator, material in
            func publish(_ channel: TermCode, rights: String? = nil) async throws -> MaterialReceipt {
                try await tell(
                    reporting, curator, ReportingAPI.PublishMaterial.self,
                    .init(id: material.id, channel: channel, link: "https://example.invalid/1", rights: rights))
            }
            await reporting.expectFault(.materialStateWrong) { try await publish("site") }
            // Q13.
            await reporting.expectFault(.ownSubmission) {
                try await reporting.tell(ReportingAPI.AcceptMaterial.self, .init(id: material.id))
            }
            _ = try await tell(reporting, curator, ReportingAPI.AcceptMaterial.self, .init(id: material.id))
            await reporting.expectFault(.reasonRequired) {
                try await tell(
                    reporting, curator, ReportingAPI.ShortlistMaterial.self, .init(id: material.id, reason: " "))
            }
            let picked = try await tell(
                reporting, curator, ReportingAPI.ShortlistMaterial.self, .init(id: material.id, reason: "图文俱佳"))
            #expect(picked.material.shortlistReason == "图文俱佳")
            await reporting.expectFault(.materialRights) { try await publish("site") }
            await reporting.expectFault(.channelUnknown) { try await publish("nowhere", rights: "授权") }
            let published = try await publish("site", rights: "授权刊发")
            #expect(published.material.state == .published)
            #expect(published.material.publications.map(\.channel) == ["site"])
            await reporting.expectFault(.alreadyPublished) { try await publish("site", rights: "授权") }
            reporting.clock.advance(by: .seconds(1))
            _ = try await publish("weixin", rights: "授权刊发")
            await reporting.expectFault(.materialStateWrong) {
                try await tell(
                    reporting, curator, ReportingAPI.ReturnMaterial.self, .init(id: material.id, reason: "?"))
            }
        }
    }

    @Test func n31OutsidersSeeWhatIsPublishedAndNothingElse() async throws {
        try await run(rights: "授权刊发") { reporting, curator, material in
            let outsider = try reporting.harness.client(principal: "press", roles: [.public])
            defer { outsider.close() }
            func seen(_ channel: TermCode? = nil) async throws -> [PublishedMaterial] {
                var items: [PublishedMaterial] = []
                var after: String?
                repeat {
                    let page = try await outsider.call(
                        ReportingAPI.ListPublished.self, .init(channel: channel, after: after, limit: 1))
                    items += page.items
                    after = page.next
                } while after != nil
                return items
            }
            _ = try await tell(reporting, curator, ReportingAPI.AcceptMaterial.self, .init(id: material.id))
            _ = try await tell(
                reporting, curator, ReportingAPI.ShortlistMaterial.self, .init(id: material.id, reason: "好"))
            #expect(try await seen().isEmpty)
            for channel in ["site", "weixin"] as [TermCode] {
                _ = try await tell(
                    reporting, curator, ReportingAPI.PublishMaterial.self, .init(id: material.id, channel: channel))
            }
            #expect(try await seen().map(\.publication.channel) == ["weixin", "site"])
            #expect(try await seen("site").map(\.channelName) == ["省教育厅网站"])
            #expect(try await seen().first?.unit == "名称 \(Fixture.city)")
            let off = { (channel: TermCode) in
                try await tell(
                    reporting, curator, ReportingAPI.UnpublishMaterial.self,
                    .init(id: material.id, channel: channel, reason: "来函"))
            }
            #expect(try await off("site").material.state == .published)
            #expect(try await off("weixin").material.state == .shortlisted)
            #expect(try await seen().isEmpty)
        }
    }

    @Test func n31OutsidersReadTheFilesOfWhatStandsPublishedAndNoOther() async throws {
        try await run(rights: "授权刊发") { reporting, curator, _ in
            let outsider = try reporting.harness.client(principal: "press", roles: [.public])
            defer { outsider.close() }
            let (shown, kept) = (Array("%PDF-1.7 刊发".utf8), Array("%PDF-1.7 内部".utf8))
            try await reporting.store(shown, name: "刊发.pdf")
            try await reporting.store(kept, name: "内部.pdf")
            let digest = DigestAlgorithm.sha256.digest(shown).hex
            let sent = try await reporting.tell(
                ReportingAPI.SubmitMaterial.self,
                .init(
                    campaign: Fixture.campaign.key, unit: Fixture.city, kind: .promotional, title: "附件", text: "见附件",
                    rights: "授权刊发",
                    attachments: [FiledAttachment(digest: digest, type: .document, size: shown.count)])
            ).material
            func read(_ digest: String) async throws -> [UInt8]? {
                let range = try await outsider.call(
                    ReportingAPI.ReadPublished.self, .init(id: sent.id, digest: digest))
                return Base64.decode(range.data)
            }
            await reporting.expectFault(.blobUnknown) { try await read(digest) }
            _ = try await tell(reporting, curator, ReportingAPI.AcceptMaterial.self, .init(id: sent.id))
            _ = try await tell(
                reporting, curator, ReportingAPI.ShortlistMaterial.self, .init(id: sent.id, reason: "好"))
            _ = try await tell(
                reporting, curator, ReportingAPI.PublishMaterial.self, .init(id: sent.id, channel: "site"))
            #expect(try await read(digest) == shown)
            // Another file of the unit is not reached by it, and the unit's files are still nobody else's.
            await reporting.expectFault(.blobUnknown) {
                try await read(DigestAlgorithm.sha256.digest(kept).hex)
            }
            await reporting.expectFault(.permissionDenied) {
                try await outsider.call(ReportingAPI.ReadBlob.self, .init(digest: digest))
            }
            _ = try await tell(
                reporting, curator, ReportingAPI.UnpublishMaterial.self,
                .init(id: sent.id, channel: "site", reason: "来函"))
            await reporting.expectFault(.blobUnknown) { try await read(digest) }
        }
    }

    @Test func aPictureWithoutACaptionIsNotPublished() {
        let material = Material(
            id: ID(UniqueID.make(at: Fixture.born)), campaign: "test-2026",
            obligation: ID(UniqueID.make(at: Fixture.born)), unit: Fixture.city, kind: .case, title: "t", text: "t",
            attachments: [FiledAttachment(digest: "", type: .video, size: 1)], state: .shortlisted,
            receivedAt: Fixture.born, by: "somebody", contentDigest: "")
        let violations = CurationRules.violations(
            .init(id: material.id, channel: "site", title: "", link: "javascript:alert(1)"), of: material)
        #expect(violations.map(\.path) == ["params.title", "params.link", "material.attachments[0].caption"])
    }
}
