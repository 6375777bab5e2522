import Shared

/// What can be done with an event's report, as a pure function of its state: the one table that methods and `may` follow.
enum ReportVerb: String, CaseIterable, Sendable {
    case save, submit, verify, `return`

    func allowed(in state: EventReportState) -> Bool {
        switch (self, state) {
        case (.save, .draft), (.save, .returned), (.submit, .draft), (.submit, .returned): true
        case (.verify, .submitted), (.verify, .held): true
        case (.return, .submitted), (.return, .held), (.return, .verified): true
        case (.save, _), (.submit, _), (.verify, _), (.return, _): false
        }
    }

    /// Who submitted a report does not judge it (E4).
    var isReview: Bool {
        switch self {
        case .verify, .return: true
        case .save, .submit: false
        }
    }
}

/// A report as its row has it, before it is looked at by somebody.
struct StoredReport: Sendable {
    let id: ID<EventReport>
    let event: ID<Event>
    let campaign: CampaignKey
    var content: EventReportContent
    var state: EventReportState
    var revision: Int
    var findings: [Violation]
    var savedAt: Instant
    var submittedAt: Instant?
    var submittedBy: String?
    var verifiedBy: String?
    var reason: String?

    func seen(by caller: Principal) -> EventReport {
        var may: [String] = []
        var blockers: [Blocker] = []
        for verb in ReportVerb.allCases {
            if !verb.allowed(in: state) {
                blockers.append(Blocker(verb: verb.rawValue, reason: "WRONG_STATE", ref: state.rawValue))
            } else if verb.isReview, submittedBy == caller.name {
                blockers.append(Blocker(verb: verb.rawValue, reason: "OWN_WORK", ref: submittedBy))
            } else {
                may.append(verb.rawValue)
            }
        }
        return EventReport(
            id: id, event: event, campaign: campaign, content: content, state: state, revision: revision,
            findings: findings, savedAt: savedAt, submittedAt: submittedAt, submittedBy: submittedBy,
            verifiedBy: verifiedBy, reason: reason, may: may, blockedBy: blockers)
    }
}
