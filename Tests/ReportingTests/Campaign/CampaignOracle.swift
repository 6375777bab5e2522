import Shared

/// How reporting stands, told from what was done by reading it from the beginning each time: slow, plain, and without a
/// line of the service's own counting.
struct CampaignOracle {
    /// What was done for an obligation, at the phase's instant.
    struct Deed {
        let at: Instant
        let action: CampaignScript.Action
    }

    let obligations: [Obligation]
    let deeds: [ID<Obligation>: [Deed]]

    init(_ obligations: [Obligation], _ script: CampaignScript) {
        self.obligations = obligations
        deeds = Dictionary(grouping: script.steps, by: \.obligation.id).mapValues { steps in
            steps.sorted { $0.phase < $1.phase }.map {
                Deed(at: CampaignScript.phases[$0.phase], action: $0.action)
            }
        }
    }

    /// The notice's days, and the schools' by S8.
    static func due(_ rule: RuleKey) -> Instant? {
        let text: String? =
            switch rule.rawValue.prefix(while: { $0 != "." }) {
            case "material", "case": "2026-05-17T00:00:00+08:00"
            case "annex3": rule == "annex3.school" ? "2026-05-19T00:00:00+08:00" : "2026-05-21T00:00:00+08:00"
            case "summary" where rule == "summary.lifelong": "2026-12-02T00:00:00+08:00"
            case "summary": rule == "summary.school" ? "2026-05-19T00:00:00+08:00" : "2026-05-21T00:00:00+08:00"
            case "annex4": "2026-12-02T00:00:00+08:00"
            case "week-declaration": "2026-11-16T00:00:00+08:00"
            default: nil
            }
        return text.flatMap { Instant($0) }
    }

    enum Word: String {
        case onTime, late, extended, `nil`, waived, missing
    }

    /// One obligation in one word, and whether its due time is past, from what was done by the earlier of both times.
    func word(_ obligation: Obligation, at: Instant, knownAt: Instant) -> (word: Word, isDue: Bool) {
        let done = (deeds[obligation.id] ?? []).filter { $0.at <= min(at, knownAt) }
        var filings: [(at: Instant, fate: String)] = []
        var pieces: [(at: Instant, content: Int, isBack: Bool)] = []
        var (isNil, isWaived, isExtended) = (false, false, false)
        for deed in done {
            switch deed.action {
            case .saveDraft: break
            case .file: filings.append((deed.at, "stands"))
            case .giveBack: end(&filings, "returned")
            case .withdraw: end(&filings, "withdrawn")
            case .attestNil: isNil = true
            case .waive: isWaived = true
            case .extend: isExtended = true
            case .revokeExtension: isExtended = false
            case .send(let content): pieces.append((deed.at, content, false))
            case .giveBackMaterial: pieces[0].isBack = true
            }
        }
        let due = Self.due(obligation.rule)
        let last = isExtended ? CampaignScript.extended : due
        let isDue = last.map { $0 <= at } ?? false
        var decisive: Instant?
        if filings.contains(where: { $0.fate == "stands" }) {
            decisive = filings.first { $0.fate != "withdrawn" }?.at
        }
        var contents: [Int] = []
        for piece in pieces where !piece.isBack && !contents.contains(piece.content) {
            contents.append(piece.content)
            if contents.count == obligation.quota { decisive = piece.at }
        }
        if let decisive {
            guard let due, decisive >= due else { return (.onTime, isDue) }
            return (isExtended && decisive < CampaignScript.extended ? .extended : .late, isDue)
        }
        if isNil { return (.nil, isDue) }
        return (isWaived ? .waived : .missing, isDue)
    }

    private func end(_ filings: inout [(at: Instant, fate: String)], _ fate: String) {
        for index in filings.indices where filings[index].fate == "stands" { filings[index].fate = fate }
    }

    func counts(_ obligations: [Obligation], at: Instant, knownAt: Instant) -> CompletenessCounts {
        let words = obligations.map { word($0, at: at, knownAt: knownAt) }
        func count(_ wanted: Word...) -> Int { words.filter { wanted.contains($0.word) }.count }
        let (satisfied, isNil, waived) = (count(.onTime, .late, .extended), count(.nil), count(.waived))
        return CompletenessCounts(
            expected: words.count, satisfied: satisfied, late: count(.late), nil: isNil, waived: waived,
            missing: count(.missing), overdue: words.filter { $0.word == .missing && $0.isDue }.count,
            rate: Rate(numerator: satisfied + isNil, denominator: words.count - waived))
    }

    /// What stands filed on annex 3 to a unit, added up.
    func sessions(to node: UnitKey, at: Instant, knownAt: Instant) -> Int64 {
        obligations.filter { $0.to.key == node && $0.items == ["annex3"] }.reduce(0) { sum, obligation in
            var standing: Int64?
            for deed in deeds[obligation.id] ?? [] where deed.at <= min(at, knownAt) {
                switch deed.action {
                case .file(let sessions): standing = sessions
                case .giveBack, .withdraw: standing = nil
                case .saveDraft, .attestNil, .waive, .extend, .revokeExtension, .send, .giveBackMaterial: break
                }
            }
            return sum + (standing ?? 0)
        }
    }
}
