import Shared
import TestSupport

/// What the ledger costs a mutation, as a ratio within one run: the same inserts with and without an entry, in alternating
/// rounds on one database, while the service's own sealer seals what comes.
///
/// `WEEK_TEST_POSTGRES=… ledgercost` uses a cluster of your choice: with a private one nothing is flushed to disk, which
/// makes everything beside the flush weigh more.
@main
enum LedgerCostMain {
    private static let writers = 64
    private static let rounds = 5
    private static let roundLength: Duration = .seconds(4)

    static func main() async throws {
        let definition = ServiceDefinition(.registry, migrations: [migration]) { _, _ in [] }
        let ratio = try await ServiceTestHarness.run(
            definition, clock: ManualClock(ServiceClock.system.now()), values: ["week.database.leases": "8"]
        ) { service in
            // Connections and statements of both kinds, before anything counts.
            for isLedger in [false, true] { _ = try await rate(service, isLedger, for: .seconds(1)) }
            var (without, with): ([Double], [Double]) = ([], [])
            for round in 1...rounds {
                // Which one goes first alternates, so that a growing table weighs on both.
                for isLedger in round.isMultiple(of: 2) ? [true, false] : [false, true] {
                    let rate = try await rate(service, isLedger, for: roundLength)
                    if isLedger { with.append(rate) } else { without.append(rate) }
                    print("round \(round) \(isLedger ? "with" : "without") the ledger: \(Int(rate)) inserts/s")
                }
            }
            print("median without \(Int(median(without))), with \(Int(median(with))) inserts/s")
            try await sealed(service)
            return median(with) / median(without)
        }
        print("ratio \((ratio * 1_000).rounded() / 1_000)")
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private static func rate(
        _ service: ServiceTestHarness, _ isLedger: Bool, for length: Duration
    ) async throws -> Double {
        let start = ContinuousClock.now
        let end = start + length
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<writers {
                group.addTask {
                    var count = 0
                    while ContinuousClock.now < end {
                        if isLedger { try await insertWithEntry(service) } else { try await insert(service) }
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        let elapsed = (ContinuousClock.now - start).components
        return Double(count) / (Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
    }

    /// The statements of a mutation: key, effect, change, answer.
    private static func insert(_ service: ServiceTestHarness) async throws {
        let now = service.clock.now()
        let id = UniqueID.make(at: now)
        let data = try RawJSON(encoding: Note(id: id, title: "a note of usual length", at: now))
        try await service.database.transaction { transaction in
            try await transaction.execute(take, "tester", "registry.notes.write", id.description, fingerprint, now)
            try await transaction.execute(effect, id, "a note of usual length", now)
            try await transaction.execute(change, now, "note", id.description, "created", data, "tester")
            try await transaction.execute(answer, "tester", "registry.notes.write", id.description, data.text)
        }
    }

    /// The same with what the runtime adds: digests, the change's entry, the ledger's entry.
    private static func insertWithEntry(_ service: ServiceTestHarness) async throws {
        let now = service.clock.now()
        let id = UniqueID.make(at: now)
        let data = try RawJSON(encoding: Note(id: id, title: "a note of usual length", at: now))
        let ledger = service.dependencies.ledger
        try await service.database.transaction { transaction in
            try await transaction.execute(take, "tester", "registry.notes.write", id.description, fingerprint, now)
            try await transaction.execute(effect, id, "a note of usual length", now)
            let draft = ledger.draft(
                principal: "tester", method: "registry.notes.write", params: Array(id.description.utf8), at: now)
            draft.add(
                try ChangeDigest.of(
                    at: now, entity: "note", id: id.description, verb: "created", principal: "tester", data: data))
            try await transaction.execute(
                changeOfEntry, now, "note", id.description, "created", data, "tester", draft.id)
            try await draft.append(transaction, answering: id.description, data.text)
        }
        ledger.wake()
    }

    /// How far the sealer is behind when the writing ends.
    private static func sealed(_ service: ServiceTestHarness) async throws {
        let start = ContinuousClock.now
        while try await service.database.one(behind) > 0 { try await Task.sleep(for: .milliseconds(20)) }
        print("everything was sealed \((ContinuousClock.now - start)) after the last insert")
    }

    private struct Note: Codable, Sendable {
        let id: UniqueID
        let title: String
        let at: Instant
    }

    private static let fingerprint = Bytes([UInt8](repeating: 7, count: 32))

    private static let migration = Migration(
        version: 1, name: "notes",
        sql: "CREATE TABLE notes (id uuid PRIMARY KEY, title text NOT NULL, at timestamptz NOT NULL)")

    private static let take = Statement(
        """
        INSERT INTO idempotency (principal, method, key, fingerprint, recorded_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT ON CONSTRAINT idempotency_pkey DO NOTHING
        """, String.self, String.self, String.self, Bytes.self, Instant.self, access: .write)
    private static let effect = Statement(
        "INSERT INTO notes (id, title, at) VALUES ($1, $2, $3)", UniqueID.self, String.self, Instant.self,
        access: .write)
    private static let change = Statement(
        "INSERT INTO changes (at, entity, id, verb, data, principal) VALUES ($1, $2, $3, $4, $5, $6)", Instant.self,
        String.self, String.self, String.self, RawJSON.self, String.self, access: .write)
    private static let changeOfEntry = Statement(
        "INSERT INTO changes (at, entity, id, verb, data, principal, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        Instant.self, String.self, String.self, String.self, RawJSON.self, String.self, UniqueID.self, access: .write)
    private static let answer = Statement(
        "UPDATE idempotency SET answer = $4 WHERE principal = $1 AND method = $2 AND key = $3", String.self,
        String.self, String.self, String.self, access: .write)
    private static let behind = Statement(
        """
        SELECT (SELECT count(*) FROM ledger_entries) - (SELECT count(*) FROM ledger_chain WHERE suite = 'INT')
        """
    ) { row in try row.next(Int64?.self) ?? 0 }
}
