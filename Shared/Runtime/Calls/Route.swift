import Contracts
import JSONRPC
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
                try await handling.run(call) { _ in try await handling.service.feed.encodedPage(params) }
            })
    }
}

/// What stands around every method: the check of what the caller may, its deadline for all statements, and one meaning for
/// every error. A class: each call holds it, and a copy would retain all it has.
final class CallHandling: Sendable {
    let service: ServiceDependencies
    let authorization: Authorization

    init(service: ServiceDependencies, authorization: Authorization) {
        self.service = service
        self.authorization = authorization
    }

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

    /// As `run`, for a call that is one read and needs no task: it begins here, and ends where its rows come in.
    ///
    /// - Parameters:
    ///   - body: gives the read; the method's contract names nothing whose owner would have to be looked up first.
    ///   - write: writes the result of the read's value.
    func begin<Value>(
        _ call: RPCCall, _ answer: PendingAnswer, _ body: (QueryContext) throws -> Request<Value>,
        write: @escaping @Sendable (Value, inout JSONWriter) throws -> Void
    ) throws -> any PendingWork {
        guard let principal = call.principal else { throw Fault(.unauthenticated) }
        do {
            let authority = service.access.authority(of: principal, at: service.clock.now())
            guard try authorization.decide(call, authority).isEmpty else {
                preconditionFailure("\(call.contract.name) names a thing and was registered as a read")
            }
            let context = QueryContext(
                database: service.database, authority: authority, meta: call.meta, deadline: call.deadline)
            let request = try body(context)
            let read = request.read
            return service.database.begin(request, deadline: context.deadline) { rows in
                answer.finish { writer in
                    do {
                        try write(try read(rows.get()), &writer)
                    } catch let error as CancellationError {
                        throw error
                    } catch {
                        throw self.fault(for: error, of: answer.call)
                    }
                }
            }
        } catch {
            throw fault(for: error, of: call)
        }
    }

    private func fault(for error: any Error, of call: RPCCall) -> Fault {
        let mapped = service.faults.fault(for: error)
        if error is Fault, let mapped { return mapped }
        // Whatever is not a fault of the method's own making is worth a line: the caller gets the meaning, the log the cause.
        // The line bears the call's trace, also where no task is the call's.
        RPCCall.$current.withValue(call) {
            service.logger.log(
                level: mapped == nil ? .error : .warning,
                mapped == nil ? "method_failed" : "method_refused_by_database",
                metadata: ["method": "\(call.contract.name)", "error": .detail(of: error)])
        }
        return mapped ?? Fault(.internalError)
    }
}
