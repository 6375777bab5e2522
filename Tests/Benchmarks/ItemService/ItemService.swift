import Shared

/// A service with the methods of the database benchmark: everything around them is what every service has.
enum ItemService {
    static let definition = ServiceDefinition(.registry, migrations: [ItemStatements.migration]) { service, routes in
        routes.encodedRead(ItemsAPI.Get.self) { params, _ in
            ItemStatements.get.encoded(params.id).map { rows in
                guard rows.count == 1 else { throw Fault(.invalidParams, "There is no such item") }
                return Encoded(rows)
            }
        }
        routes.encodedRead(ItemsAPI.Page.self) { params, _ in
            ItemStatements.page.encoded(params.after).map { Encoded(all: $0) }
        }
        routes.query(ItemsAPI.Insert.self) { params, context in
            let count = try await context.database.execute(
                ItemStatements.insert, params.key, params.name, Int32(clamping: params.quantity), context.now)
            return ItemsAPI.Written(id: params.key, isNew: count == 1)
        }
        routes.grouped(ItemsAPI.Put.self) { params, context in
            let entry = ItemsAPI.Written(id: params.key, isNew: true)
            return GroupedMutation(
                ItemStatements.put, params.key, params.name, Int32(clamping: params.quantity), context.now,
                change: try RecordedChange(.created, "entry", id: params.key.description, data: params), result: entry)
        }
        routes.changes(ItemsAPI.Changes.self)
        return []
    }
}
