import Shared

/// Messages that left or tried to.
struct Deliveries: Sendable {
    func get(_ params: NotificationsAPI.GetDelivery.Params, _ context: QueryContext) async throws -> Delivery {
        guard let delivery = try await context.database.first(DeliveryStatements.find, params.id) else {
            throw Fault(.deliveryUnknown)
        }
        return delivery
    }

    func list(_ params: NotificationsAPI.ListDeliveries.Params, _ context: QueryContext) async throws -> Page<Delivery>
    {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let rows = try await context.database.query(
            DeliveryStatements.list, params.campaign, page.after.flatMap(ID<Delivery>.init), params.unit,
            params.state, Int64(page.fetch), context.scope().units)
        return page.page(rows) { [$0.id.description] }
    }
}
