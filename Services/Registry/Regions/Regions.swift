import Shared

struct Regions: Sendable {
    func get(_ params: RegistryAPI.GetRegion.Params, _ context: QueryContext) async throws -> Region {
        let states = try await context.database.query(
            RegionStatements.byCodes, [params.code], params.knownAt, params.at ?? context.now)
        guard let state = states.first else {
            throw Fault(.regionUnknown, "No region has the code \(params.code)")
        }
        return state.region
    }

    func list(_ params: RegistryAPI.ListRegions.Params, _ context: QueryContext) async throws -> Page<Region> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let states = try await context.database.query(
            RegionStatements.list, page.after, params.knownAt, params.at ?? context.now, params.level, params.parent,
            page.fetch)
        return page.page(states, by: { [$0.description.code.rawValue] }, as: \.region)
    }
}
