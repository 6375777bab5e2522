package import Contracts
import RPC

extension Routes {
    /// The methods of the service's ledger.
    package mutating func ledger<Owner: LedgerOwner>(_: Owner.Type) {
        ledgerQuery(LedgerAPI<Owner>.Checkpoint.self) { try await $1.checkpoint($0) }
        ledgerQuery(LedgerAPI<Owner>.Inclusion.self) { try await $1.inclusion($0) }
        ledgerQuery(LedgerAPI<Owner>.Consistency.self) { try await $1.consistency($0) }
        ledgerQuery(LedgerAPI<Owner>.Verify.self) { try await $1.verify($0) }
        ledgerQuery(LedgerAPI<Owner>.List.self) { try await $1.list($0) }
        ledgerQuery(LedgerAPI<Owner>.Keys.self) { PublishedKeys(keys: $1.keys.published) }
    }
}

/// A query of the service's ledger.
struct LedgerRoute<Method: RPCMethod>: Route {
    var contract: MethodContract { Method.contract }
    var kind: MethodKind { .query }
    let body: @Sendable (Method.Params, Ledger) async throws -> Method.Result

    func register(on router: inout RPCRouter, with handling: CallHandling) {
        let body = body
        router.register(Method.self) { params, call in
            try await handling.run(call) { _ in try await body(params, handling.service.ledger) }
        }
    }
}
