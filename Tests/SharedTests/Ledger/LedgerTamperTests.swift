import TestSupport
import Testing

@testable import Shared

/// Somebody with the database's password changes what was sealed: it is found and named, by the service and by an auditor
/// who has an export and the public keys.
@Suite struct LedgerTamperTests {
    /// Nine entries, sealed in three checkpoints; the fifth to seventh made two changes each.
    private func with(_ body: @Sendable (LedgerFixture) async throws -> Void) async throws {
        try await LedgerFixture.with { fixture in
            for batch in 0..<3 {
                for number in 0..<3 {
                    let id = "\(batch)-\(number)"
                    if batch == 1 { try await fixture.write(id, id + "+") } else { try await fixture.write(id) }
                }
                try await fixture.seal(upTo: Int64(batch + 1) * 3)
            }
            #expect(try await fixture.findings().isEmpty)
            #expect(try await fixture.audit().findings.isEmpty)
            try await body(fixture)
        }
    }

    private func id(_ position: Int, _ fixture: LedgerFixture) async throws -> UniqueID {
        let rows = try await fixture.database.query(LedgerStatements.stretch, .international, 0, 100)
        return try #require(rows.first { $0.position == Int64(position) }).entry
    }

    @Test func aChangedEntryIsNamed() async throws {
        try await with { fixture in
            let id = try await id(4, fixture)
            try await fixture.tamper("UPDATE ledger_entries SET principal = 'nobody' WHERE id = '\(id)'")
            for findings in [try await fixture.findings(), try await fixture.audit().findings] {
                #expect(findings.map(\.rule) == [.entryChanged])
                #expect(findings.map(\.entry) == [id])
                #expect(findings.map(\.position) == [4])
            }
        }
    }

    @Test func aRemovedEntryIsNamed() async throws {
        try await with { fixture in
            let id = try await id(4, fixture)
            try await fixture.tamper("DELETE FROM ledger_entries WHERE id = '\(id)'")
            let findings = try await fixture.findings()
            #expect(findings.map(\.rule) == [.entryMissing])
            #expect(findings.map(\.entry) == [id])
            let audit = try await fixture.audit().findings
            #expect(audit.first?.rule == .positionMissing)
            #expect(audit.first?.position == 4)
        }
    }

    /// With its row of the chain, so that only the numbering shows it.
    @Test func aRemovedPositionIsNamed() async throws {
        try await with { fixture in
            let id = try await id(4, fixture)
            try await fixture.tamper(
                "DELETE FROM ledger_entries WHERE id = '\(id)'; DELETE FROM ledger_chain WHERE position = 4")
            for findings in [try await fixture.findings(), try await fixture.audit().findings] {
                #expect(findings.first?.rule == .positionMissing)
                #expect(findings.first?.position == 4)
            }
        }
    }

    @Test func swappedEntriesAreNamed() async throws {
        try await with { fixture in
            let (one, other) = (try await id(3, fixture), try await id(5, fixture))
            try await fixture.tamper(
                """
                CREATE TEMP TABLE swap AS SELECT * FROM ledger_entries WHERE id IN ('\(one)', '\(other)');
                UPDATE ledger_entries e SET (id, recorded_at, principal, method, params, change_count, changes, clock) = (
                    SELECT id, recorded_at, principal, method, params, change_count, changes, clock
                    FROM swap s WHERE s.id <> e.id) WHERE id IN ('\(one)', '\(other)');
                """)
            let findings = try await fixture.findings().filter { $0.rule != .changesChanged }
            #expect(findings.map(\.rule) == [.orderChanged, .orderChanged])
            #expect(findings.map(\.position) == [3, 5])
            #expect(findings.map(\.entry) == [one, other])
            let audit = try await fixture.audit().findings
            #expect(Set(audit.compactMap(\.position)) == [3, 5])
        }
    }

    /// Rows and chain together: the chain's hashes do not follow any more.
    @Test func swappedPositionsAreNamed() async throws {
        try await with { fixture in
            let (one, other) = (try await id(3, fixture), try await id(5, fixture))
            try await fixture.tamper(
                """
                CREATE TEMP TABLE swap AS SELECT * FROM ledger_chain WHERE position IN (3, 5);
                UPDATE ledger_chain c SET (tx, seq, entry, leaf) = (
                    SELECT tx, seq, entry, leaf FROM swap s WHERE s.position = 8 - c.position) WHERE position IN (3, 5);
                """)
            for findings in [try await fixture.findings(), try await fixture.audit().findings] {
                let named = findings.filter { $0.rule == .orderChanged || $0.rule == .chainBroken }
                #expect(named.contains { $0.position == 3 && $0.entry == other })
                #expect(named.contains { $0.position == 5 && $0.entry == one })
            }
        }
    }

    @Test func anEntryThatWasSmuggledInIsNamed() async throws {
        try await with { fixture in
            let (one, smuggled) = (try await id(4, fixture), UniqueID(high: 7, low: 7))
            try await fixture.tamper(
                """
                INSERT INTO ledger_entries (tx, id, recorded_at, principal, method, params, change_count, changes, clock)
                SELECT tx, '\(smuggled)', recorded_at, 'me', method, params, 0, changes, clock
                FROM ledger_entries WHERE id = '\(one)'
                """)
            // Behind the last sealed one of its transaction it stands between sealed entries.
            let findings = try await fixture.findings()
            #expect(findings.map(\.rule) == [.entryInserted])
            #expect(findings.map(\.entry) == [smuggled])
        }
    }

    /// Everything that can be computed without the key is computed anew: the signature of the checkpoint stands.
    @Test func aLedgerRewrittenWithItsHashesIsNotTheOneThatWasSigned() async throws {
        try await with { fixture in
            let id = try await id(4, fixture)
            try await fixture.tamper("UPDATE ledger_entries SET principal = 'nobody' WHERE id = '\(id)'")
            try await fixture.rewriteHashes()
            for findings in [try await fixture.findings(), try await fixture.audit().findings] {
                #expect(findings.map(\.rule) == [.checkpointMismatch, .checkpointMismatch])
                #expect(findings.first?.detail.contains("positions 3…5") == true)
            }
        }
    }

    /// Whoever kept a checkpoint sees it even when all later ones were removed too.
    @Test func aLedgerCutShortIsNotConsistentWithAKeptCheckpoint() async throws {
        try await with { fixture in
            let kept = try await fixture.ledger.checkpoint(CheckpointParams())
            try await fixture.tamper(
                """
                DELETE FROM ledger_entries WHERE id IN (SELECT entry FROM ledger_chain WHERE position >= 6);
                DELETE FROM ledger_chain WHERE position >= 6; DELETE FROM ledger_checkpoints WHERE size > 6
                """)
            let cut = try await fixture.findings()
            #expect(cut.isEmpty)
            let fault = await #expect(throws: Fault.self) {
                try await fixture.ledger.consistency(ConsistencyParams(from: kept.content.size))
            }
            #expect(fault?.kind == .ledgerSizeUnknown)
        }
    }

    @Test func aChangedChangeRowIsNamedByItsEntry() async throws {
        try await with { fixture in
            let (one, other) = (try await id(4, fixture), try await id(5, fixture))
            try await fixture.tamper(
                """
                UPDATE changes SET data = '{"id": "forged"}' WHERE id = '1-1';
                DELETE FROM changes WHERE id = '1-2+'
                """)
            let findings = try await fixture.findings()
            #expect(findings.map(\.rule) == [.changesChanged, .changesChanged])
            #expect(findings.map(\.entry) == [one, other])
        }
    }

    @Test func aChangedNodeOfTheTreeIsNamed() async throws {
        try await with { fixture in
            // It stands with the leaf that completes it: level 1 over positions 4 and 5.
            try await fixture.tamper("UPDATE ledger_chain SET nodes = sha256('') WHERE position = 5")
            let findings = try await fixture.findings()
            #expect(findings.contains { $0.rule == .nodeChanged && $0.position == 4 })
            try await fixture.tamper("UPDATE ledger_chain SET nodes = substr(nodes, 1, 32) WHERE position = 3")
            #expect(try await fixture.findings().contains { $0.rule == .nodeChanged && $0.position == 0 })
        }
    }

    /// Behind a row that is gone the tree cannot be computed, and still every row is looked at.
    @Test func whatIsChangedBehindAGapIsNamedAsWell() async throws {
        try await with { fixture in
            let id = try await id(6, fixture)
            try await fixture.tamper(
                """
                DELETE FROM ledger_chain WHERE position = 3;
                UPDATE ledger_entries SET principal = 'nobody' WHERE id = '\(id)'
                """)
            let findings = try await fixture.findings()
            #expect(findings.contains { $0.rule == .entryChanged && $0.position == 6 && $0.entry == id })
            #expect(findings.contains { $0.rule == .nodeChanged && $0.position == 0 })
        }
    }

    /// Ledgers from before nodes stood with their leaves: read, proved and continued.
    @Test func nodesThatStandByThemselvesAreReadAsBefore() async throws {
        try await with { fixture in
            try await fixture.tamper(
                """
                INSERT INTO ledger_nodes (suite, level, place, hash)
                SELECT c.suite, l, ((c.position + 1) >> l) - 1, substr(c.nodes, 32 * (l - 1) + 1, 32)
                FROM ledger_chain c, generate_series(1, octet_length(c.nodes) / 32) l;
                UPDATE ledger_chain SET nodes = ''
                """)
            #expect(try await fixture.findings().isEmpty)
            for batch in 0..<3 { try await fixture.write("later-\(batch)") }
            try await fixture.seal(upTo: 12)
            #expect(try await fixture.findings().isEmpty)
            #expect(try await fixture.audit().findings.isEmpty)
            let proof = try await fixture.ledger.inclusion(InclusionParams(entry: id(2, fixture)))
            let path = try proof.path.map { try #require(Digest(hex: $0)) }
            #expect(
                MerkleHashing(.sha256).includes(
                    try #require(Digest(hex: proof.leaf)), at: 2, size: 12, path: path,
                    root: try #require(Digest(hex: proof.checkpoint.content.root))))
        }
    }

    @Test func aForgedCheckpointIsNamed() async throws {
        try await with { fixture in
            try await fixture.tamper("UPDATE ledger_checkpoints SET signature = sha256('') WHERE size = 6")
            for findings in [try await fixture.findings(), try await fixture.audit().findings] {
                #expect(findings.map(\.rule) == [.signatureInvalid])
                #expect(findings.map(\.position) == [5])
            }
        }
    }
}

extension LedgerFixture {
    /// Computes chain and tree anew over what stands there, as a forger without the key would.
    fileprivate func rewriteHashes() async throws {
        let rows = try await database.query(LedgerStatements.stretch, .international, 0, 1_000)
        var (chain, frontier) = (HashChain(.sha256), MerkleFrontier(MerkleHashing(.sha256)))
        for row in rows {
            let leaf = try #require(row.stored).entry(of: ledger.service).leaf(.international)
            chain.append(leaf)
            let nodes = frontier.append(leaf).map(\.digest.hex).joined()
            try await tamper(
                """
                UPDATE ledger_chain SET leaf = decode('\(leaf.hex)', 'hex'), head = decode('\(chain.head.hex)', 'hex'),
                    nodes = decode('\(nodes)', 'hex')
                WHERE position = \(row.position)
                """)
        }
    }
}
