import Shared

/// What publishing would change, computed as publishing computes it and written nowhere.
struct PolicyDiffs: Sendable {
    let campaigns: Campaigns
    let materialisation: Materialisation

    func diff(_ params: ReportingAPI.DiffPolicy.Params, _ context: QueryContext) async throws -> PolicyDifference {
        let page = try PageRequest(after: params.after, limit: params.limit, columns: 2)
        // One state of the rows for everything that is compared.
        return try await context.database.transaction(isolation: .repeatableRead, readOnly: true) { transaction in
            try await diff(params, page, now: context.now, transaction)
        }
    }

    private func diff(
        _ params: ReportingAPI.DiffPolicy.Params, _ page: PageRequest, now: Instant, _ database: Transaction
    ) async throws -> PolicyDifference {
        let newest = try await campaigns.find(params.campaign, database)
        let version = params.campaignVersion ?? newest.version
        let document = try await campaigns.document(params.campaign, version, database)
        let inForce = try await database.first(PolicyStatements.inForce, params.campaign)
        var before: CampaignDocument?
        if let inForce {
            before = try await campaigns.document(params.campaign, inForce.campaignVersion, database)
        }
        let rules = Materialisation.Rules(
            document: document, revisions: document.revisions(since: before, known: inForce?.ruleRevisions ?? [:]),
            start: inForce == nil ? document.firstInForce : now)
        let derived = try await materialisation.compute(rules, units: nil, now: now, database)
        let changes = derived.difference.changes
            .filter { params.rule == nil || $0.rule == params.rule }
            .sorted { ($0.rule, $0.unit) < ($1.rule, $1.unit) }
        let rest = changes.drop { change in
            page.position.map { !(($0[0], $0[1]) < (change.rule.rawValue, change.unit.rawValue)) } ?? false
        }
        let shown = page.page(Array(rest.prefix(page.fetch))) { [$0.rule.rawValue, $0.unit.rawValue] }
        return PolicyDifference(
            campaign: params.campaign, inForce: inForce?.version, from: inForce?.campaignVersion, to: version,
            effect: derived.effect, rules: DocumentDifference.rules(before, document),
            reminders: DocumentDifference.reminders(before, document),
            neverMet: derived.neverMet.sorted { $0.key < $1.key }.map {
                PolicyDifference.NeverMet(rule: $0.key, units: $0.value.sorted())
            }, obligations: shown.items, next: shown.next)
    }
}

/// What differs between two versions of a campaign, as far as policies and reminders go. Pure.
enum DocumentDifference {
    static func rules(_ before: CampaignDocument?, _ after: CampaignDocument) -> [PolicyDifference.RuleChange] {
        let old = Dictionary((before?.rulesInForce ?? []).map { ($0.key, $0) }) { first, _ in first }
        let new = Dictionary(after.rulesInForce.map { ($0.key, $0) }) { first, _ in first }
        return Set(old.keys).union(new.keys).sorted().compactMap { key in
            switch (old[key], new[key]) {
            case (nil, let rule?): .init(rule: key, name: rule.name, kind: .added, members: [])
            case (let rule?, nil): .init(rule: key, name: rule.name, kind: .removed, members: [])
            case (let was?, let rule?):
                was == rule ? nil : .init(rule: key, name: rule.name, kind: .moved, members: members(was, rule))
            case (nil, nil): nil
            }
        }
    }

    private static func members(_ was: CampaignDocument.Rule, _ rule: CampaignDocument.Rule) -> [String] {
        let changed: [(String, Bool)] = [
            ("name", was.name != rule.name), ("items", was.items != rule.items), ("track", was.track != rule.track),
            ("subjects", was.subjects != rule.subjects), ("to", was.to != rule.to), ("quota", was.quota != rule.quota),
            ("opens", was.opens != rule.opens), ("deadline", was.deadline != rule.deadline),
            ("late", was.late != rule.late), ("countsOn", was.countsOn != rule.countsOn),
            ("when", was.when != rule.when),
            ("row", was.row != rule.row), ("clause", was.clause != rule.clause), ("quote", was.quote != rule.quote),
        ]
        return changed.filter(\.1).map(\.0)
    }

    static func reminders(
        _ before: CampaignDocument?, _ after: CampaignDocument
    ) -> [PolicyDifference.ReminderChange] {
        let old = ladders(before), new = ladders(after)
        return Set(old.keys).union(new.keys).sorted().flatMap { key -> [PolicyDifference.ReminderChange] in
            let (was, ladder) = (old[key], new[key])
            var changes: [PolicyDifference.ReminderChange] = []
            if let was, let ladder, was.rules != ladder.rules { changes.append(.init(ladder: key, kind: .moved)) }
            let (oldSteps, newSteps) = (steps(was), steps(ladder))
            for step in Set(oldSteps.keys).union(newSteps.keys).sorted() where oldSteps[step] != newSteps[step] {
                let kind: PolicyDifference.Kind =
                    oldSteps[step] == nil ? .added : newSteps[step] == nil ? .removed : .moved
                changes.append(.init(ladder: key, step: step, kind: kind))
            }
            return changes
        }
    }

    private static func ladders(_ document: CampaignDocument?) -> [LadderKey: CampaignDocument.Ladder] {
        Dictionary((document?.reminders.ladders ?? []).map { ($0.key, $0) }) { first, _ in first }
    }

    private static func steps(_ ladder: CampaignDocument.Ladder?) -> [StepKey: CampaignDocument.Step] {
        Dictionary((ladder?.steps ?? []).map { ($0.key, $0) }) { first, _ in first }
    }
}

extension CampaignDocument {
    /// A rule's revision grows when what it says, or what a window or one of the switches behind it says to it, is another
    /// than in force: an answer that does not concern a rule moves none of its obligations.
    func revisions(since before: CampaignDocument?, known: [RuleKey: Int]) -> [RuleKey: Int] {
        let pairs = rulesInForce.map { rule -> (RuleKey, Int) in
            guard let revision = known[rule.key] else { return (rule.key, 1) }
            guard let before, let was = before.rule(rule.key) else { return (rule.key, revision + 1) }
            let isSame =
                was == rule && before.switchesBehind(was) == switchesBehind(rule)
                && before.windowAnchors == windowAnchors
            return (rule.key, isSame ? revision : revision + 1)
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
