import Shared

/// Derives obligations from rules and units and brings the rows in line with them. Whatever set it off (a policy, a
/// unit, a relation, a week, a calendar), it is the same derivation, so the rows never depend on the order of events.
struct Materialisation: Sendable {
    let campaigns: Campaigns
    let reader: ObligationReader

    /// Obligations, deadlines and gaps as rules in force since `start` make them.
    struct Derived {
        let difference: PlanDifference
        let gaps: [PlannedGap]
        let storedGaps: [PlannedGap]
        let neverMet: [RuleKey: [UnitKey]]
        /// Units that something was told of after the derivation's clock was read: left to the next round, whose mark stands.
        let later: Set<UnitKey>

        var effect: PolicyEffect { difference.effect(gaps: Set(gaps.filter { $0.to == nil }.map(\.unit)).count) }
    }

    /// The rules of a policy, and since when they hold.
    struct Rules {
        let document: CampaignDocument
        let revisions: [RuleKey: Int]
        let start: Instant
    }

    /// One derivation at a time: two that read before either wrote would both insert.
    static let lock = "reporting.obligations"

    /// What is to be written, which nobody else derives meanwhile.
    func derive(
        _ rules: Rules, units: [UnitKey]?, _ effect: Effect, run: PolicyRun? = nil
    ) async throws -> Derived {
        try await effect.transaction.lock(Self.lock)
        return try await compute(rules, units: units, now: effect.now, effect, run: run)
    }

    /// Reads everything and computes; writes nothing. Throws `DEADLINE_INVALID` when a deadline has no result.
    ///
    /// What is read was recorded by `now`: while a long import runs, units arrive between the clock and the reading, and what they
    /// owe would be known from an instant at which nobody knew of them. They are left out and not waited for.
    ///
    /// - Parameter units: only these; nil for all.
    func compute(
        _ rules: Rules, units: [UnitKey]?, now: Instant, _ database: some StatementExecutor, run: PolicyRun? = nil
    ) async throws -> Derived {
        await run?.tell(.reading, 0, of: 0)
        let read = try await subjects(of: rules.document.key, units: units, database)
        let parents = Set(read.flatMap { $0.lines.map(\.to) })
        let kinds = try await states(of: Array(parents), database)
        let calendar = try await campaigns.calendar(database)
        // Behind all that they may have touched: a change and its mark are committed together.
        let later = Set(try await database.query(UnitStatements.markedSince, now))
        let subjects = read.filter { !later.contains($0.key) }
        var plan = try ObligationPlan(
            rules.document, revisions: rules.revisions, from: rules.start,
            calendar: calendar, kinds: kinds)
        for (index, subject) in subjects.enumerated() {
            if index.isMultiple(of: PolicyRun.step) { await run?.tell(.deriving, index, of: subjects.count) }
            plan.add(subject)
        }
        guard plan.failures.isEmpty else {
            throw Fault(
                .deadlineInvalid,
                violations: plan.failures.sorted { $0.key < $1.key }.map {
                    Violation(path: "rules.\($0.key).deadline", rule: "no_result", detail: $0.value.description)
                })
        }
        let stored = try await database.query(TermStatements.believed, rules.document.key, units)
            .filter { !later.contains($0.unit) }
        let difference = PlanDifference(
            stored: PlanDifference.Stored.grouped(stored), planned: plan.obligations, from: rules.start,
            makeID: { ID.make(at: now) })
        return Derived(
            difference: difference, gaps: plan.gaps,
            storedGaps: try await database.query(TermStatements.believedGaps, rules.document.key, units)
                .filter { !later.contains($0.unit) },
            neverMet: plan.neverMet, later: later)
    }

    /// Writes what `derive` found, gives declared weeks to the obligations they meet, and tells the feed.
    func apply(
        _ derived: Derived, of document: CampaignDocument, _ effect: Effect, run: PolicyRun? = nil
    ) async throws {
        let difference = derived.difference
        try await insert(difference, campaign: document.key, effect, run: run)
        try await replaceGaps(derived, campaign: document.key, effect)
        let weekItems = document.items.filter { $0.source == .localWeek }.map(\.code)
        let credited = try await effect.query(WeekStatements.credit, document.key, weekItems, effect.now)
        let carried = try await Mergers.carry(document.key, effect)
        let created = Set(difference.obligations.map(\.id))
        let touched = Set(difference.touched).union(credited).union(carried).sorted()
        for (start, ids) in touched.steps {
            await run?.tell(.telling, start, of: touched.count)
            let obligations = try await reader.all(ids, at: effect.now, effect)
            try await effect.record(
                obligations.map { obligation in
                    try RecordedChange(
                        created.contains(obligation.id) ? .created : .updated, "obligation",
                        id: obligation.id.description, data: obligation.obligation(at: effect.now))
                })
        }
        await run?.tell(.telling, touched.count, of: touched.count)
    }

    private func insert(
        _ difference: PlanDifference, campaign: CampaignKey, _ effect: Effect, run: PolicyRun?
    ) async throws {
        if !difference.obligations.isEmpty {
            try await effect.execute(
                TermStatements.insertObligations, campaign, difference.obligations.map(\.id),
                difference.obligations.map(\.key.rule), difference.obligations.map(\.key.unit),
                difference.obligations.map(\.track), effect.now)
        }
        if !difference.superseded.isEmpty {
            try await effect.execute(
                TermStatements.supersede, difference.superseded.map(\.obligation),
                difference.superseded.map(\.revision),
                effect.now)
        }
        for (start, rows) in difference.terms.steps {
            await run?.tell(.writing, start, of: difference.terms.count)
            try await insert(rows, of: campaign, effect)
        }
    }

    private func insert(
        _ rows: [PlanDifference.NewTerms], of campaign: CampaignKey, _ effect: Effect
    ) async throws {
        let terms = rows.map(\.segment.terms)
        try await effect.execute(
            TermStatements.insertTerms, rows.map(\.obligation), rows.map(\.revision), rows.map(\.segment.from),
            rows.map(\.segment.to), rows.map(\.bornAt), rows.map(\.endedAt), terms.map(\.name),
            terms.map { $0.items.map(\.rawValue).joined(separator: ",") }, terms.map(\.to), terms.map(\.quota),
            terms.map(\.late), terms.map(\.countsOn), terms.map(\.opensAt), terms.map(\.deadline.dueAt),
            try terms.map { try RawJSON(encoding: $0.deadline) }, effect.now, campaign)
    }

    private func replaceGaps(_ derived: Derived, campaign: CampaignKey, _ effect: Effect) async throws {
        let (stored, planned) = (Set(derived.storedGaps), Set(derived.gaps))
        // All gaps of a (rule, unit) are written anew when one of them differs, so that none overlap.
        let changed = Set(stored.symmetricDifference(planned).map { PlanDifference.Key(rule: $0.rule, unit: $0.unit) })
        guard !changed.isEmpty else { return }
        try await effect.execute(
            TermStatements.supersedeGaps, campaign, changed.map(\.rule), changed.map(\.unit), effect.now)
        let new = derived.gaps.filter { changed.contains(PlanDifference.Key(rule: $0.rule, unit: $0.unit)) }
        try await effect.execute(
            TermStatements.insertGaps, campaign, new.map(\.rule), new.map(\.unit), new.map(\.track), new.map(\.from),
            new.map(\.to), effect.now)
    }

    private func subjects(
        of campaign: CampaignKey, units: [UnitKey]?, _ database: some StatementExecutor
    ) async throws -> [Subject] {
        var subjects: [UnitKey: Subject] = [:]
        for row in try await database.query(UnitStatements.states, units) {
            subjects[row.key, default: Subject(key: row.key)].states.append(
                UnitState(span: Span(row.valid), kind: row.kind, flags: Set(row.flags)))
        }
        for row in try await database.query(UnitStatements.lines, units) {
            subjects[row.unit]?.lines.append(ReportingLine(span: Span(row.valid), track: row.track, to: row.parent))
        }
        for row in try await database.query(WeekStatements.list, campaign, units) {
            subjects[row.unit]?.weeks.append(row.week)
        }
        return subjects.values.sorted { $0.key < $1.key }
    }

    private func states(
        of units: [UnitKey], _ database: some StatementExecutor
    ) async throws -> [UnitKey: [UnitState]] {
        let rows = try await database.query(UnitStatements.states, units)
        return Dictionary(grouping: rows, by: \.key).mapValues { rows in
            rows.map { UnitState(span: Span($0.valid), kind: $0.kind, flags: Set($0.flags)) }
        }
    }
}

extension Span {
    init(_ range: HalfOpenRange<Instant>) { self.init(from: range.lower, to: range.upper) }
}

extension Array {
    /// Parts that are written and told at once, each with where it begins.
    fileprivate var steps: [(start: Int, part: [Element])] {
        stride(from: 0, to: count, by: PolicyRun.step).map { start in
            (start, Array(self[start..<Swift.min(start + PolicyRun.step, count)]))
        }
    }
}
