import Foundation
import Shared
import TestSupport
import Testing

@testable import Reporting

/// Q14: a receipt verifies offline with the published key.
@Suite struct ReceiptTests {
    private static let inWeek = Instant("2026-05-12T10:00:00+08:00")!  // a literal

    /// A campaign of each suite, in its week.
    private func run(
        _ suite: CryptographicSuite, _ body: @escaping @Sendable (TestReporting) async throws -> Void
    ) async throws {
        try await TestReporting.runCampaign { reporting in
            if suite != .international {
                let campaign = Fixture.published(
                    Fixture.campaign.signed(by: suite), version: 2, at: reporting.clock.now())
                try await reporting.apply("campaign", campaign)
            }
            reporting.clock.set(Self.inWeek)
            try await body(reporting)
        }
    }

    private func check(_ reporting: TestReporting) async throws -> ReceiptCheck {
        let published = try await reporting.ask(ReportingAPI.ListReceiptKeys.self, Empty()).keys
        let keys = try Dictionary(
            uniqueKeysWithValues: published.map { ($0.id, try PublicKey(pem: $0.publicKey)) })
        return ReceiptCheck { keys[$0] }
    }

    private func sealed(_ source: UniqueID, _ reporting: TestReporting) async throws -> Receipt {
        let end = ContinuousClock.now + .seconds(20)
        while true {
            let receipt = try await reporting.ask(ReportingAPI.GetReceipt.self, .init(source: source))
            if receipt.sealed != nil { return receipt }
            try #require(ContinuousClock.now < end, "the receipt was not sealed within twenty seconds")
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @Test(arguments: CryptographicSuite.allCases) func q14EveryFilingHasAReceiptThatIsSealedAndVerifies(
        _ suite: CryptographicSuite
    ) async throws {
        try await run(suite) { reporting in
            let check = try await check(reporting)
            let filed = try await reporting.file("annex3.city")
            let material = try await reporting.tell(
                ReportingAPI.SubmitMaterial.self,
                .init(
                    campaign: Fixture.campaign.key, unit: Fixture.city, kind: .promotional, title: "一", text: "正文"))
            let attested = try await reporting.tell(
                ReportingAPI.AttestNil.self,
                .init(
                    campaign: Fixture.campaign.key, rule: "annex3.college", unit: Fixture.college, reason: "本届无"))
            let receipts = try [filed.receipt, material.receipt, attested.receipt].map { try #require($0) }
            #expect(receipts.map(\.content.kind) == [.submission, .material, .nilReturn])
            let sources = [filed.id.value, material.material.id.value, attested.obligation.id.value]
            for (receipt, source) in zip(receipts, sources) {
                #expect(check.verification(of: receipt) == ReceiptVerification(sealed: false, problems: []))
                #expect(receipt.content.suite == suite)
                #expect(receipt.content.key.hasPrefix("\(suite.rawValue)-"))
                #expect(receipt.content.source == source)
                #expect(receipt.content.receivedAt == Self.inWeek)
                #expect(receipt.content.clock == "manual")
                let later = try await sealed(source, reporting)
                #expect(later.content == receipt.content)
                #expect(later.signature == receipt.signature)
                #expect(check.verification(of: later) == ReceiptVerification(sealed: true, problems: []))
                let here = try await reporting.ask(ReportingAPI.VerifyReceipt.self, .init(receipt: later))
                #expect(here.valid)
                let byID = try await reporting.ask(ReportingAPI.GetReceipt.self, .init(id: receipt.content.id))
                #expect(byID.content == receipt.content)
            }
            let due = try await reporting.obligation("annex3.city").deadline.dueAt
            #expect(receipts[0].content.dueAt == due)
            let payload = try CanonicalJSON(["sessionsTotal": 3] as JSONValue)
            #expect(receipts[0].content.manifest == suite.digest.digest(payload.bytes).hex)
        }
    }

    /// The same call again answers the same receipt, and a new version has one of its own.
    @Test func q14ARepeatIsAnsweredWithTheSameReceipt() async throws {
        try await run(.international) { reporting in
            let open = try await reporting.submission("annex3.city")
            let params = ReportingAPI.FinalizeSubmission.Params(
                id: open.id, expectRevision: open.revision, payload: ["sessionsTotal": 3])
            let dry = try await reporting.tell(ReportingAPI.FinalizeSubmission.self, params, dryRun: true)
            #expect(dry.receipt == nil)
            let first = try await reporting.tell(ReportingAPI.FinalizeSubmission.self, params, key: "k")
            let again = try await reporting.tell(ReportingAPI.FinalizeSubmission.self, params, key: "k")
            #expect(first.receipt != nil)
            #expect(first.receipt == again.receipt)
            let second = try await reporting.file("annex3.city", ["sessionsTotal": 4])
            #expect(second.receipt?.content.version == 2)
            let newest = try await reporting.ask(ReportingAPI.GetReceipt.self, .init(source: open.id.value))
            #expect(newest.content.version == 2)
            let former = try await reporting.ask(
                ReportingAPI.GetReceipt.self, .init(source: open.id.value, version: 1))
            #expect(former.content == first.receipt?.content)
            await reporting.expectFault(.receiptUnknown) {
                try await reporting.ask(ReportingAPI.GetReceipt.self, .init(source: open.id.value, version: 3))
            }
            // The feed tells nothing that is signed about itself.
            let submissions = try await reporting.changes(of: "submission", count: 3)
            #expect(submissions.allSatisfy { $0.data["receipt"] == nil })
        }
    }

    @Test(arguments: CryptographicSuite.allCases) func q14WhateverIsChangedInAReceiptShows(
        _ suite: CryptographicSuite
    ) async throws {
        try await run(suite) { reporting in
            let check = try await check(reporting)
            let one = try await sealed(try await reporting.file("annex3.city").id.value, reporting)
            let other = try await sealed(
                try await reporting.file("annex3.city", ["sessionsTotal": 4]).id.value, reporting)
            func problems(_ receipt: Receipt) -> [ReceiptVerification.Problem] {
                check.verification(of: receipt).problems
            }
            let (proof, foreign) = (try #require(one.sealed), try #require(other.sealed))
            #expect(
                problems(Receipt(content: other.content, signed: one.signed, signature: one.signature))
                    == [.contentDiffers])
            #expect(
                problems(Receipt(content: one.content, signed: one.signed, signature: other.signature))
                    == [.signatureInvalid])
            #expect(
                problems(Receipt(content: one.content, signed: "e30=", signature: one.signature)) == [.notAReceipt])
            #expect(
                problems(Receipt(content: one.content, signed: one.signed, signature: one.signature, sealed: foreign))
                    == [.proofOfAnotherEntry])
            let moved = InclusionProof(
                entry: proof.entry, leaf: proof.leaf, position: foreign.position, path: proof.path,
                checkpoint: proof.checkpoint)
            #expect(
                problems(Receipt(content: one.content, signed: one.signed, signature: one.signature, sealed: moved))
                    == [.proofInvalid])
            let unsigned = InclusionProof(
                entry: proof.entry, leaf: proof.leaf, position: proof.position, path: proof.path,
                checkpoint: LedgerCheckpoint(
                    content: proof.checkpoint.content, signed: proof.checkpoint.signed, signature: one.signature))
            #expect(
                problems(Receipt(content: one.content, signed: one.signed, signature: one.signature, sealed: unsigned))
                    == [.checkpointInvalid])
            // A checkpoint is no receipt, though the same key signed both.
            #expect(
                problems(
                    Receipt(
                        content: one.content, signed: proof.checkpoint.signed, signature: proof.checkpoint.signature))
                    == [.notAReceipt])
            let nobody = ReceiptCheck { _ in nil }.verification(of: one).problems
            #expect(nobody == [.keyUnknown, .checkpointInvalid])
        }
    }

    /// The commands of `docs/receipts.md`, as they stand there, in a folder with a receipt and a key.
    @Test(arguments: CryptographicSuite.allCases) func q14PlainOpenSSLVerifiesByTheCommandsOfTheDocumentation(
        _ suite: CryptographicSuite
    ) async throws {
        try await run(suite) { reporting in
            let receipt = try await sealed(try await reporting.file("annex3.city").id.value, reporting)
            let keys = try await reporting.ask(ReportingAPI.ListReceiptKeys.self, Empty()).keys
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("week-receipt-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let key = try #require(keys.first { $0.id == receipt.content.key })
            try Data(key.publicKey.utf8).write(to: folder.appendingPathComponent("key.pem"))
            let commands = try Documentation.commands("receipts.md", after: "<!-- \(suite.rawValue) -->")
            let split = try Documentation.commands("receipts.md", after: "<!-- split -->")
            func run(_ receipt: Receipt) throws -> Int32 {
                var writer = JSONWriter()
                try writer.encode(receipt)
                try Data(writer.bytes).write(to: folder.appendingPathComponent("receipt.json"))
                return try Documentation.run(split + "\n" + commands, in: folder)
            }
            #expect(try run(receipt) == 0)
            let forged = receipt.signed.replacingOccurrences(of: "A", with: "B")
            #expect(forged != receipt.signed)
            #expect(try run(Receipt(content: receipt.content, signed: forged, signature: receipt.signature)) != 0)
        }
    }
}

/// What the documentation says, run.
private enum Documentation {
    /// The first fenced block of shell commands behind a mark.
    static func commands(_ file: String, after mark: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("docs/\(file)"), encoding: .utf8)
        let behind = try #require(text.components(separatedBy: mark).dropFirst().first)
        let fenced = try #require(behind.components(separatedBy: "```sh\n").dropFirst().first)
        return try #require(fenced.components(separatedBy: "```").first)
    }

    static func run(_ commands: String, in folder: URL) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-ec", commands]
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}

extension CampaignDocument {
    fileprivate func signed(by suite: CryptographicSuite) -> CampaignDocument {
        CampaignDocument(
            key: key, notice: notice, authority: authority, zone: zone, issuers: issuers, systems: systems,
            addressees: addressees, tracks: tracks, vocabularies: vocabularies, ceremonies: ceremonies,
            plannedActivities: plannedActivities, switches: switches, items: items, forms: forms, rules: rules,
            reminders: reminders, suite: suite)
    }
}
