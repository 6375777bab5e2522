import Shared

/// Who owes what in one campaign, and how it stands: what the rules of the campaign's document give, as reporting derives it
/// (`NationalTests` holds the two together). A pure function of nation and document.
struct Duties: Sendable {
    struct Duty: Sendable {
        /// Over all campaigns, so that ids and dice differ.
        let number: Int
        let member: Int
        let receiver: Int
        let rule: CampaignDocument.Rule
        let terms: RuleTerms
        let standing: Standing
    }

    /// What a rule comes to.
    struct RuleTerms: Sendable {
        let deadline: DeadlineResult
        /// nil: from its birth.
        let opensAt: Instant?
        let bornAt: Instant
        let late: CampaignDocument.LateHandling
        let kind: Kind

        var begins: Instant { opensAt ?? bornAt }
    }

    enum Kind: Sendable {
        case submission(form: FormKey)
        case material(MaterialKind)
        case localWeek
    }

    struct Standing: Sendable {
        /// Versions filed, materials sent or weeks declared.
        var filed = 0
        /// The last of them counts; otherwise it was returned.
        var counts = false
        var isAccepted = false
        var isLate = false
        var isDrafted = false
        var isNil = false
        var isWaived = false
        var isExtended = false
    }

    let document: CampaignDocument
    let year: Int
    private(set) var all: [Duty] = []

    init(_ nation: Nation, _ document: CampaignDocument, year: Int, calendar: WorkCalendar) throws {
        self.document = document
        self.year = year
        let base = (Scale.campaigns.firstIndex(of: year) ?? 0) * nation.scale.obligations
        let rules = try Self.terms(document, calendar)
        for (member, receiver, key) in Self.who(nation, document) {
            guard let (rule, terms) = rules[key] else {
                throw NationError(description: "the rule \(key) has no item")
            }
            let number = base + all.count
            let standing = Self.standing(number, terms, quota: rule.quota ?? 1, isOver: year != Scale.campaigns.last)
            all.append(
                Duty(number: number, member: member, receiver: receiver, rule: rule, terms: terms, standing: standing))
        }
        guard all.count == nation.scale.obligations else {
            throw NationError(description: "\(all.count) obligations in place of \(nation.scale.obligations)")
        }
        try distribute(versions: nation.scale.versions / Scale.campaigns.count)
    }

    /// (unit, receiver, rule): whom the rules select, by what they are and to whom they report.
    private static func who(_ nation: Nation, _ document: CampaignDocument) -> [(Int, Int, RuleKey)] {
        let rules = document.rulesInForce.map { (rule: $0, subjects: document.subjects(of: $0)) }
        return nation.members.indices.flatMap { index -> [(Int, Int, RuleKey)] in
            let member = nation.members[index]
            let unit = SelectableUnit(
                kind: member.kind, flags: Set(member.flags),
                parent: member.parent.map { .init(key: nation.members[$0].key, kind: nation.members[$0].kind) })
            return rules.filter { $0.subjects.contains { $0.selects(unit) } }.compactMap { rule, _ in
                switch rule.to {
                case .province: (index, 0, rule.key)
                case .parent: member.parent.map { (index, $0, rule.key) }
                }
            }
        }
    }

    private static func terms(
        _ document: CampaignDocument, _ calendar: WorkCalendar
    ) throws -> [RuleKey: (CampaignDocument.Rule, RuleTerms)] {
        var anchors: [AnchorName: Anchor] = [:]
        for track in document.tracks {
            anchors["window.\(track.code)"] = Anchor(start: track.window.start, end: track.window.end, revision: 1)
        }
        let switches = Dictionary(document.switches.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
        let born = document.zone.instant(of: document.notice.date)
        var found: [RuleKey: (CampaignDocument.Rule, RuleTerms)] = [:]
        for rule in document.rules {
            guard let item = rule.items.first.flatMap({ code in document.items.first { $0.code == code } }) else {
                continue
            }
            // The first revision of each, as the first policy says.
            let scope = DeadlineScope(
                zone: document.zone, calendar: calendar, anchors: anchors, switches: switches, basis: ["\(rule.key)@1"])
            let deadline =
                try DueExpression(rule.deadline)?.evaluate(in: scope)
                ?? DeadlineResult(dueAt: nil, civilDate: nil, status: .none, dependsOn: [], trace: [])
            let opens = try rule.opens.flatMap { DateExpression($0) }?.evaluate(in: scope).date
            let kind: Kind =
                switch item.source {
                case .submission: .submission(form: item.form ?? "")
                case .material: .material(item.code == .outstandingCase ? .case : .promotional)
                case .localWeek: .localWeek
                }
            found[rule.key] = (
                rule,
                RuleTerms(
                    deadline: deadline, opensAt: opens.map { document.zone.instant(of: $0) }, bornAt: born,
                    late: document.lateHandling(of: rule) ?? .acceptedLate, kind: kind)
            )
        }
        return found
    }

    /// Years that are over are all but met; in the last one six in ten are.
    private static func standing(_ number: Int, _ terms: RuleTerms, quota: Int, isOver: Bool) -> Standing {
        var dice = Dice(.obligation, number)
        var standing = Standing()
        if dice.chance(isOver ? 970 : 600) {
            standing.counts = true
            standing.isAccepted = dice.chance(700)
            standing.isLate = terms.deadline.dueAt != nil && dice.chance(70)
            standing.isDrafted = true
            standing.filed = quota
        } else if dice.chance(30) {
            standing.isNil = true
        } else if dice.chance(20) {
            standing.isWaived = true
        } else {
            standing.isExtended = dice.chance(30)
            standing.isDrafted = dice.chance(300)
            if case .submission = terms.kind, dice.chance(100) {
                standing.isDrafted = true
                standing.filed = 1
            }
        }
        return standing
    }

    /// Exactly so many versions over all submissions that were filed: some once, some two dozen times.
    private mutating func distribute(versions total: Int) throws {
        let filed = all.indices.filter { index in
            if case .submission = all[index].terms.kind { return all[index].standing.filed > 0 }
            return false
        }
        guard !filed.isEmpty, total >= filed.count else { throw NationError(description: "too few versions for all") }
        var counts = filed.map { index in
            var dice = Dice(.version, all[index].number)
            return 1 + dice.below(2 * total / filed.count)
        }
        var rest = total - counts.reduce(0, +)
        var place = 0
        while rest != 0 {
            let step = rest > 0 ? 1 : counts[place] > 1 ? -1 : 0
            counts[place] += step
            rest -= step
            place = (place + 1) % counts.count
        }
        for (index, count) in zip(filed, counts) { all[index] = all[index].filing(count) }
    }
}

extension Duties.Duty {
    fileprivate func filing(_ count: Int) -> Duties.Duty {
        var standing = standing
        standing.filed = count
        return Duties.Duty(
            number: number, member: member, receiver: receiver, rule: rule, terms: terms, standing: standing)
    }

    var id: String { Dice.id(.obligation, number) }
    var submission: String { Dice.id(.submission, number) }

    /// When the n-th of what was filed came, from 1; the last one late if the standing says so.
    func receivedAt(_ n: Int) -> Instant {
        var dice = Dice(.version, number)
        let due = terms.deadline.dueAt ?? terms.begins.adding(.seconds(20 * 86_400))
        let last =
            standing.isLate
            ? due.adding(.seconds(3_600 + dice.below(5 * 86_400)))
            : due.adding(.seconds(-60 - dice.below(3 * 86_400)))
        return last.adding(.seconds((n - standing.filed) * 5_400))
    }
}

struct NationError: Error, CustomStringConvertible {
    let description: String
}
