import Shared

/// What can be done with a nomination, as pure functions: the one table that methods and `may` follow.
enum NominationVerb: String, CaseIterable, Sendable {
    case shortlist, select, refuse

    func allowed(in state: NominationState, at level: NominationLevel) -> Bool {
        switch state {
        case .selected, .notSelected: false
        case .proposed, .shortlisted:
            switch self {
            case .shortlist: level.above != nil
            case .select: level == .province
            case .refuse: true
            }
        }
    }
}

/// A nomination as its row has it, before it is looked at by somebody.
struct StoredNomination: Sendable {
    let id: ID<Nomination>
    let campaign: CampaignKey
    let content: NominationContent
    var level: NominationLevel
    var state: NominationState
    var revision: Int
    let proposedAt: Instant
    let proposedBy: String
    var decidedBy: String?
    var reason: String?

    /// - Parameter isOwn: it went through the caller's hands.
    func seen(by caller: Authority, isOwn: Bool, in campaign: CampaignDocument) -> Nomination {
        var may: [String] = []
        var blockers: [Blocker] = []
        for verb in NominationVerb.allCases {
            if !verb.allowed(in: state, at: level) {
                let ref = "\(state.rawValue)/\(level.rawValue)"
                blockers.append(Blocker(verb: verb.rawValue, reason: "WRONG_STATE", ref: ref))
            } else if isOwn {
                blockers.append(Blocker(verb: verb.rawValue, reason: "OWN_WORK", ref: caller.principal.name))
            } else if !level.decides(self, caller, in: campaign) {
                blockers.append(Blocker(verb: verb.rawValue, reason: "PERMISSION_DENIED", ref: level.rawValue))
            } else {
                may.append(verb.rawValue)
            }
        }
        return Nomination(
            id: id, campaign: self.campaign, content: content, level: level, state: state, revision: revision,
            proposedAt: proposedAt, proposedBy: proposedBy, decidedBy: decidedBy, reason: reason, may: may,
            blockedBy: blockers)
    }
}

extension NominationLevel {
    /// Whether the caller decides at this level about what a unit put forward. What has risen to the city is not a county's to
    /// decide, and what has risen to the province is not the city's.
    func decides(_ nomination: StoredNomination, _ caller: Authority, in campaign: CampaignDocument) -> Bool {
        let deciders = caller.acting(.review, over: ScopePoint(nomination.content.nominatedBy))
        return deciders.contains { unit in
            // A grant over everything, or the authority's.
            guard let unit, unit != campaign.authority else { return true }
            switch self {
            case .county: return true
            case .city: return caller.isDirectly(unit, below: campaign.authority)
            case .province: return false
            }
        }
    }
}

enum NominationRules {
    static func violations(_ content: NominationContent, in campaign: CampaignDocument) -> [Violation] {
        var found = kindViolations(content.kind, path: "params.content.kind", in: campaign)
        if content.subject.allSatisfy(\.isWhitespace) || content.subject.count > 100 {
            found.append(Violation(path: "params.content.subject", rule: "length", detail: "1…100 characters"))
        }
        if !(1...2_000).contains(content.statement.count) {
            found.append(Violation(path: "params.content.statement", rule: "length", detail: "1…2000 characters"))
        }
        if (content.evidence ?? []).count > 50 {
            found.append(Violation(path: "params.content.evidence", rule: "too_many", detail: "at most 50"))
        }
        return found
    }

    static func kindViolations(_ kind: TermCode, path: String, in campaign: CampaignDocument) -> [Violation] {
        if campaign.vocabulary("honours")?.term(kind) != nil || isCollaboration(kind, in: campaign) { return [] }
        return [
            Violation(
                path: path, rule: "unknown_term",
                detail: "the campaign's vocabularies honours and collaborations have no term \(kind)")
        ]
    }

    /// Whether a unit is put forward and not a person or project: one of the forms of collaboration the notice names (N13).
    static func isCollaboration(_ kind: TermCode, in campaign: CampaignDocument) -> Bool {
        campaign.vocabulary("collaborations")?.term(kind) != nil
    }

    /// Who is meant (E10): the name without spaces and case, in the unit it belongs to.
    static func subjectKey(_ content: NominationContent) -> String {
        let name = content.subject.lowercased().filter { !$0.isWhitespace }
        return "\(content.home)/\(name)"
    }
}
