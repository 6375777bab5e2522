import Shared

/// Serves ``ItemsAPI`` from a database by the layers that the services use.
struct Items: Sendable {
    let database: Database
    let now: @Sendable () -> Instant

    func register(on router: inout RPCRouter) {
        router.register(ItemsAPI.Get.self, encoded: { params, call in try await get(params, call) })
        router.register(ItemsAPI.Page.self, encoded: { params, call in try await page(params, call) })
        router.register(ItemsAPI.Insert.self) { params, call in try await insert(params, call) }
        router.register(ItemsAPI.Mutate.self) { params, call in try await mutate(params, call) }
    }

    private func get(_ params: ItemsAPI.Get.Params, _ call: RPCCall) async throws -> EncodedJSON {
        try await StatementDeadline.$current.withValue(call.deadline) {
            let rows = try await database.encoded(ItemStatements.get, params.id)
            guard rows.count == 1 else { throw Fault(.invalidParams, "There is no such item") }
            return EncodedJSON(try rows.object(at: 0))
        }
    }

    private func page(_ params: ItemsAPI.Page.Params, _ call: RPCCall) async throws -> EncodedJSON {
        try await StatementDeadline.$current.withValue(call.deadline) {
            EncodedJSON(try await database.encoded(ItemStatements.page, params.after).array())
        }
    }

    private func insert(_ entry: ItemsAPI.Entry, _ call: RPCCall) async throws -> ItemsAPI.Written {
        try await StatementDeadline.$current.withValue(call.deadline) {
            let count = try await database.execute(
                ItemStatements.insert, entry.key, entry.name, entry.quantity, now())
            return ItemsAPI.Written(id: entry.key, isNew: count == 1)
        }
    }

    private func mutate(_ entry: ItemsAPI.Entry, _ call: RPCCall) async throws -> ItemsAPI.Written {
        try await StatementDeadline.$current.withValue(call.deadline) {
            let principal = call.principal?.name ?? "anybody"
            let digest = DigestAlgorithm.sha256.digest(call.canonicalParams()).bytes
            let count = try await database.execute(
                ItemStatements.mutate, entry.key, entry.name, entry.quantity, now(), principal, Bytes(digest))
            return ItemsAPI.Written(id: entry.key, isNew: count == 1)
        }
    }
}
