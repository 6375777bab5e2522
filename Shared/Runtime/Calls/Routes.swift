package import Contracts
package import Postgres

/// The methods of a service as its router lists them, one line each. The kind in the contract and the line must agree:
/// it is a programmer's error when they do not, found at the first start.
package struct Routes {
    var entries: [any Route] = []
    var lookups = ScopeLookups()

    init() {}

    /// A method that reads. The deadline and the trace of the call hold for everything it awaits.
    package mutating func query<Method: RPCMethod>(
        _ method: Method.Type, _ body: @escaping @Sendable (Method.Params, QueryContext) async throws -> Method.Result
    ) {
        add(QueryRoute<Method>(kind: .query, body: body))
    }

    /// A query that may wait for something to happen, holding no database connection while it does.
    package mutating func longPoll<Method: RPCMethod>(
        _ method: Method.Type, _ body: @escaping @Sendable (Method.Params, QueryContext) async throws -> Method.Result
    ) {
        add(QueryRoute<Method>(kind: .longPoll, body: body))
    }

    /// A method that changes something, run in a transaction under its idempotency key. `body` may run more than once
    /// (class 40), each time from the beginning in a new transaction: it must have no effects outside of it.
    ///
    /// - Parameters:
    ///   - isolation: `serializable` for a rule over rows that no constraint sees and no lock on a root row guards.
    ///   - stored: what of the result is kept for a repeat, without secrets and personal data; all of it if nil.
    ///   - keepsItsTime: when it was received decides something, so while no connection is free it waits until its
    ///     deadline: sent again, it would come later than it did.
    ///   - before: runs ahead of the transaction and behind its instant, once: waiting for other services, whose feeds a
    ///     transaction that has written would hold back.
    package mutating func mutation<Method: RPCMethod>(
        _ method: Method.Type, isolation: IsolationLevel = .readCommitted,
        stored: (@Sendable (Method.Result) -> Method.Result)? = nil, keepsItsTime: Bool = false,
        before: (@Sendable () async throws -> Void)? = nil,
        _ body: @escaping @Sendable (Method.Params, Effect) async throws -> Method.Result
    ) {
        add(
            MutationRoute<Method>(isolation: isolation, stored: stored, keepsItsTime: keepsItsTime) { params, _ in
                try await before?()
                return { effect in try await body(params, effect) }
            })
    }

    /// A mutation that needs answers of other services: they are asked ahead of its transaction, which no caller's lock and
    /// no connection then wait behind. What it read may be another by the time it writes: `body` checks that under its locks.
    ///
    /// - Parameter asking: reads what is committed, asks, writes nothing; once for a call, also when `body` runs again.
    package mutating func mutation<Method: RPCMethod, Answers: Sendable>(
        _ method: Method.Type,
        asking: @escaping @Sendable (Method.Params, QueryContext) async throws -> Answers,
        _ body: @escaping @Sendable (Method.Params, Answers, Effect) async throws -> Method.Result
    ) {
        add(
            MutationRoute<Method>(isolation: .readCommitted, stored: nil, keepsItsTime: false) { params, context in
                let answers = try await asking(params, context)
                return { effect in try await body(params, answers, effect) }
            })
    }

    /// A mutation whose effect is one INSERT that commits together with those of other callers: several times as many a
    /// second as `mutation` can, for methods that need it and whose rules are constraints.
    ///
    /// `body` checks and says what is to be written; it writes nothing itself and reads what is committed.
    package mutating func grouped<Method: RPCMethod>(
        _ method: Method.Type,
        _ body: @escaping @Sendable (Method.Params, QueryContext) async throws -> GroupedMutation<Method.Result>
    ) {
        add(GroupedMutationRoute<Method>(body: body))
    }

    /// The service's change feed.
    package mutating func changes<Method: RPCMethod>(_ method: Method.Type)
    where Method.Params == ChangesParams, Method.Result == ChangesPage {
        add(ChangesRoute<Method>())
    }

    mutating func ledgerQuery<Method: RPCMethod>(
        _ method: Method.Type, _ body: @escaping @Sendable (Method.Params, Ledger) async throws -> Method.Result
    ) {
        add(LedgerRoute<Method>(body: body))
    }

    /// Says whose things of a kind are, for the methods that name one by its id (`ScopeSource.entity`).
    ///
    /// - Parameters:
    ///   - unknown: what is answered when there is none, and when the caller may not know of it.
    ///   - find: by the id as the params have it; the params were decoded before, so it is well-formed.
    package mutating func scope(
        of kind: ScopedEntity, unknown: FaultKind, _ find: @escaping ScopeLookup
    ) {
        precondition(lookups.entries[kind] == nil, "\(kind.rawValue) is looked up twice")
        lookups.entries[kind] = ScopeLookups.Entry(unknown: unknown, find: find)
    }

    /// As `scope(of:unknown:_:)` where one statement finds it by its id.
    package mutating func scope<Thing>(
        of kind: ScopedEntity, unknown: FaultKind, by statement: Statement<ScopePoint, ID<Thing>>
    ) {
        scope(of: kind, unknown: unknown) { id, database in
            guard let id = ID<Thing>(id) else { return nil }
            return try await database.first(statement, id).map { [$0] }
        }
    }

    /// A contract that names a thing nobody can look up is a programmer's error.
    func checkLookups() {
        for route in entries {
            for kind in route.contract.access.entities {
                precondition(lookups.entries[kind] != nil, "\(route.contract.name): whose is a \(kind.rawValue)?")
            }
        }
    }

    mutating func add(_ route: some Route) {
        let name = route.contract.name
        precondition(!entries.contains { $0.contract.name == name }, "\(name) is registered twice")
        precondition(
            route.contract.kind == route.kind, "\(name) is a \(route.contract.kind), registered as \(route.kind)")
        entries.append(route)
    }
}
