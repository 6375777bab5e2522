import TestSupport
import Testing

@testable import Shared

@Suite struct LedgerTests {
    @Test func anEntryIsAppendedWithItsEffectOrNotAtAll() async throws {
        struct Refusal: Error {}
        try await LedgerFixture.with { fixture in
            try await fixture.write("a")
            await #expect(throws: Refusal.self) {
                try await fixture.service.transact("test") { effect in
                    try await effect.record(.created, "thing", id: "b", data: ["id": JSONValue.string("b")])
                    throw Refusal()
                }
            }
            try await fixture.service.transact("test", dryRun: true) { effect in
                try await effect.record(.created, "thing", id: "c", data: ["id": JSONValue.string("c")])
            }
            // Nothing recorded, nothing to keep.
            try await fixture.service.transact("test") { _ in }
            try await fixture.seal(upTo: 1)
            let lines = try await fixture.ledger.list(LedgerStretchParams()).lines
            #expect(lines.map(\.entry.method) == ["job:test"])
            #expect(lines.map(\.entry.changeCount) == [1])
        }
    }

    /// A part of an effect may fail without the rest: neither its rows nor its digests stay.
    @Test func whatAnAttemptDidThatFailedStandsInNoEntry() async throws {
        struct Refusal: Error {}
        @Sendable func record(_ id: String, _ effect: Effect) async throws {
            try await effect.record(.created, "thing", id: id, data: ["id": JSONValue.string(id)])
        }
        try await LedgerFixture.with { fixture in
            try await fixture.service.transact("test") { effect in
                try await record("a", effect)
                do {
                    try await effect.attempt { part in
                        try await record("b", part)
                        throw Refusal()
                    }
                } catch is Refusal {}
                try await effect.attempt { try await record("c", $0) }
            }
            try await fixture.seal(upTo: 1)
            #expect(try await fixture.ledger.list(LedgerStretchParams()).lines.map(\.entry.changeCount) == [2])
            #expect(try await fixture.findings().isEmpty)
        }
    }

    /// A mutation's entry names who and what, and digests of the rest: nothing of its params can be read or guessed.
    @Test func aMutationsEntryHoldsNoParams() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let title = "secret title"
            _ = try await service.client.call(
                NoteAPI.Write.self, .init(title: title), options: .init(idempotencyKey: "k"))
            let lines = try await sealed(service, 1)
            let entry = try #require(lines.first).entry
            #expect(entry.principal == "tester")
            #expect(entry.method == "registry.notes.write")
            #expect(entry.at == service.clock.now())
            #expect(entry.clock == "manual")
            #expect(!String(decoding: entry.canonicalBytes, as: UTF8.self).contains(title))
            let plain = DigestAlgorithm.sha256.digest("{\"title\":\"\(title)\"}")
            #expect(entry.params != plain.hex)
            #expect(
                entry.params == service.dependencies.ledger.keys.keyedDigest(of: "{\"title\":\"\(title)\"}".utf8).hex)
        }
    }

    /// The canonical bytes an auditor in another language writes: sorted members, no space.
    @Test func theCanonicalBytesAreThoseOfRFC8785() throws {
        let entry = LedgerEntry(
            id: UniqueID(high: 1, low: 2), service: "reporting", at: Instant("2026-05-20T01:00:00.5Z")!,
            principal: "市\"admin\"\n", method: "reporting.submissions.finalize", params: "00", changeCount: 2,
            changes: "ff", clock: "system")
        #expect(try entry.canonicalBytes == CanonicalForm.bytes(of: entry))
    }

    /// The younger transaction commits first; the order of the ledger is that of the feed, and nothing is skipped.
    @Test func anOlderTransactionThatCommitsLaterIsSealedInItsPlace() async throws {
        try await LedgerFixture.with { fixture in
            let (committed, isCommitted) = AsyncStream<Void>.makeStream()
            let (written, hasWritten) = AsyncStream<Void>.makeStream()
            async let older: Void = fixture.service.transact("older") { effect in
                try await effect.record(.created, "thing", id: "older", data: ["id": JSONValue.string("older")])
                hasWritten.yield()
                for await _ in committed { break }
            }
            for await _ in written { break }
            try await fixture.service.transact("younger") { effect in
                try await effect.record(.created, "thing", id: "younger", data: ["id": JSONValue.string("younger")])
            }
            #expect(try await fixture.sealer.sealBatch() == 0)
            isCommitted.yield()
            try await older
            try await fixture.seal(upTo: 2)
            let lines = try await fixture.ledger.list(LedgerStretchParams()).lines
            #expect(lines.map(\.entry.method) == ["job:older", "job:younger"])
        }
    }

    /// Appenders never wait for each other: one holds its transaction open while another appends and commits.
    @Test func appendingDoesNotSerialise() async throws {
        try await LedgerFixture.with { fixture in
            try await fixture.service.transact("outer") { effect in
                try await effect.record(.created, "thing", id: "outer", data: ["id": JSONValue.string("outer")])
                try await effect.execute(
                    LedgerStatements.append, .make(at: effect.now), effect.now, "p", "m",
                    Bytes([UInt8](repeating: 0, count: 32)), 0, Bytes([UInt8](repeating: 0, count: 32)), "system")
                try await StatementDeadline.$current.withValue(.now + .seconds(10)) {
                    try await fixture.write("inner")
                }
            }
        }
    }

    @Test func writersAndSealersInAnyOrderMakeOneCompleteLedger() async throws {
        let (writers, each) = (6, 15)
        try await LedgerFixture.with { fixture in
            let other = LedgerSealer(fixture.ledger)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<writers {
                    group.addTask {
                        for number in 0..<each {
                            try await fixture.service.transact("w\(writer)") { effect in
                                try await effect.record(
                                    .created, "thing", id: "\(number)", data: ["n": JSONValue.int(Int64(number))])
                                try await effect.execute(rest, Double.random(in: 0...0.004))
                            }
                        }
                    }
                }
                for sealer in [fixture.sealer, other] {
                    group.addTask { for _ in 0..<40 { _ = try await sealer.sealBatch() } }
                }
                try await group.waitForAll()
            }
            try await fixture.seal(upTo: Int64(writers * each))
            var lines: [LedgerLine] = []
            var next: Int64? = 0
            while let from = next {
                let page = try await fixture.ledger.list(LedgerStretchParams(from: from, limit: 50))
                lines += page.lines
                next = page.next
            }
            #expect(lines.map(\.position) == Array(0..<Int64(writers * each)))
            for writer in 0..<writers { #expect(lines.count { $0.entry.method == "job:w\(writer)" } == each) }
            #expect(try await fixture.findings().isEmpty)
            let audit = try await fixture.audit()
            #expect(audit.findings.isEmpty)
            #expect(audit.signedSize == Int64(writers * each))
        }
    }

    /// A restored database has transaction ids of another cluster: what is written after it is sealed all the same.
    @Test func aRestoredLedgerGoesOnInANewGeneration() async throws {
        try await LedgerFixture.with { fixture in
            try await fixture.write("before")
            try await fixture.seal(upTo: 1)
            // As if this cluster's ids had begun anew: what is there comes from far ahead.
            try await fixture.tamper(
                """
                UPDATE ledger_entries SET tx = '900000000000'::xid8; UPDATE ledger_chain SET tx = '900000000000'::xid8;
                UPDATE changes SET tx = '900000000000'::xid8
                """)
            try await fixture.ledger.begin()
            try await fixture.write("after")
            try await fixture.seal(upTo: 3)
            let lines = try await fixture.ledger.list(LedgerStretchParams()).lines
            #expect(lines.map(\.entry.method) == ["job:test", "job:ledger.restored", "job:test"])
            #expect(try await fixture.findings().isEmpty)
            // Once is enough.
            try await fixture.ledger.begin()
            try await fixture.write("again")
            try await fixture.seal(upTo: 4)
        }
    }

    @Test func rowsAreAppendOnlyForWhoeverForgets() async throws {
        try await LedgerFixture.with { fixture in
            try await fixture.write("a")
            try await fixture.seal(upTo: 1)
            for table in ["ledger_entries", "ledger_chain", "ledger_checkpoints"] {
                await #expect(throws: PostgresError.self) {
                    try await fixture.database.withLease { try await $0.script("DELETE FROM \(table)") }
                }
            }
        }
    }

    private func sealed(_ service: ServiceTestHarness, _ count: Int) async throws -> [LedgerLine] {
        let end = ContinuousClock.now + .seconds(20)
        while true {
            let lines = try await service.dependencies.ledger.list(LedgerStretchParams()).lines
            if lines.count >= count { return lines }
            try #require(ContinuousClock.now < end, "the running service sealed nothing within twenty seconds")
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

private let rest = Statement("SELECT pg_sleep($1)", Double.self, access: .write)
