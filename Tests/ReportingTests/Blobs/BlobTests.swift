import Shared
import TestSupport
import Testing

@testable import Reporting

/// Files in chunks over a real server and database.
@Suite struct BlobTests {
    /// A film of `size` bytes; another seed is another film.
    static func film(_ size: Int, seed: UInt8 = 1) -> [UInt8] {
        let head: [UInt8] = [0, 0, 0, 28] + Array("ftypisom".utf8)
        return head + (head.count..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ Int(seed)) }
    }

    static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0] + Array(repeating: 7, count: 100)

    private func begin(
        _ reporting: TestReporting, _ bytes: [UInt8], unit: UnitKey = Fixture.city, name: String = "a.mp4"
    ) async throws -> BlobUpload {
        try await reporting.begin(bytes, unit: unit, name: name)
    }

    @Test func n23AFileGoesInChunksAndComesBackInRanges() async throws {
        try await TestReporting.runCampaign { reporting in
            // Three chunks, the last one short; in an order of its own.
            let bytes = Self.film(BlobRules.chunkBytes * 2 + 1_000)
            let upload = try await begin(reporting, bytes)
            #expect(upload.chunks == 3 && upload.missing == [.init(from: 0, to: 2)])
            try await reporting.send(bytes, 2, of: upload)
            try await reporting.send(bytes, 0, of: upload)
            await reporting.expectFault(.blobIncomplete) {
                try await reporting.tell(ReportingAPI.CommitBlob.self, .init(upload: upload.id))
            }
            let stat = try await reporting.ask(ReportingAPI.StatBlob.self, .init(upload: upload.id))
            #expect(stat.upload?.missing == [.init(from: 1, to: 1)])
            try await reporting.send(bytes, 1, of: upload)
            let blob = try await reporting.tell(ReportingAPI.CommitBlob.self, .init(upload: upload.id))
            #expect(blob.mediaType == "video/mp4" && blob.type == .video && blob.wasThere == false)
            var (back, offset): ([UInt8], Int?) = ([], 0)
            while let position = offset {
                // A length that no chunk is a multiple of.
                let range = try await reporting.ask(
                    ReportingAPI.ReadBlob.self, .init(digest: blob.digest, offset: position, length: 700_001))
                back += try #require(Base64.decode(range.data))
                offset = range.next
            }
            #expect(back == bytes)
            await reporting.expectFault(.uploadUnknown) { try await reporting.send(bytes, 0, of: upload) }
            await reporting.expectFault(.blobUnknown) {
                try await reporting.ask(
                    ReportingAPI.ReadBlob.self, .init(digest: String(repeating: "0", count: 64)))
            }
        }
    }

    @Test func aCutIsGoneOnFromWhereItWas() async throws {
        try await TestReporting.runCampaign { reporting in
            let bytes = Self.film(BlobRules.chunkBytes + 5)
            let upload = try await begin(reporting, bytes)
            // The connection goes while the chunk is on its way; whether it arrived, `stat` says.
            let other = try reporting.harness.client(principal: "tester", roles: [.unitReporter])
            async let sent = other.call(
                ReportingAPI.SendBlobChunk.self,
                .init(upload: upload.id, index: 0, data: Base64.encode(Array(bytes.prefix(upload.chunkBytes)))),
                options: CallOptions(idempotencyKey: "cut"))
            other.close()
            _ = try? await sent
            let stat = try await reporting.ask(ReportingAPI.StatBlob.self, .init(upload: upload.id))
            for range in stat.upload?.missing ?? [] {
                for index in range.from...range.to { try await reporting.send(bytes, index, of: upload) }
            }
            let blob = try await reporting.tell(ReportingAPI.CommitBlob.self, .init(upload: upload.id))
            #expect(blob.digest == DigestAlgorithm.sha256.digest(bytes).hex)
        }
    }

    @Test func whatArrivedOtherwiseIsRefusedAndCanBeSentAgain() async throws {
        try await TestReporting.runCampaign { reporting in
            let bytes = Self.film(1_000)
            let upload = try await begin(reporting, bytes)
            let put = { (data: String, index: Int) in
                try await reporting.tell(
                    ReportingAPI.SendBlobChunk.self, .init(upload: upload.id, index: index, data: data))
            }
            await reporting.expectFault(.blobInvalid) { try await put("!!!!", 0) }
            await reporting.expectFault(.blobInvalid) { try await put(Base64.encode([1, 2, 3]), 0) }
            await reporting.expectFault(.blobInvalid) { try await put(Base64.encode(bytes), 1) }
            _ = try await put(Base64.encode(Self.film(1_000, seed: 2)), 0)
            await reporting.expectFault(.blobDigestWrong) {
                try await reporting.tell(ReportingAPI.CommitBlob.self, .init(upload: upload.id))
            }
            _ = try await put(Base64.encode(bytes), 0)
            let blob = try await reporting.tell(ReportingAPI.CommitBlob.self, .init(upload: upload.id))
            #expect(blob.size == 1_000)
        }
    }

    @Test func aNameDoesNotMakeAProgramAPicture() async throws {
        try await TestReporting.runCampaign { reporting in
            let program: [UInt8] = [0x4D, 0x5A, 0x90, 0] + Array(repeating: 0, count: 100)
            let upload = try await begin(reporting, program, name: "照片.jpg")
            try await reporting.send(program, 0, of: upload)
            await reporting.expectFault(.blobTypeRefused) {
                try await reporting.tell(ReportingAPI.CommitBlob.self, .init(upload: upload.id))
            }
            let fault = await reporting.expectFault(.blobInvalid) {
                try await begin(reporting, program, name: "../照片.jpg")
            }
            #expect(fault?.violations.map(\.path) == ["params.name"])
        }
    }

    @Test func theSameContentIsStoredOnceAndNobodyGetsItByItsDigest() async throws {
        try await TestReporting.runCampaign { reporting in
            let bytes = Self.film(2_000)
            let first = try await reporting.store(bytes)
            // The unit's own file need not be sent again; another unit's must be, or a digest would be a key to it.
            #expect(try await begin(reporting, bytes).state == .committed)
            let other = try await begin(reporting, bytes, unit: Fixture.college)
            #expect(other.state == .open)
            try await reporting.send(bytes, 0, of: other)
            let second = try await reporting.tell(ReportingAPI.CommitBlob.self, .init(upload: other.id))
            #expect(second.wasThere == true && second.storedAt == first.storedAt)
            let rows = try await reporting.harness.database.one(BlobStatements.received, other.id)
            #expect(rows == 0)
        }
    }

    @Test func aUnitsRoomIsNotExceededByUploadsAtOnce() async throws {
        try await TestReporting.runCampaign { reporting in
            let keys = try PersonalKeysFile(.generate())
            defer { keys.remove() }
            let forms = Forms(campaigns: Campaigns(), vault: PersonalVault(keys: try keys.ring()))
            let blobs = Blobs(limits: BlobLimits(fileBytes: 5_000, unitBytes: 10_000), forms: forms)
            let begin: @Sendable (Int, UInt8) async throws -> BlobUpload = { size, seed in
                let digest = DigestAlgorithm.sha256.digest([seed]).hex
                return try await reporting.harness.dependencies.transact { effect in
                    try await blobs.begin(
                        .init(unit: Fixture.city, name: "a.mp4", size: size, digest: digest), effect)
                }
            }
            await reporting.expectFault(.blobTooLarge) { try await begin(5_001, 0) }
            let outcomes = await withTaskGroup(of: FaultKind?.self) { group in
                for seed in 1...4 {
                    group.addTask {
                        do {
                            _ = try await begin(4_000, UInt8(seed))
                            return nil
                        } catch { return (error as? Fault)?.kind }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == nil }.count == 2)
            #expect(outcomes.filter { $0 == .blobQuota }.count == 2)
        }
    }

    @Test func anAbandonedUploadGivesItsRoomBack() async throws {
        try await TestReporting.runCampaign { reporting in
            let bytes = Self.film(2_000)
            let upload = try await begin(reporting, bytes)
            try await reporting.send(bytes, 0, of: upload)
            let expiry = BlobExpiry(service: reporting.harness.dependencies)
            reporting.clock.advance(by: BlobExpiry.patience)
            try await expiry.expire()
            #expect(try await reporting.ask(ReportingAPI.StatBlob.self, .init(upload: upload.id)).upload != nil)
            reporting.clock.advance(by: .seconds(1))
            try await expiry.expire()
            await reporting.expectFault(.uploadUnknown) {
                try await reporting.ask(ReportingAPI.StatBlob.self, .init(upload: upload.id))
            }
        }
    }
}

extension TestReporting {
    func begin(_ bytes: [UInt8], unit: UnitKey = Fixture.city, name: String = "a.mp4") async throws -> BlobUpload {
        try await tell(
            ReportingAPI.BeginBlob.self,
            .init(unit: unit, name: name, size: bytes.count, digest: DigestAlgorithm.sha256.digest(bytes).hex))
    }

    func send(_ bytes: [UInt8], _ index: Int, of upload: BlobUpload) async throws {
        let start = index * upload.chunkBytes
        let part = Array(bytes[start..<min(start + upload.chunkBytes, bytes.count)])
        try await tell(
            ReportingAPI.SendBlobChunk.self, .init(upload: upload.id, index: index, data: Base64.encode(part)))
    }

    @discardableResult
    func store(_ bytes: [UInt8], unit: UnitKey = Fixture.city, name: String = "a.mp4") async throws -> Blob {
        let upload = try await begin(bytes, unit: unit, name: name)
        for index in 0..<upload.chunks { try await send(bytes, index, of: upload) }
        return try await tell(ReportingAPI.CommitBlob.self, .init(upload: upload.id))
    }
}
