import Shared

/// Which vocational schools take part, by place and by name (N18, E8).
struct CoverageQueries: Sendable {
    let campaigns: Campaigns

    func get(_ params: EventsAPI.GetCoverage.Params, _ context: QueryContext) async throws -> Coverage {
        let campaign = try await campaigns.document(params.campaign, context.database)
        guard let node = try await context.database.first(CoverageStatements.node, params.node, context.now) else {
            throw Fault(.unitUnknownToEvents)
        }
        let regions = Dictionary(
            try await context.database.query(CoverageStatements.regions).map { ($0.code, $0) }
        ) { first, _ in first }
        // The authority of the campaign sees every place; a local department its own.
        let wholeProvince = params.node == campaign.authority
        let own = CoverageRules.place(of: node, in: regions)
        // Schools at no known place lie in none of these, and are asked for only where there is no place either.
        let near = regions.keys.filter { CoverageRules.place(of: $0, in: regions) == own }.sorted()
        let schools = try await context.database.query(
            CoverageStatements.schools, params.campaign, params.track, context.now,
            wholeProvince || own == nil ? nil : near)
        let places = regions.values.filter {
            CoverageRules.place(of: $0.code, in: regions) == $0.code && (wholeProvince || $0.code == own)
        }.sorted { $0.code < $1.code }.map { CoveragePlace(region: $0.code, name: $0.name) }
        let counted = schools.filter {
            wholeProvince || CoverageRules.place(of: $0.region, in: regions) == own
        }
        return Coverage(
            campaign: params.campaign, track: params.track, node: params.node, at: context.now,
            places: CoverageRules.table(places: places, schools: counted, regions: regions))
    }
}
