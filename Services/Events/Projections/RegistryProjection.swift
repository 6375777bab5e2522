import Shared

/// What events keeps of the registry: one row for each campaign, region, unit and relation, as its last change left it.
enum RegistryProjection {
    static let projection = Projection(
        "registry", of: .registry, feed: RegistryAPI.ListChanges.self, clear: clear, apply: apply)

    private static func apply(_ change: Change, _ effect: Effect) async throws {
        switch change.entity {
        case "campaign":
            let campaign = try change.decoded(as: Campaign.self)
            guard campaign.summary.state == .published else { return }
            try await effect.execute(
                ProjectionStatements.putCampaign, campaign.summary.key, Int64(campaign.summary.version),
                try RawJSON(encoding: campaign.document))
        case "region":
            let region = try change.decoded(as: Region.self)
            try await effect.execute(
                ProjectionStatements.putRegion, region.code, region.name, region.level, region.parent,
                region.directToProvince)
        case "unit":
            let unit = try change.decoded(as: Unit.self)
            try await effect.execute(
                ProjectionStatements.putUnit, unit.key, unit.name, unit.kind, unit.flags, unit.region, unit.validFrom,
                unit.validTo)
        case "relation":
            let relation = try change.decoded(as: Relation.self)
            try await effect.execute(
                ProjectionStatements.putRelation, relation.id, relation.type, relation.track, relation.from,
                relation.to, relation.validFrom, relation.validTo)
        default:
            return  // Calendars, contacts …: nothing here depends on them.
        }
    }

    /// Empties the projection, so that it can be built again from the feed's begin.
    private static func clear(_ transaction: Transaction) async throws {
        try await transaction.execute(ProjectionStatements.clear)
    }
}
