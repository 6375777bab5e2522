import Shared

/// rules × units → obligations: which unit owes what to whom by when, over all time from an instant on. Pure: the same
/// document, units, weeks and calendar give the same obligations, in the same order.
struct ObligationPlan {
    private let document: CampaignDocument
    private let rules: [PlannedRule]
    private let calendar: WorkCalendar
    /// From when the rules are in force.
    private let start: Instant
    private let kinds: [UnitKey: [UnitState]]
    private var results: [ResultKey: Result<DeadlineResult, DeadlineError>] = [:]

    private(set) var obligations: [PlannedObligation] = []
    private(set) var gaps: [PlannedGap] = []
    /// Deadlines that have no result, by rule: nothing is planned for the rule then.
    private(set) var failures: [RuleKey: DeadlineError] = [:]
    /// Units whose known week makes a rule impossible to meet, without the province's word that it knows (L7).
    private(set) var neverMet: [RuleKey: [UnitKey]] = [:]

    private struct ResultKey: Hashable {
        let rule: RuleKey
        let anchors: [AnchorName: Anchor]
    }

    /// - Parameters:
    ///   - revisions: of the rules, as they stand in every trace.
    ///   - kinds: the states of all units that others report to.
    init(
        _ document: CampaignDocument, revisions: [RuleKey: Int], from start: Instant, calendar: WorkCalendar,
        kinds: [UnitKey: [UnitState]]
    ) throws(Fault) {
        self.document = document
        self.start = start
        self.calendar = calendar
        self.kinds = kinds
        var planned: [PlannedRule] = []
        for rule in document.rulesInForce {
            planned.append(try PlannedRule(rule, revision: revisions[rule.key] ?? 1, in: document))
        }
        rules = planned
    }

    /// Adds what `subject` owes.
    mutating func add(_ subject: Subject) {
        for rule in rules where failures[rule.rule.key] == nil { add(rule, subject) }
    }

    private mutating func add(_ rule: PlannedRule, _ subject: Subject) {
        guard subject.states.contains(where: { rule.describes($0) }) else { return }
        let lines = subject.lines.filter { $0.track == rule.rule.track }
        var segments: [TermSegment] = []
        var missing: [Span] = []
        let breaks = breakpoints(of: subject, lines, weeks: rule.hangsOnWeeks)
        for (index, from) in breaks.enumerated() {
            let to = index + 1 < breaks.count ? breaks[index + 1] : nil
            guard let state = subject.states.first(where: { $0.span.contains(from) }) else { continue }
            let parent = lines.first { $0.span.contains(from) }.flatMap { self.parent($0.to, at: from) }
            switch rule.receiver(of: state, parent: parent, authority: document.authority) {
            case .none: continue
            case .unknown: missing.append(Span(from: from, to: to))
            case .unit(let receiver):
                let anchors = anchors(of: subject, at: from, weeks: rule.hangsOnWeeks)
                guard let terms = terms(rule, to: receiver, anchors: anchors) else { return }
                segments.append(TermSegment(from: from, to: to, terms: terms))
                if to == nil, terms.deadline.status == .infeasible, !subject.confirmedAfterCap {
                    neverMet[rule.rule.key, default: []].append(subject.key)
                }
            }
        }
        if !segments.isEmpty {
            obligations.append(
                PlannedObligation(
                    rule: rule.rule.key, unit: subject.key, track: rule.rule.track, segments: segments.coalesced))
        }
        for span in missing.coalesced {
            gaps.append(
                PlannedGap(
                    rule: rule.rule.key, unit: subject.key, track: rule.rule.track, from: span.from ?? start,
                    to: span.to))
        }
    }

    /// Where something that bears on the rule may change: never before `start`, which is always the first.
    private func breakpoints(of subject: Subject, _ lines: [ReportingLine], weeks: Bool) -> [Instant] {
        var instants: Set<Instant> = [start]
        for span in subject.states.map(\.span) + lines.map(\.span) {
            instants.formUnion([span.from, span.to].compactMap(\.self).filter { $0 > start })
        }
        if weeks { instants.formUnion(subject.weeks.map(\.since).filter { $0 > start }) }
        return instants.sorted()
    }

    private func parent(_ key: UnitKey, at instant: Instant) -> SelectableUnit.Parent? {
        kinds[key]?.first { $0.span.contains(instant) }.map { SelectableUnit.Parent(key: key, kind: $0.kind) }
    }

    /// The provincial windows, and the unit's own weeks as they were declared by then.
    private func anchors(of subject: Subject, at instant: Instant, weeks: Bool) -> [AnchorName: Anchor] {
        var anchors = document.windowAnchors
        if weeks {
            // Ascending, so that the last one declared by then wins. A week declared before the policy counts from its start.
            for week in subject.weeks where week.since <= instant {
                anchors[.localWeek(week.track)] = week.anchor
            }
        }
        return anchors
    }

    private mutating func terms(
        _ rule: PlannedRule, to receiver: UnitKey, anchors: [AnchorName: Anchor]
    ) -> Terms? {
        let key = ResultKey(rule: rule.rule.key, anchors: anchors)
        let scope = DeadlineScope(
            zone: document.zone, calendar: calendar, anchors: anchors, switches: document.switchTexts,
            basis: [rule.basis])
        let result = results[key] ?? Result { () throws(DeadlineError) in try rule.due.evaluate(in: scope) }
        results[key] = result
        switch result {
        case .failure(let error):
            failures[rule.rule.key] = error
            return nil
        case .success(let deadline):
            return Terms(
                name: rule.rule.name, items: rule.rule.items, to: receiver, quota: rule.rule.quota ?? 1,
                late: rule.late, countsOn: rule.rule.countsOn, opensAt: rule.opensAt(in: scope), deadline: deadline)
        }
    }
}

extension Subject {
    /// The week in force ends after the cap and the province confirmed it.
    fileprivate var confirmedAfterCap: Bool { weeks.last?.confirmedAfterCap ?? false }
}

extension [Span] {
    /// Neighbours made one.
    fileprivate var coalesced: [Span] {
        reduce(into: []) { result, next in
            if let last = result.last, last.to != nil, last.to == next.from {
                result[result.count - 1] = Span(from: last.from, to: next.to)
            } else {
                result.append(next)
            }
        }
    }
}

extension AnchorName {
    static func localWeek(_ track: TrackCode) -> AnchorName { "localWeek.\(track)" }
}

extension CampaignDocument {
    /// The province's weeks, as the deadline calculus names them.
    var windowAnchors: [AnchorName: Anchor] {
        Dictionary(
            tracks.map { ("window.\($0.code)", Anchor(start: $0.window.start, end: $0.window.end, revision: 1)) }
        ) { first, _ in first }
    }

    /// The switches, as the deadline calculus names them.
    var switchTexts: [SwitchName: String] {
        Dictionary(switches.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
    }
}
