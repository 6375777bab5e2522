import Contracts
import JSONRPC
package import Postgres
import RPC

extension Routes {
    /// A query that is one short read: `body` checks, says which statement with which arguments, and what becomes of its rows.
    /// It costs less than `query` does: it is sent where its request was read and answered where its rows come in, without a
    /// task.
    ///
    ///     routes.read(RegistryAPI.GetRegion.self) { params, context in
    ///         RegionStatements.find.first(params.code).map { … }
    ///     }
    package mutating func read<Method: RPCMethod>(
        _ method: Method.Type,
        _ body: @escaping @Sendable (Method.Params, QueryContext) throws -> Request<Method.Result>
    ) {
        add(ReadRoute<Method, Method.Result>(body: body) { try $1.encode($0) })
    }

    /// As `read`, with an answer that is written from rows without objects between.
    package mutating func encodedRead<Method: RPCMethod>(
        _ method: Method.Type,
        _ body: @escaping @Sendable (Method.Params, QueryContext) throws -> Request<Encoded<Method.Result>>
    ) {
        add(ReadRoute<Method, Encoded<Method.Result>>(body: body) { try $0.write(to: &$1) })
    }
}

struct ReadRoute<Method: RPCMethod, Value: Sendable>: Route {
    var contract: MethodContract { Method.contract }
    var kind: MethodKind { .query }
    let body: @Sendable (Method.Params, QueryContext) throws -> Request<Value>
    let write: @Sendable (Value, inout JSONWriter) throws -> Void

    func register(on router: inout RPCRouter, with handling: CallHandling) {
        let (body, write) = (body, write)
        guard Method.contract.access.entities.isEmpty else { return registerBehindLookups(on: &router, with: handling) }
        router.register(
            Method.self,
            waiting: { params, call, answer in
                try handling.begin(call, answer, { try body(params, $0) }, write: write)
            })
    }

    /// Whose the thing is has to be looked up before: the call waits more than once, and so has a task.
    private func registerBehindLookups(on router: inout RPCRouter, with handling: CallHandling) {
        router.register(
            Method.self,
            encoded: { params, call in
                try await handling.run(call) { authority in
                    let context = QueryContext(
                        database: handling.service.database, authority: authority, meta: call.meta,
                        deadline: call.deadline)
                    var writer = JSONWriter()
                    try write(try await context.database.answer(try body(params, context)), &writer)
                    return EncodedJSON(writer.bytes)
                }
            })
    }
}

extension PendingRead: PendingWork {}
