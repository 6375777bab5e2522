import TestSupport
import Testing

@testable import Shared

/// A service's ledger on a database of its own, sealed when the test says so.
struct LedgerFixture: Sendable {
    let service: ServiceDependencies
    let sealer: LedgerSealer

    var ledger: Ledger { service.ledger }
    var database: Database { service.database }

    static func with(_ body: @Sendable (LedgerFixture) async throws -> Void) async throws {
        try await TestPostgres.withDatabase(schema: "ledger") { database in
            try await database.migrate(RuntimeMigrations.all, schema: "ledger", set: "runtime")
            let service = try ServiceDependencies.forTests(database: database)
            try await body(LedgerFixture(service: service, sealer: LedgerSealer(service.ledger)))
        }
    }

    /// An effect with one change for each id.
    func write(_ ids: String...) async throws {
        try await service.transact("test") { effect in
            for id in ids { try await effect.record(.created, "thing", id: id, data: ["id": JSONValue.string(id)]) }
        }
    }

    /// Seals once the suite's ledger can have so many entries, all that are new by one checkpoint. Other tests' transactions
    /// in the same cluster may hold entries back for a moment, and a part of them would make a checkpoint of its own.
    func seal(upTo size: Int64, _ suite: CryptographicSuite = .international) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while try await sealable(suite) < size {
            try #require(ContinuousClock.now < end, "\(size) entries could not be sealed within twenty seconds")
            try await Task.sleep(for: .milliseconds(20))
        }
        _ = try await sealer.sealBatch()
        let sealed = try await database.query(LedgerStatements.heads).first { $0.suite == suite }?.size ?? 0
        try #require(sealed >= size)
    }

    /// The size that the ledger would have if it were sealed now.
    private func sealable(_ suite: CryptographicSuite) async throws -> Int64 {
        guard let head = try await database.query(LedgerStatements.heads).first(where: { $0.suite == suite }) else {
            return 0
        }
        let entries = try await database.query(
            LedgerStatements.unsealed, head.place.generation, head.place.transaction, head.place.sequence,
            LedgerSealer.batch)
        return head.size + Int64(entries.count)
    }

    /// What somebody with the database's password can do.
    func tamper(_ sql: String) async throws {
        try await database.withLease { lease in
            try await lease.script(
                "SET session_replication_role = replica; \(sql); SET session_replication_role = origin")
        }
    }

    func findings(_ suite: CryptographicSuite = .international) async throws -> [LedgerFinding] {
        var (findings, next): ([LedgerFinding], Int64?) = ([], 0)
        while let from = next {
            let page = try await ledger.verify(LedgerStretchParams(from: from, limit: 4, suite: suite))
            findings += page.findings
            next = page.next
        }
        return findings
    }

    /// The export and what an auditor with nothing but the public keys finds in it.
    func audit(_ suite: CryptographicSuite = .international) async throws -> LedgerAudit {
        let keys = try Dictionary(
            uniqueKeysWithValues: ledger.keys.published.map { ($0.id, try PublicKey(pem: $0.publicKey)) })
        var audit = LedgerAudit(service: ledger.service, suite: suite, keys: { keys[$0] })
        var next: Int64? = 0
        while let from = next {
            let page = try await ledger.list(LedgerStretchParams(from: from, limit: 4, suite: suite))
            audit.add(page)
            next = page.next
        }
        return audit
    }
}
