import Shared

/// What has to be written so that the rows say what a plan says. Pure.
struct PlanDifference {
    struct Key: Hashable {
        let rule: RuleKey
        let unit: UnitKey
    }

    /// An obligation as the rows have it.
    struct Stored {
        let id: ID<Obligation>
        let key: Key
        let track: TrackCode
        let revisions: [BelievedTerms.Revision]
        /// The highest revision there ever was.
        let last: Int
    }

    struct NewObligation {
        let id: ID<Obligation>
        let key: Key
        let track: TrackCode
    }

    struct NewTerms {
        let obligation: ID<Obligation>
        let revision: Int
        let segment: TermSegment
        let bornAt: Instant
        let endedAt: Instant?
    }

    private(set) var obligations: [NewObligation] = []
    private(set) var superseded: [(obligation: ID<Obligation>, revision: Int)] = []
    private(set) var terms: [NewTerms] = []
    /// Every obligation that is new or whose terms changed.
    private(set) var touched: [ID<Obligation>] = []
    /// By name, for those who look before they publish.
    private(set) var changes: [PolicyDifference.ObligationChange] = []
    private(set) var added = 0
    private(set) var moved = 0
    private(set) var removed = 0
    /// Obligations with terms that are in force for good, by receiver, after it.
    private(set) var inForce: [UnitKey: Set<Key>] = [:]

    /// - Parameters:
    ///   - start: from when the plan holds; what was in force before stays as it is.
    ///   - makeID: an id for a new obligation.
    init(
        stored: [Stored], planned: [PlannedObligation], from start: Instant, makeID: () -> ID<Obligation>
    ) {
        let plans = Dictionary(planned.map { (Key(rule: $0.rule, unit: $0.unit), $0) }) { first, _ in first }
        var known: Set<Key> = []
        for row in stored {
            known.insert(row.key)
            let before = row.revisions.map(\.segment)
            let after = before.followed(by: plans[row.key]?.segments ?? [], from: start)
            change(row, before: before, after: after)
            note(row.key, after)
        }
        // In the order of the plan: ids grow with it, and so does the order of lists.
        for plan in planned {
            let key = Key(rule: plan.rule, unit: plan.unit)
            guard !known.contains(key) else { continue }
            let id = makeID()
            obligations.append(NewObligation(id: id, key: key, track: plan.track))
            append(id, plan.segments, after: 0)
            touched.append(id)
            changes.append(
                .init(
                    rule: plan.rule, unit: plan.unit, kind: .added,
                    after: plan.segments.last.map { PolicyDifference.Owed($0.terms) }))
            added += 1
            note(key, plan.segments)
        }
    }

    private mutating func change(_ row: Stored, before: [TermSegment], after: [TermSegment]) {
        guard before != after else { return }
        // born_at and ended_at stand on each row, so all are written anew when either moves.
        let edgesMoved = before.first?.from != after.first?.from || before.last?.to != after.last?.to
        let kept = edgesMoved ? [] : Set(before).intersection(after)
        for revision in row.revisions where !kept.contains(revision.segment) {
            superseded.append((row.id, revision.number))
        }
        append(row.id, after, after: row.last, except: kept)
        touched.append(row.id)
        let (was, stays) = (before.last.map { $0.to == nil } ?? false, after.last.map { $0.to == nil } ?? false)
        let kind: PolicyDifference.Kind
        switch (was, stays) {
        case (true, false):
            removed += 1
            kind = .removed
        case (false, true):
            added += 1
            kind = .added
        case (true, true), (false, false):
            moved += 1
            kind = .moved
        }
        changes.append(
            .init(
                obligation: row.id, rule: row.key.rule, unit: row.key.unit, kind: kind,
                before: was || kind == .moved ? before.last.map { PolicyDifference.Owed($0.terms) } : nil,
                after: stays || kind == .moved ? after.last.map { PolicyDifference.Owed($0.terms) } : nil))
    }

    private mutating func append(
        _ id: ID<Obligation>, _ segments: [TermSegment], after last: Int, except kept: Set<TermSegment> = []
    ) {
        guard let born = segments.first?.from else { return }
        for (index, segment) in segments.filter({ !kept.contains($0) }).enumerated() {
            terms.append(
                NewTerms(
                    obligation: id, revision: last + 1 + index, segment: segment, bornAt: born,
                    endedAt: segments.last?.to))
        }
    }

    private mutating func note(_ key: Key, _ segments: [TermSegment]) {
        guard let last = segments.last, last.to == nil else { return }
        inForce[last.terms.to, default: []].insert(key)
    }
}

extension PlanDifference.Stored {
    /// The rows of obligations, which come grouped.
    static func grouped(_ rows: [BelievedTerms]) -> [PlanDifference.Stored] {
        var result: [PlanDifference.Stored] = []
        var index = 0
        while index < rows.count {
            let first = rows[index]
            var revisions: [BelievedTerms.Revision] = []
            while index < rows.count, rows[index].id == first.id {
                if let revision = rows[index].segment { revisions.append(revision) }
                index += 1
            }
            result.append(
                PlanDifference.Stored(
                    id: first.id, key: PlanDifference.Key(rule: first.rule, unit: first.unit), track: first.track,
                    revisions: revisions, last: first.revisions))
        }
        return result
    }
}

extension PlanDifference {
    /// As a policy reports it.
    func effect(gaps: Int) -> PolicyEffect {
        let received = inForce.map { receiver, keys in
            PolicyEffect.Received(to: receiver, obligations: keys.count, units: Set(keys.map(\.unit)).count)
        }
        return PolicyEffect(
            obligations: inForce.values.reduce(0) { $0 + $1.count },
            byReceiver: received.sorted { ($1.obligations, $0.to) < ($0.obligations, $1.to) }, added: added,
            moved: moved, removed: removed, gaps: gaps)
    }
}

extension PolicyDifference.Owed {
    fileprivate init(_ terms: Terms) {
        self.init(
            to: terms.to, quota: terms.quota, opensAt: terms.opensAt, dueAt: terms.deadline.dueAt,
            status: terms.deadline.status)
    }
}
