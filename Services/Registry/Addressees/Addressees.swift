import Shared

/// Who a campaign is addressed to (N02), and which of those who owe cannot be reached (R5).
struct Addressees: Sendable {
    let campaigns: Campaigns

    func list(
        _ params: RegistryAPI.ListAddressees.Params, _ context: QueryContext
    ) async throws -> RegistryAPI.ListAddressees.Result {
        let page = try PageRequest(after: params.after, limit: params.limit, columns: 2)
        let campaign = try await campaigns.get(RegistryAPI.GetCampaign.Params(key: params.campaign), context).document
        let units = try await context.database.query(
            SelectionStatements.units, campaign.zone.instant(of: campaign.notice.date), nil)
        var counts: [AddresseeCount] = []
        var items: [Addressee] = []
        for group in campaign.addressees {
            let selected =
                campaign.holds(group.selector.when) ? units.filter { group.selector.selects($0.selectable) } : []
            counts.append(
                AddresseeCount(
                    group: group.key, name: group.name, count: selected.count, expected: group.expected,
                    clause: group.clause, quote: group.quote))
            if params.group ?? group.key == group.key { items += selected.map { $0.addressee(group: group.key) } }
        }
        let shown = page.page(Self.rest(of: items, after: page.position)) { [$0.group, $0.unit.rawValue] }
        return RegistryAPI.ListAddressees.Result(groups: counts, items: shown.items, next: shown.next)
    }

    func gaps(_ params: RegistryAPI.ListContactGaps.Params, _ context: QueryContext) async throws -> Page<ContactGap> {
        let page = try PageRequest(after: params.after, limit: params.limit, columns: 2)
        let campaign = try await campaigns.get(RegistryAPI.GetCampaign.Params(key: params.campaign), context).document
        if let track = params.track, campaign.track(track) == nil { throw Fault(.trackUnknown) }
        var gaps: [ContactGap] = []
        for track in campaign.tracks.map(\.code) where params.track ?? track == track {
            let units = try await context.database.query(SelectionStatements.units, context.now, track)
            let standing = Dictionary(
                try await context.database.query(ContactStatements.reporters, units.map(\.key))
                    .map { ($0.unit, $0.verified) }
            ) { first, _ in first }
            gaps += GapRules.gaps(units, track: track, campaign: campaign, contacts: standing)
        }
        let scope = context.scope()
        let rest = Array(
            gaps.filter { scope.contains(ScopePoint($0.unit, [$0.track])) }.drop { gap in
                page.position.map { (gap.track.rawValue, gap.unit.rawValue) <= ($0[0], $0[1]) } ?? false
            })
        return page.page(rest) { [$0.track.rawValue, $0.unit.rawValue] }
    }

    /// What stands behind the last item of the page before. Groups keep the campaign's order, so this looks for the item
    /// and not for its sort key.
    private static func rest(of items: [Addressee], after position: [String]?) -> [Addressee] {
        guard let position, let last = items.firstIndex(where: { [$0.group, $0.unit.rawValue] == position }) else {
            return items
        }
        return Array(items[(last + 1)...])
    }
}

extension SelectionRow {
    fileprivate func addressee(group: String) -> Addressee {
        Addressee(group: group, unit: key, name: name, kind: selectable.kind, region: region, system: system)
    }
}
