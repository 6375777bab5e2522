import Shared
import Testing

@testable import Reporting

@Suite struct ArchiveTests {
    @Test func anArchiveHoldsEveryVersionAndMaterialWithItsDigest() async throws {
        try await TestReporting.runCampaign { reporting in
            reporting.clock.set(Fixture.at("2026-05-12T09:00:00+08:00"))
            let film = try await reporting.store(BlobTests.film(500))
            try await reporting.tell(
                ReportingAPI.SubmitMaterial.self,
                .init(
                    campaign: Fixture.campaign.key, unit: Fixture.city, kind: .promotional, title: "开放日", text: "正文",
                    attachments: [.init(digest: film.digest, type: .video, size: 500, caption: "开放日")]))
            let first = try await reporting.file("annex3.city", ["sessionsTotal": 3])
            try await reporting.tell(
                ReportingAPI.FinalizeSubmission.self,
                .init(id: first.id, expectRevision: first.revision, payload: ["sessionsTotal": 4]))
            let archive = try await reporting.ask(ReportingAPI.CreateArchive.self, .init(unit: Fixture.city))
            #expect(
                archive.members.map(\.path) == [
                    "vocational/annex3/v1.json", "vocational/annex3/v1.receipt.json", "vocational/annex3/v2.json",
                    "vocational/annex3/v2.receipt.json", "vocational/annex3/v2.xlsx",
                    "vocational/annex3/submission.json", "materials/1.json", "materials/1.receipt.json",
                    "obligations.json",
                ])
            #expect(archive.attachments.map(\.digest) == [film.digest])
            // Every member is there, byte for byte what its digest says.
            let bytes = try #require(Base64.decode(archive.data))
            #expect(bytes.count == archive.size)
            let zip = try ZipArchive(bytes)
            for member in archive.members {
                let content = try #require(try zip.member(member.path))
                #expect(DigestAlgorithm.sha256.digest(content).hex == member.digest)
            }
            let manifest = try #require(try zip.member("manifest.json"))
            #expect(DigestAlgorithm.sha256.digest(manifest).hex == archive.manifestDigest)
            let version = try RawJSON(try #require(try zip.member("vocational/annex3/v1.json"))).decoded(
                as: SubmissionVersion.self)
            #expect(version.payload == ["sessionsTotal": 3])
            await reporting.expectFault(.unitUnknownHere) {
                try await reporting.ask(ReportingAPI.CreateArchive.self, .init(unit: "nobody"))
            }
        }
    }

    /// An archive is one answer: what does not fit into one is refused, and nothing is left out silently.
    @Test func anArchiveBeyondOneAnswerIsRefusedWithItsLimit() async throws {
        try await TestReporting.runCampaign { reporting in
            let essay = FormField(key: "essay", label: "总结", type: .text, maxLength: 4_000_000)
            try await reporting.tell(
                ReportingAPI.PublishForm.self,
                .init(
                    campaign: Fixture.campaign.key,
                    form: FormDefinition(
                        key: "annex3", title: "活动情况统计表", annex: "附件3", origin: .reconstruction,
                        fields: Fixture.form.fields + [essay])))
            reporting.clock.set(Fixture.at("2026-05-12T09:00:00+08:00"))
            // Two versions of nearly the longest request, and a short one that is printed.
            let long = JSONValue.string(String(repeating: "x", count: 3_900_000))
            var submission = try await reporting.file("annex3.city", ["sessionsTotal": 3, "essay": long])
            for payload in [["sessionsTotal": 4, "essay": long], ["sessionsTotal": 5]] as [JSONValue] {
                submission = try await reporting.tell(
                    ReportingAPI.FinalizeSubmission.self,
                    .init(id: submission.id, expectRevision: submission.revision, payload: payload))
            }
            let fault = await reporting.expectFault(.archiveTooLarge) {
                try await reporting.ask(ReportingAPI.CreateArchive.self, .init(unit: Fixture.city))
            }
            #expect(fault?.limit == 7 << 20)
        }
    }
}
