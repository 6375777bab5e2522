import Shared

/// What notifications keeps of the registry: campaigns, calendars, units, reporting lines, and who can be reached.
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
        case "calendar":
            let calendar = try change.decoded(as: Calendar.self)
            try await effect.execute(
                ProjectionStatements.putCalendar, Int64(calendar.year), Int64(calendar.version),
                try RawJSON(encoding: calendar.days))
        case "unit":
            let unit = try change.decoded(as: Unit.self)
            try await effect.execute(ProjectionStatements.putUnit, unit.key, unit.name, unit.kind)
        case "relation":
            let relation = try change.decoded(as: Relation.self)
            guard relation.type == .reportsTo, let track = relation.track else { return }
            try await effect.execute(
                ProjectionStatements.putLine, relation.id, relation.from, relation.to, track, relation.validFrom,
                relation.validTo)
        case "contact":
            let contact = try change.decoded(as: Contact.self)
            try await effect.execute(
                ProjectionStatements.putContact, contact.id, contact.unit, contact.role, contact.channel,
                contact.verified, contact.quietHours?.from.minuteOfDay, contact.quietHours?.to.minuteOfDay)
        default:
            return  // Regions, grants …: nothing here depends on them.
        }
    }

    private static func clear(_ transaction: Transaction) async throws {
        try await transaction.execute(ProjectionStatements.clearRegistry)
    }
}
