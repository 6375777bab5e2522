import Contracts
import Postgres
import RPC

/// A line of a service's router, with what runs it.
protocol Route: Sendable {
    var contract: MethodContract { get }
    var kind: MethodKind { get }
    func register(on router: inout RPCRouter, with handling: CallHandling)
}

struct QueryRoute<Method: RPCMethod>: Route {
    var contract: MethodContract { Method.contract }
    let kind: MethodKind
    let body: @Sendable (Method.Params, QueryContext) async throws -> Method.Result

    func register(on router: inout RPCRouter, with handling: CallHandling) {
        let body = body
        router.register(Method.self) { params, call in
            try await handling.run(call) { authority in
                let context = QueryContext(
                    database: handling.service.database, authority: authority, meta: call.meta,
                    deadline: call.deadline)
                return try await body(params, context)
            }
        }
    }
}

typealias MutationBody<Result> = @Sendable (Effect) async throws -> Result

struct MutationRoute<Method: RPCMethod>: Route {
    var contract: MethodContract { Method.contract }
    var kind: MethodKind { .mutation }
    let isolation: IsolationLevel
    let stored: (@Sendable (Method.Result) -> Method.Result)?
    let keepsItsTime: Bool
    /// Runs once, ahead of the transaction; gives what runs in it, as often as it has to.
    let prepare: @Sendable (Method.Params, QueryContext) async throws -> MutationBody<Method.Result>

    func register(on router: inout RPCRouter, with handling: CallHandling) {
        router.register(
            Method.self,
            encoded: { params, call in
                try await handling.run(call) { authority in
                    let run = MutationRun(service: handling.service, call: call, authority: authority)
                    return try await run.answer(self, params)
                }
            })
    }
}

struct GroupedMutationRoute<Method: RPCMethod>: Route {
    var contract: MethodContract { Method.contract }
    var kind: MethodKind { .mutation }
    let body: @Sendable (Method.Params, QueryContext) async throws -> GroupedMutation<Method.Result>

    func register(on router: inout RPCRouter, with handling: CallHandling) {
        router.register(
            Method.self,
            encoded: { params, call in
                try await handling.run(call) { authority in
                    let run = MutationRun(service: handling.service, call: call, authority: authority)
                    return try await run.answer(self, params)
                }
            })
    }
}

struct ChangesRoute<Method: RPCMethod>: Route where Method.Params == ChangesParams, Method.Result == ChangesPage {
    var contract: MethodContract { Method.contract }
    var kind: MethodKind { .longPoll }

    func register(on router: inout RPCRouter, with handling: CallHandling) {
        router.register(
            Method.self,
            encoded: { params, call in
                try await handling.run(call) { _ in try await handling.service.feed.encodedPage(params).json }
            })
    }
}

/// What stands around every method: the check of what the caller may, its deadline for all statements, and one meaning for
/// every error.
struct CallHandling: Sendable {
    let service: ServiceDependencies
    let authorization: Authorization

    nonisolated(nonsending) func run<Value: Sendable>(
        _ call: RPCCall, _ body: (Authority) async throws -> Value
    ) async throws -> Value {
        // No method of a service is open (the protocol's own are the RPC layer's), so there is a principal.
        guard let principal = call.principal else { throw Fault(.unauthenticated) }
        do {
            return try await StatementDeadline.$current.withValue(call.deadline) {
                let authority = service.access.authority(of: principal, at: service.clock.now())
                try await authorization.check(call, authority)
                return try await body(authority)
            }
        } catch let error as CancellationError {
            // The RPC layer knows whether the deadline or the caller ended it.
            throw error
        } catch {
            throw fault(for: error, of: call)
        }
    }

    private func fault(for error: any Error, of call: RPCCall) -> Fault {
        let mapped = service.faults.fault(for: error)
        if error is Fault, let mapped { return mapped }
        // Whatever is not a fault of the method's own making is worth a line: the caller gets the meaning, the log the cause.
        service.logger.log(
            level: mapped == nil ? .error : .warning, mapped == nil ? "method_failed" : "method_refused_by_database",
            metadata: ["method": "\(call.contract.name)", "error": .detail(of: error)])
        return mapped ?? Fault(.internalError)
    }
}
