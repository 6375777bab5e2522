import Shared

struct Regions: Sendable {
    func get(_ params: RegistryAPI.GetRegion.Params, _ context: QueryContext) -> Request<Region> {
        RegionStatements.byCodes.all([params.code], params.knownAt, params.at ?? context.now).map { states in
            guard let state = states.first else {
                throw Fault(.regionUnknown, "No region has the code \(params.code)")
            }
            return state.region
        }
    }

    func list(_ params: RegistryAPI.ListRegions.Params, _ context: QueryContext) throws -> Request<Page<Region>> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        return RegionStatements.list.all(
            page.after, params.knownAt, params.at ?? context.now, params.level, params.parent, page.fetch
        ).map { page.page($0, by: { [$0.description.code.rawValue] }, as: \.region) }
    }
}
