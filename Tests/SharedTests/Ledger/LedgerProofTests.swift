import TestSupport
import Testing

@testable import Shared

@Suite struct LedgerProofTests {
    @Test(arguments: CryptographicSuite.allCases) func everyEntryIsProvedInEveryCheckpoint(
        _ suite: CryptographicSuite
    ) async throws {
        try await LedgerFixture.with { fixture in
            let hashing = MerkleHashing(suite.digest)
            var sizes: [Int64] = []
            for size in [1, 2, 5, 11, 12] as [Int64] {
                for number in (sizes.last ?? 0)..<size { try await fixture.write("\(number)") }
                if size == 5 {
                    // A suite that comes later is sealed from the first entry on.
                    try await fixture.service.transact("adopt") { try await fixture.ledger.adopt(.national, $0) }
                }
                if suite == .international || size >= 5 { try await fixture.seal(upTo: size, suite) }
                sizes.append(size)
            }
            let lines = try await fixture.ledger.list(LedgerStretchParams(suite: suite)).lines
            #expect(lines.count == 12)
            let all = try await fixture.database.query(LedgerStatements.checkpoints, suite, 0, 100)
            let checkpoints = try all.map { try $0.published() }
            for checkpoint in checkpoints {
                let content = checkpoint.content
                let key = try #require(fixture.ledger.keys.publicKey(content.key))
                let signed = try #require(
                    SignedContent<LedgerCheckpoint.Content>(
                        signed: checkpoint.signed, signature: checkpoint.signature))
                #expect(signed.isSigned(by: key))
                #expect(content.suite == suite)
                #expect(String(decoding: signed.bytes, as: UTF8.self).contains("\"suite\":\"\(suite.rawValue)\""))
                for line in lines where line.position < content.size {
                    let proof = try await fixture.ledger.inclusion(
                        InclusionParams(entry: line.entry.id, suite: suite, size: content.size))
                    #expect(proof.checkpoint == checkpoint)
                    let (path, root) = (try digests(proof.path), try #require(Digest(hex: content.root)))
                    #expect(
                        hashing.includes(
                            line.entry.leaf(suite), at: proof.position, size: content.size, path: path, root: root))
                }
                for former in checkpoints where former.content.size <= content.size {
                    let proof = try await fixture.ledger.consistency(
                        ConsistencyParams(from: former.content.size, to: content.size, suite: suite))
                    #expect(proof.fromRoot == former.content.root)
                    let roots = try digests([former.content.root, content.root])
                    let path = try digests(proof.path)
                    #expect(
                        hashing.isConsistent(
                            first: former.content.size, firstRoot: roots[0], second: content.size,
                            secondRoot: roots[1], path: path))
                }
            }
            #expect(try await fixture.findings(suite).isEmpty)
            #expect(try await fixture.audit(suite).findings.isEmpty)
        }
    }

    @Test func whatIsNotThereIsToldApart() async throws {
        try await LedgerFixture.with { fixture in
            let none = await #expect(throws: Fault.self) { try await fixture.ledger.checkpoint(CheckpointParams()) }
            #expect(none?.kind == .ledgerSizeUnknown)
            let unknown = await #expect(throws: Fault.self) {
                try await fixture.ledger.inclusion(InclusionParams(entry: UniqueID(high: 1, low: 1)))
            }
            #expect(unknown?.kind == .ledgerEntryUnknown)
            let id = try await fixture.service.transact("test") { effect in
                try await effect.record(.created, "thing", id: "a", data: ["id": JSONValue.string("a")])
                return effect.finishEntry().id
            }
            let early = await #expect(throws: Fault.self) {
                try await fixture.ledger.inclusion(InclusionParams(entry: id))
            }
            #expect(early?.kind == .ledgerEntryUnsealed)
            #expect(early?.kind.retryable == true)
            try await fixture.seal(upTo: 1)
            #expect(try await fixture.ledger.inclusion(InclusionParams(entry: id)).position == 0)
            for size in [-1, 2] as [Int64] {
                let fault = await #expect(throws: Fault.self) {
                    try await fixture.ledger.consistency(ConsistencyParams(from: size))
                }
                #expect(fault?.kind == .ledgerSizeUnknown)
            }
        }
    }

    private func digests(_ path: [String]) throws -> [Digest] { try path.map { try #require(Digest(hex: $0)) } }
}
