import Contracts
import JSONRPC
import Postgres
import RPC
import Security
import Values

/// One mutation under its idempotency key: the key's row, the effect, its change rows and the answer are one transaction.
///
/// Of calls with the same key, in any number of processes, the first to insert the row works; the others wait for its
/// transaction, and then answer what it stored, or work themselves when it was rolled back.
struct MutationRun {
    let service: ServiceDependencies
    let call: RPCCall
    let authority: Authority

    var principal: Principal { authority.principal }

    /// How long to wait for another call that holds the key before `IDEMPOTENCY_IN_PROGRESS`.
    private static let longestKeyWait: Duration = .seconds(10)
    /// After a commit whose outcome is unknown the call is made again: under its key that is safe.
    private static let attempts = 3

    /// The result as JSON, byte for byte the same for every repeat.
    func answer<Method: RPCMethod>(
        _ route: MutationRoute<Method>, _ params: Method.Params
    ) async throws -> EncodedJSON {
        if call.meta.dryRun == true { return try await dryRun(route, params) }
        let claim = try claim()
        // Ahead of what is waited for: that is complete up to the mutation's instant then.
        let now = service.clock.now()
        let body: MutationBody<Method.Result>
        do {
            body = try await route.prepare(params, context)
        } catch {
            // A repeat is answered as it was the first time, whoever is away by now.
            if let answer = try await earlierAnswer(claim) { return answer }
            throw error
        }
        var attempt = 1
        while true {
            do {
                return try await perform(route, body, claim, now)
            } catch let error as PostgresError where error.code == .outcomeUnknown && attempt < Self.attempts {
                attempt += 1
            } catch let error as PostgresError
                where error.code == .poolExhausted && route.keepsItsTime && call.remaining > Self.pause
            {
                // Sent again by its caller, it would be received later than it was.
                try await Task.sleep(for: Self.pause)
            }
        }
    }

    /// Between two turns in the queue for a connection, so that a full queue is not asked in a circle.
    private static let pause: Duration = .milliseconds(50)

    struct Claim {
        let key: String
        let fingerprint: Bytes
        let params: [UInt8]
    }

    /// The key that the call is made under, with what tells a repeat from another call under the same key.
    func claim() throws(Fault) -> Claim {
        guard let key = call.meta.idempotencyKey else {
            let detail = "a mutation needs a key, so that it can be sent again: 1…128 bytes, a new one for a new intent"
            throw Fault(
                .invalidParams,
                violations: [Violation(path: "params._meta.idempotencyKey", rule: "required", detail: detail)])
        }
        return claim(under: key)
    }

    func claim(under key: String) -> Claim {
        let params = call.canonicalParams()
        // Under a key of the ledger: params may hold an address, which a plain digest would let anybody guess.
        return Claim(
            key: key, fingerprint: Bytes(service.ledger.keys.keyedDigest(of: params).bytes), params: params)
    }

    private func perform<Method: RPCMethod>(
        _ route: MutationRoute<Method>, _ body: @escaping MutationBody<Method.Result>, _ claim: Claim, _ now: Instant
    ) async throws -> EncodedJSON {
        let method = call.contract.name
        let (answer, isNew) = try await service.database.transactionEnding(isolation: route.isolation) {
            transaction in
            guard try await take(claim, method, now, in: transaction) else {
                // Committed, though it changes nothing: it locked the key's row, so its commit waits for what the first
                // one's did. An answer that no synchronous standby confirmed is thus never given.
                return .commit((try await stored(claim, method, in: transaction), false))
            }
            let draft = service.ledger.draft(
                principal: principal.name, method: method, params: claim.params, at: now)
            let result = try await body(effect(transaction, now, draft, isDryRun: false))
            let answer = try Self.json(result)
            let kept = try route.stored.map { try Self.json($0(result)) } ?? answer
            try await draft.append(transaction, answering: claim.key, String(decoding: kept, as: UTF8.self))
            return .commit((answer, true))
        }
        if isNew { service.committed() }
        return EncodedJSON(answer)
    }

    /// Whether the key is ours now; false when it was used by a call that was committed.
    private func take(
        _ claim: Claim, _ method: String, _ now: Instant, in transaction: Transaction
    ) async throws -> Bool {
        // Some of the deadline is left, for the caller to learn why.
        let wait = min(Self.longestKeyWait, call.remaining * 0.8)
        let milliseconds = max(1, wait.wholeMicroseconds / 1_000)
        do {
            let inserted = try await transaction.execute(
                IdempotencyStatements.take, principal.name, method, claim.key, claim.fingerprint, now,
                String(milliseconds))
            return inserted == 1
        } catch let error as PostgresError where error.isLockNotAvailable {
            throw Fault(.keyInProgress, retryAfterMs: 200)
        }
    }

    private func stored(_ claim: Claim, _ method: String, in transaction: Transaction) async throws -> [UInt8] {
        let stored = try await transaction.first(IdempotencyStatements.stored, principal.name, method, claim.key)
        guard let stored, let answer = stored.answer else { throw Fault(.keyInProgress, retryAfterMs: 200) }
        guard stored.fingerprint == claim.fingerprint else { throw Fault(.idempotencyMismatch) }
        return Array(answer.utf8)
    }

    /// Everything happens and is undone; the key is neither needed nor used up.
    private func dryRun<Method: RPCMethod>(
        _ route: MutationRoute<Method>, _ params: Method.Params
    ) async throws -> EncodedJSON {
        let now = service.clock.now()
        let body = try await route.prepare(params, context)
        let answer = try await service.database.transactionEnding(isolation: route.isolation) { transaction in
            let draft = service.ledger.draft(
                principal: principal.name, method: call.contract.name, params: [], at: now)
            let effect = effect(transaction, now, draft, isDryRun: true)
            return .rollback(try Self.json(try await body(effect)))
        }
        return EncodedJSON(answer)
    }

    private var context: QueryContext {
        QueryContext(database: service.database, authority: authority, meta: call.meta, deadline: call.deadline)
    }

    private func effect(_ transaction: Transaction, _ now: Instant, _ draft: EntryDraft, isDryRun: Bool) -> Effect {
        Effect(
            transaction: transaction, now: now, receivedAt: call.receivedAt, authority: authority, meta: call.meta,
            isDryRun: isDryRun, draft: draft, ledger: service.ledger)
    }

    static func json(_ value: some Encodable) throws -> [UInt8] {
        var writer = JSONWriter()
        try writer.encode(value)
        return writer.bytes
    }
}
