import Shared
import Testing

@testable import Reporting

/// Q12: what is filed needs every file of its manifest, and freezes them.
@Suite struct AttachmentTests {
    private static let form = FormDefinition(
        key: "annex3", title: "活动情况统计表", annex: "附件3", origin: .reconstruction, fields: Fixture.form.fields,
        rules: Fixture.form.rules,
        parts: [
            FormPart(key: "sealedScan", label: "盖章扫描件", required: true, types: [.document, .picture], most: 1),
            FormPart(key: "pictures", label: "活动图片", types: [.picture]),
        ])

    private static let scan = Array("%PDF-1.7 盖章".utf8)

    private func run(_ body: @escaping @Sendable (TestReporting) async throws -> Void) async throws {
        try await TestReporting.runCampaign { reporting in
            try await reporting.tell(
                ReportingAPI.PublishForm.self, .init(campaign: Fixture.campaign.key, form: Self.form))
            reporting.clock.set(Fixture.at("2026-05-18T09:00:00+08:00"))
            try await body(reporting)
        }
    }

    private func finalize(
        _ reporting: TestReporting, _ attachments: [ManifestEntry]?
    ) async throws -> Submission {
        let open = try await reporting.submission("annex3.city")
        return try await reporting.tell(
            ReportingAPI.FinalizeSubmission.self,
            .init(
                id: open.id, expectRevision: open.revision, payload: ["sessionsTotal": 3], attachments: attachments))
    }

    @Test func q12NothingIsFiledWithoutEveryFile() async throws {
        try await run { reporting in
            let missing = await reporting.expectFault(.submissionInvalid) { try await finalize(reporting, nil) }
            #expect(missing?.violations.map(\.rule) == ["required"])
            let digest = DigestAlgorithm.sha256.digest(Self.scan).hex
            // Not stored; then stored by another unit.
            await reporting.expectFault(.attachmentMissing) {
                try await finalize(reporting, [.init(part: "sealedScan", digest: digest)])
            }
            try await reporting.store(Self.scan, unit: Fixture.college, name: "扫描件.pdf")
            await reporting.expectFault(.attachmentMissing) {
                try await finalize(reporting, [.init(part: "sealedScan", digest: digest)])
            }
            try await reporting.store(Self.scan, name: "扫描件.pdf")
            let filed = try await finalize(reporting, [.init(part: "sealedScan", digest: digest)])
            #expect(filed.versions.last?.attachments.map(\.digest) == [digest])
            await reporting.expectFault(.blobFrozen) {
                try await reporting.tell(
                    ReportingAPI.DropBlob.self, .init(unit: Fixture.city, digest: digest))
            }
            // The other unit's own is not frozen by it.
            try await reporting.tell(ReportingAPI.DropBlob.self, .init(unit: Fixture.college, digest: digest))
            #expect(try await reporting.ask(ReportingAPI.StatBlob.self, .init(digest: digest)).blob != nil)
        }
    }

    @Test func aManifestIsHeldAgainstThePartsAndTheContent() async throws {
        try await run { reporting in
            let scan = try await reporting.store(Self.scan)
            let film = try await reporting.store(BlobTests.film(500))
            let picture = try await reporting.store(BlobTests.jpeg)
            let fault = await reporting.expectFault(.submissionInvalid) {
                try await finalize(
                    reporting,
                    [
                        .init(part: "sealedScan", digest: scan.digest), .init(part: "sealedScan", digest: scan.digest),
                        .init(part: "pictures", digest: film.digest), .init(part: "pictures", digest: picture.digest),
                        .init(part: "nothing", digest: scan.digest),
                    ])
            }
            #expect(
                Set(fault?.violations.map { "\($0.path) \($0.rule)" } ?? []) == [
                    "attachments[1].digest repeated", "attachments[2].digest wrong_type",
                    "attachments[3].caption required", "attachments[4].part unknown", "attachments too_many",
                ])
        }
    }

    @Test func draftsKeepTheirFilesAndTheDigestCoversThem() async throws {
        try await run { reporting in
            let scan = try await reporting.store(Self.scan)
            let open = try await reporting.submission("annex3.city")
            let saved = try await reporting.tell(
                ReportingAPI.SaveSubmission.self,
                .init(
                    id: open.id, expectRevision: open.revision, payload: ["sessionsTotal": 3],
                    attachments: [.init(part: "sealedScan", digest: scan.digest)]))
            let validation = try await reporting.ask(ReportingAPI.ValidateSubmission.self, .init(id: open.id))
            #expect(validation.passes)
            let filed = try await reporting.tell(
                ReportingAPI.FinalizeSubmission.self, .init(id: open.id, expectRevision: saved.revision))
            #expect(filed.attachments.isEmpty && filed.versions.last?.attachments.count == 1)
            let bare = try CanonicalJSON(["sessionsTotal": 3] as JSONValue).digest.hex
            #expect(filed.versions.last?.digest != bare)
        }
    }

    @Test func aMaterialsFilesAreWhatTheirContentIs() async throws {
        try await run { reporting in
            reporting.clock.set(Fixture.at("2026-05-12T09:00:00+08:00"))
            let film = try await reporting.store(BlobTests.film(500))
            func submit(_ type: AttachmentType, _ size: Int) async throws -> MaterialReceipt {
                try await reporting.tell(
                    ReportingAPI.SubmitMaterial.self,
                    .init(
                        campaign: Fixture.campaign.key, unit: Fixture.city, kind: .promotional, title: "开放日",
                        text: "正文",
                        attachments: [.init(digest: film.digest, type: type, size: size, caption: "开放日", seconds: nil)])
                )
            }
            let fault = await reporting.expectFault(.attachmentMissing) { try await submit(.picture, 1) }
            #expect(fault?.violations.map(\.rule) == ["wrong_type", "wrong_value"])
            _ = try await submit(.video, 500)
            await reporting.expectFault(.blobFrozen) {
                try await reporting.tell(
                    ReportingAPI.DropBlob.self, .init(unit: Fixture.city, digest: film.digest))
            }
        }
    }
}
