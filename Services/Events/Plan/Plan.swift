import Shared

/// The campaign's list of planned activities (annex 2), and which events fulfil it (N16).
struct Plan: Sendable {
    let campaigns: Campaigns

    func put(_ params: EventsAPI.ImportPlan.Params, _ effect: Effect) async throws -> PlanImport {
        _ = try await campaigns.document(params.campaign, effect)
        let violations = PlanRules.violations(params.items)
        guard violations.isEmpty else { throw Fault(.invalidParams, violations: violations) }
        try await campaigns.requireUnits(PlanRules.units(of: params.items), at: effect.now, effect)
        // One import of a campaign at a time: what it says was new or changed is true when it commits.
        try await effect.transaction.lock("planned_items \(params.campaign)")
        let stored = try await effect.query(PlanStatements.stored, params.campaign, params.items.map(\.key))
        let before = Dictionary(
            try stored.map { ($0.key, (ordinal: $0.ordinal, item: try $0.item.decoded(as: PlannedItem.self))) }
        ) { first, _ in first }
        let rows = params.items.enumerated().filter { index, item in
            before[item.key].map { $0.item != item || $0.ordinal != index + 1 } ?? true
        }
        let items = rows.map(\.element)
        try await effect.execute(
            PlanStatements.put, params.campaign, items.map(\.key), rows.map { $0.offset + 1 },
            try items.map { try RawJSON(encoding: $0) })
        try await effect.record(
            try items.map { item in
                try RecordedChange(
                    before[item.key] == nil ? .created : .updated, "plannedItem",
                    id: "\(params.campaign)/\(item.key)", data: item)
            })
        let created = items.count { before[$0.key] == nil }
        return PlanImport(
            created: created, changed: items.count - created, unchanged: params.items.count - items.count)
    }

    func list(_ params: EventsAPI.ListPlan.Params, _ context: QueryContext) async throws -> Page<PlannedItem> {
        try await page(params.campaign, PageRequest(after: params.after, limit: params.limit), context)
    }

    func progress(
        _ params: EventsAPI.GetPlanProgress.Params, _ context: QueryContext
    ) async throws -> Page<PlannedItemProgress> {
        let items = try await page(params.campaign, PageRequest(after: params.after, limit: params.limit), context)
        let found = try await context.database.query(
            PlanStatements.fulfilments, params.campaign, items.items.map(\.key))
        let scope = context.scope()
        let known = try found.map { (item: $0.item, event: try $0.event.event()) }.filter { row in
            row.event.isAnnounced
                || scope.contains(ScopePoint(row.event.content.host, row.event.content.tracks))
        }
        let events = Dictionary(grouping: known, by: \.item)
        let all = items.items.map { item in
            PlannedItemProgress(
                item: item,
                events: (events[item.key] ?? []).map { row in
                    let event = row.event.seen(by: context.principal, at: context.now)
                    return PlannedItemProgress.Fulfilment(
                        event: event.id, title: event.content.title, host: event.content.host, state: event.state)
                })
        }
        return Page(items: params.onlyOpen == true ? all.filter(\.isOpen) : all, next: items.next)
    }

    private func page(
        _ campaign: CampaignKey, _ page: PageRequest, _ context: QueryContext
    ) async throws -> Page<PlannedItem> {
        let items = try await context.database.query(
            PlanStatements.list, campaign, PlannedItemKey(page.after ?? ""), page.fetch
        ).map { try $0.decoded(as: PlannedItem.self) }
        return page.page(items) { [$0.key.rawValue] }
    }
}

/// The rules a list of planned activities obeys, as pure functions.
enum PlanRules {
    static func violations(_ items: [PlannedItem]) -> [Violation] {
        var found: [Violation] = []
        if !(1...500).contains(items.count) {
            found.append(Violation(path: "params.items", rule: "length", detail: "1…500 items"))
        }
        var keys: Set<PlannedItemKey> = []
        for (index, item) in items.enumerated() {
            let path = "params.items[\(index)]"
            if !(1...50).contains(item.key.rawValue.count) {
                found.append(Violation(path: "\(path).key", rule: "length", detail: "1…50 characters"))
            }
            if !keys.insert(item.key).inserted {
                found.append(Violation(path: "\(path).key", rule: "duplicate", detail: "\(item.key) stands twice"))
            }
            if !(1...200).contains(item.activity.count) {
                found.append(Violation(path: "\(path).activity", rule: "length", detail: "1…200 characters"))
            }
        }
        return found
    }

    /// The units the items name, by path.
    static func units(of items: [PlannedItem]) -> [(path: String, unit: UnitKey)] {
        items.enumerated().flatMap { index, item in
            [(path: "params.items[\(index)].lead", unit: item.lead)]
                + (item.coLeads ?? []).enumerated().map {
                    (path: "params.items[\(index)].coLeads[\($0.offset)]", unit: $0.element)
                }
        }
    }
}
