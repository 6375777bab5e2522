import Shared
import TestSupport
import Testing

/// What stands in the registry's tables of the units that a load created, read by psql and not by our own layer.
struct Books {
    /// How many change rows each key has: one for each time its effect happened.
    let effects: [String: Int]
    /// The unit of each key.
    let units: [String: String]
    let idempotencyKeys: Int

    static func read(_ cluster: PrivateCluster, _ database: String) async throws -> Books {
        let changes = try await cluster.sql(
            "SELECT id, count(*) FROM registry.changes WHERE id LIKE 'load:%' GROUP BY id", in: database)
        let units = try await cluster.sql(
            "SELECT key, id FROM registry.units WHERE key LIKE 'load:%'", in: database)
        let keys = try await cluster.sql(
            "SELECT count(*) FROM registry.idempotency WHERE key LIKE 'load:%'", in: database)
        return Books(
            effects: pairs(changes).compactMapValues { Int($0) }, units: pairs(units), idempotencyKeys: Int(keys) ?? -1)
    }

    private static func pairs(_ text: String) -> [String: String] {
        let rows = text.split(separator: "\n").map { $0.split(separator: "|") }.filter { $0.count == 2 }
        return Dictionary(rows.map { (String($0[0]), String($0[1])) }) { first, _ in first }
    }
}

/// What became of the calls of a load, in figures.
struct Verdict: Sendable {
    var acknowledged = 0
    var refused = 0
    /// Refused, and yet committed: the caller's retry was answered with the unit that was there.
    var foundByRetry = 0
    var lost = 0
    var doubled = 0
    var slowest: Duration = .zero

    /// Holds every call against the tables, sends each refused one again under its key, and holds them once more.
    static func reach(
        _ calls: [ServiceLoad.Call], _ client: RPCClient, _ cluster: PrivateCluster, _ database: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Verdict {
        let before = try await Books.read(cluster, database)
        var verdict = Verdict()
        for call in calls {
            verdict.slowest = max(verdict.slowest, call.took)
            let effects = before.effects[call.key] ?? 0
            if effects > 1 { verdict.doubled += 1 }
            switch call.answer {
            case .success(let id):
                verdict.acknowledged += 1
                if effects == 0 || before.units[call.key] != id.description { verdict.lost += 1 }
            case .failure:
                verdict.refused += 1
                let answer = try await retry(call.key, client)
                guard let unit = before.units[call.key] else { continue }
                verdict.foundByRetry += 1
                #expect(answer.description == unit, "the retry says which", sourceLocation: sourceLocation)
            }
        }
        let after = try await Books.read(cluster, database)
        verdict.doubled += after.effects.values.count { $0 > 1 }
        #expect(Set(after.effects.keys) == Set(calls.map(\.key)), sourceLocation: sourceLocation)
        #expect(after.effects.values.allSatisfy { $0 == 1 }, sourceLocation: sourceLocation)
        #expect(after.idempotencyKeys == calls.count, sourceLocation: sourceLocation)
        #expect(verdict.lost == 0, "every acknowledged write is there", sourceLocation: sourceLocation)
        #expect(verdict.doubled == 0, "and once", sourceLocation: sourceLocation)
        return verdict
    }

    /// By the same client under the same key, until it is answered.
    private static func retry(_ key: String, _ client: RPCClient) async throws -> ID<Unit> {
        let end = ContinuousClock.now + .seconds(30)
        while true {
            switch await ServiceLoad.create(key, timeout: .seconds(10), client) {
            case .success(let id): return id
            case .failure(let fault):
                guard fault.kind.retryable, ContinuousClock.now < end else { throw fault }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }
}
