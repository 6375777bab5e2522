import Shared

/// Those who owe to a node, ranked. Reporting knows rate and timeliness; who takes part it asks of events.
struct Leagues: Sendable {
    let campaigns: Campaigns
    let reader: ObligationReader
    /// Asks events for the coverage of a track at and below a node.
    let coverage: @Sendable (CampaignKey, TrackCode, UnitKey) async throws -> Coverage

    func get(_ params: ReportingAPI.GetLeague.Params, _ context: QueryContext) async throws -> League {
        let campaign = try await campaigns.find(params.campaign, context.database)
        let times = ObligationReader.Times(at: params.at, knownAt: params.knownAt, now: context.now)
        let key = params.node ?? campaign.document.authority
        guard let node = try await context.database.first(UnitStatements.brief, key, times.at, times.knownAt) else {
            throw Fault(.unitUnknownHere)
        }
        let scope = ObligationReader.Scope(campaign: campaign.key, track: params.track, item: nil, times: times)
        let owed = try await reader.owedTo([node.key], scope, context.database)
        let isPresent = params.at == nil && params.knownAt == nil
        let covered = isPresent ? try await covered(campaign.key, params.track, node.key) : nil
        let ranking = LeagueRanking(
            standings: UnitStandings(document: campaign.document, instant: times.at), coverage: covered ?? [:],
            order: params.by ?? .rate)
        return League(
            campaign: campaign.key, node: node, track: params.track, at: times.at, knownAt: times.told,
            by: params.by ?? .rate, hasCoverage: covered != nil, tables: ranking.tables(owed))
    }

    /// Schools that take part over schools there are, by region; nil while events cannot be asked: a league without it
    /// is better than none.
    private func covered(
        _ campaign: CampaignKey, _ track: TrackCode?, _ node: UnitKey
    ) async throws -> [RegionCode: Rate]? {
        guard let track else { return nil }
        do {
            let places = try await coverage(campaign, track, node).places
            let pairs = places.compactMap { place -> (RegionCode, Rate)? in
                guard let region = place.region else { return nil }
                let taking = place.higher.covered.count + place.secondary.covered.count
                let missing = place.higher.missing.count + place.secondary.missing.count
                return (region, Rate(numerator: taking, denominator: taking + missing))
            }
            return Dictionary(pairs) { first, _ in first }
        } catch is Fault {
            return nil
        }
    }
}

/// Obligations → places. Pure.
struct LeagueRanking {
    let standings: UnitStandings
    let coverage: [RegionCode: Rate]
    let order: LeagueOrder

    /// By kind, so that a college is never ranked among cities.
    func tables(_ owed: [StoredObligation]) -> [League.Table] {
        Dictionary(grouping: owed, by: \.unit.kind).sorted { $0.key < $1.key }.map { kind, obligations in
            League.Table(kind: kind, rows: rows(obligations))
        }
    }

    private struct Entry {
        let standing: UnitStanding
        let timeliness: Rate
        let coverage: Rate?
        /// What decides, most important first.
        let merits: [Double]
    }

    private func rows(_ owed: [StoredObligation]) -> [League.Row] {
        let byUnit = Dictionary(grouping: owed, by: \.unit.key)
        let entries = standings.standings(owed).map { standing -> Entry in
            let timeliness = standings.timeliness(byUnit[standing.unit.key] ?? [])
            // Coverage is a place's, and a college is one of its place's schools, not the one that answers for them.
            let coverage = standing.unit.isCollege ? nil : standing.unit.region.flatMap { self.coverage[$0] }
            let merits = [standing.counts.rate, timeliness, coverage].map { $0?.value ?? -1 }
            return Entry(
                standing: standing, timeliness: timeliness, coverage: coverage, merits: first(of: order, merits))
        }.sorted { one, other in
            if one.merits != other.merits { return other.merits.lexicographicallyPrecedes(one.merits) }
            return one.standing.unit.key < other.standing.unit.key
        }
        var place = 0
        return entries.enumerated().map { index, entry in
            if index == 0 || entry.merits != entries[index - 1].merits { place = index + 1 }
            return League.Row(
                place: place, standing: entry.standing, rate: entry.standing.counts.rate,
                timeliness: entry.timeliness, coverage: entry.coverage)
        }
    }

    /// The merit that decides in front, the others behind in their order.
    private func first(of order: LeagueOrder, _ merits: [Double]) -> [Double] {
        let index = LeagueOrder.allCases.firstIndex(of: order) ?? 0
        var rest = merits
        let chosen = rest.remove(at: index)
        return [chosen] + rest
    }
}
