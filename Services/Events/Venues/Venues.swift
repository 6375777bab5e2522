import Shared

/// Places that sessions are held in (N11). That a venue is not double-booked is the schema's rule, not this type's.
struct Venues: Sendable {
    let campaigns: Campaigns

    /// Many units enter their venues at once, and every rule about them is a constraint: written together with others'.
    func create(
        _ params: EventsAPI.CreateVenue.Params, _ context: QueryContext
    ) async throws -> GroupedMutation<Venue> {
        var violations: [Violation] = []
        if !(1...200).contains(params.name.count) {
            violations.append(Violation(path: "params.name", rule: "length", detail: "1…200 characters"))
        }
        violations += Self.violations(capacity: params.capacity)
        if try await context.database.first(VenueStatements.region, params.region) == nil {
            violations.append(
                Violation(
                    path: "params.region", rule: "unknown_region", detail: "no region has the code \(params.region)"))
        }
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        if let owner = params.owner {
            try await campaigns.requireUnits([("params.owner", owner)], at: context.now, context.database)
        }
        let venue = Venue(
            id: .make(at: context.now), name: params.name, owner: params.owner, region: params.region,
            kind: params.kind, capacity: params.capacity)
        return GroupedMutation(
            VenueStatements.create, venue.id, venue.name, venue.owner, venue.region, venue.kind,
            venue.capacity.map(Int64.init),
            change: try RecordedChange(.created, "venue", id: venue.id.description, data: venue), result: venue)
    }

    func free(_ params: EventsAPI.ListFreeVenues.Params, _ context: QueryContext) async throws -> Page<Venue> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let violations =
            EventRules.timeViolations(params.start, params.end, path: "params.end")
            + Self.violations(capacity: params.capacity)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        let venues = try await context.database.query(
            VenueStatements.free, params.region, page.after.flatMap(ID<Venue>.init), Int64(page.fetch), params.kind,
            params.capacity.map(Int64.init), params.start, params.end)
        return page.page(venues) { [$0.id.description] }
    }

    func list(_ params: EventsAPI.ListVenues.Params, _ context: QueryContext) async throws -> Page<Venue> {
        let page = try PageRequest(after: params.after, limit: params.limit)
        let venues = try await context.database.query(
            VenueStatements.list, params.region, page.after.flatMap(ID<Venue>.init), Int64(page.fetch))
        return page.page(venues) { [$0.id.description] }
    }

    private static func violations(capacity: Int?) -> [Violation] {
        guard let capacity, capacity < 1 else { return [] }
        return [Violation(path: "params.capacity", rule: "out_of_range", detail: "at least 1, or absent")]
    }
}
