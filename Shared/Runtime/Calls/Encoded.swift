import Contracts
import JSONRPC
package import Postgres
import RPC

/// The JSON of a `Value`, written from the rows of a statement without the value itself: for answers of many rows on a hot
/// path. The names of the statement's columns are the names of the contract's members, and a test decodes what is written
/// into `Value`.
package struct Encoded<Value: Sendable>: Sendable {
    let json: EncodedJSON

    init(bytes: [UInt8]) { json = EncodedJSON(bytes) }
}

extension Encoded {
    /// One row.
    package init(_ rows: EncodedRows, at row: Int = 0) throws { self.init(bytes: try rows.object(at: row)) }

    /// All rows.
    package init<Element>(all rows: EncodedRows) throws where Value == [Element] {
        self.init(bytes: try rows.array())
    }
}

struct EncodedQueryRoute<Method: RPCMethod>: Route {
    var contract: MethodContract { Method.contract }
    var kind: MethodKind { .query }
    let body: @Sendable (Method.Params, QueryContext) async throws -> Encoded<Method.Result>

    func register(on router: inout RPCRouter, with handling: CallHandling) {
        let body = body
        router.register(
            Method.self,
            encoded: { params, call in
                try await handling.run(call) { authority in
                    let context = QueryContext(
                        database: handling.service.database, authority: authority, meta: call.meta,
                        deadline: call.deadline)
                    return try await body(params, context).json
                }
            })
    }
}
