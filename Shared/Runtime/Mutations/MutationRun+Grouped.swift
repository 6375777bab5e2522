import Contracts
import JSONRPC
import Postgres
import RPC
import Values

/// Mutations whose effect is one groupable statement. What they promise is what every mutation promises.
extension MutationRun {
    /// What is checked before runs outside of the statement's transaction: a rule that must hold at the commit is a
    /// constraint.
    func answer<Method: RPCMethod>(
        _ route: GroupedMutationRoute<Method>, _ params: Method.Params
    ) async throws -> EncodedJSON {
        let now = service.clock.now()
        let context = QueryContext(
            database: service.database, authority: authority, meta: call.meta, deadline: call.deadline)
        if call.meta.dryRun == true { return try await dryRun(try await route.body(params, context), now) }
        let claim = try claim()
        let mutation: GroupedMutation<Method.Result>
        do {
            mutation = try await route.body(params, context)
        } catch let refusal as Fault {
            // A repeat is answered as it was the first time, whatever has changed since.
            if let answer = try await earlierAnswer(claim) { return answer }
            throw refusal
        }
        let answer = try Self.json(mutation.result)
        let request = mutation.request(
            try frame(of: mutation, claim, now), String(decoding: answer, as: UTF8.self))
        guard try await service.database.answer(request) == 1 else {
            // In a second statement: the one that met the conflict may not see the row it met.
            guard let earlier = try await earlierAnswer(claim) else { throw Fault(.keyInProgress, retryAfterMs: 200) }
            return earlier
        }
        service.committed()
        return EncodedJSON(answer)
    }

    private func frame<Result>(
        of mutation: GroupedMutation<Result>, _ claim: Claim, _ now: Instant
    ) throws -> GroupedMutation<Result>.Frame {
        let method = call.contract.name
        let draft = service.ledger.draft(principal: principal.name, method: method, params: claim.params, at: now)
        let change = mutation.change
        draft.add(
            try ChangeDigest.of(
                at: now, entity: change.entity, id: change.id, verb: change.verb.rawValue, principal: principal.name,
                data: change.data))
        return .init(
            principal: principal.name, method: method, key: claim.key, fingerprint: claim.fingerprint, now: now,
            entry: draft.id, changes: draft.digests.changes, clock: draft.finish().clock)
    }

    /// The answer that was stored under the key; nil when nothing was.
    func earlierAnswer(_ claim: Claim) async throws -> EncodedJSON? {
        let method = call.contract.name
        return try await service.database.transaction { transaction in
            let stored = try await transaction.first(
                IdempotencyStatements.stored, principal.name, method, claim.key)
            guard let stored, let answer = stored.answer else { return nil }
            guard stored.fingerprint == claim.fingerprint else { throw Fault(.idempotencyMismatch) }
            return EncodedJSON(Array(answer.utf8))
        }
    }

    /// Under a key of its own that is rolled back with the rest.
    private func dryRun<Result>(_ mutation: GroupedMutation<Result>, _ now: Instant) async throws -> EncodedJSON {
        let claim = claim(under: "dry run \(UniqueID.make(at: now))")
        let answer = try Self.json(mutation.result)
        let request = mutation.request(try frame(of: mutation, claim, now), String(decoding: answer, as: UTF8.self))
        _ = try await service.database.transactionEnding { transaction in
            .rollback(try await transaction.answer(request))
        }
        return EncodedJSON(answer)
    }
}
