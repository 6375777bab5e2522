import Shared

/// What reporting keeps of the registry: units, reporting lines and names of regions in both times, calendars, campaigns.
enum RegistryProjection {
    static let projection = Projection(
        "registry", of: .registry, feed: RegistryAPI.ListChanges.self, clear: clear, apply: apply)

    static func apply(_ change: Change, _ effect: Effect) async throws {
        switch change.entity {
        case "campaign":
            let campaign = try change.decoded(as: Campaign.self)
            guard let publishedAt = campaign.summary.publishedAt else { return }
            try await effect.execute(
                CampaignStatements.put, campaign.summary.key, campaign.summary.version,
                try RawJSON(encoding: campaign.document), publishedAt, change.at)
        case "calendar":
            let calendar = try change.decoded(as: Calendar.self)
            try await effect.execute(
                CampaignStatements.putCalendar, calendar.year, calendar.version,
                calendar.days.filter(\.working).map(\.date), calendar.days.filter { !$0.working }.map(\.date),
                change.at)
            try await effect.execute(UnitStatements.markStale, .everything, effect.now)
        case "unit":
            let unit = try change.decoded(as: Unit.self)
            try await put(unit, at: change.at, effect)
            try await effect.execute(UnitStatements.markStale, unit.key, effect.now)
        case "region": try await put(try change.decoded(as: Region.self), at: change.at, effect)
        case "relation":
            let relation = try change.decoded(as: Relation.self)
            guard relation.type == .reportsTo, let track = relation.track else { return }
            try await effect.execute(UnitStatements.supersedeLine, relation.id.value, change.at)
            try await effect.execute(
                UnitStatements.insertLine, relation.id.value, relation.from, relation.to, track,
                HalfOpenRange(from: relation.validFrom, upTo: relation.validTo), change.at)
            try await effect.execute(UnitStatements.markStale, relation.from, effect.now)
        case "succession":
            let succession = try change.decoded(as: Succession.self)
            try await effect.execute(
                SuccessionStatements.put, succession.id.value, succession.kind, succession.from, succession.to,
                succession.at, succession.basis, change.at)
            for unit in succession.to { try await effect.execute(UnitStatements.markStale, unit, effect.now) }
        default: return  // Contacts, grants …: nothing here depends on them.
        }
    }

    /// A change carries one state of a unit. It replaces the state that began when it does, and cuts others where they
    /// overlap: so a state that ends, one that begins later and a correction all come out right.
    private static func put(_ unit: Unit, at recordedAt: Instant, _ effect: Effect) async throws {
        let valid = HalfOpenRange(from: unit.validFrom, upTo: unit.validTo)
        // An end moved forward leaves no overlap with what it ends, so the whole time from the beginning is taken.
        let former = try await effect.query(
            UnitStatements.supersede, unit.key, HalfOpenRange(from: unit.validFrom, upTo: nil), recordedAt)
        for (row, rest) in remains(of: former, beside: valid, \.valid) {
            try await effect.execute(
                UnitStatements.insert, unit.key, row.kind, row.name, row.region, row.flags, rest, recordedAt)
        }
        try await effect.execute(
            UnitStatements.insert, unit.key, unit.kind, unit.name, unit.region, unit.flags, valid, recordedAt)
    }

    /// What is left of superseded states when another is valid in its time: nothing of one that began when it does, which is
    /// corrected by it.
    private static func remains<State>(
        of former: [State], beside valid: HalfOpenRange<Instant>, _ time: (State) -> HalfOpenRange<Instant>
    ) -> [(State, HalfOpenRange<Instant>)] {
        former.filter { time($0).lower != valid.lower }.flatMap { state in
            time(state).subtracting(valid).map { (state, $0) }
        }
    }

    /// By the same rule.
    private static func put(_ region: Region, at recordedAt: Instant, _ effect: Effect) async throws {
        let valid = HalfOpenRange(from: region.validFrom, upTo: region.validTo)
        let former = try await effect.query(
            RegionStatements.supersede, region.code, HalfOpenRange(from: region.validFrom, upTo: nil), recordedAt)
        for (row, rest) in remains(of: former, beside: valid, \.valid) {
            try await effect.execute(RegionStatements.insert, region.code, row.name, row.parent, rest, recordedAt)
        }
        try await effect.execute(
            RegionStatements.insert, region.code, region.name, region.parent, valid, recordedAt)
    }

    private static func clear(_ transaction: Transaction) async throws {
        try await transaction.execute(CampaignStatements.clear)
    }
}

extension UnitKey {
    /// In place of a unit's key where everything is meant; no key of the registry is this short.
    static var everything: UnitKey { "*" }
}

extension HalfOpenRange where Bound == Instant {
    /// What of this range lies outside `other`: nothing, one piece or two.
    func subtracting(_ other: HalfOpenRange) -> [HalfOpenRange] {
        var rest: [HalfOpenRange] = []
        let (start, end) = (lower ?? .min, upper ?? .max)
        if let cut = other.lower, cut > start { rest.append(HalfOpenRange(from: lower, upTo: min(cut, end))) }
        if let cut = other.upper, cut < end { rest.append(HalfOpenRange(from: max(cut, start), upTo: upper)) }
        return rest
    }
}
