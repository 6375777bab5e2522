package import Values

/// What came of an event, said by its host after it began: one report per event.
///
/// 人数 (heads), 人次 (attendances) and 场次 (sessions) are different things and never added up; online figures stand apart
/// from those on site (N10), groups apart from the whole (N09, N14).
package struct EventReport: Codable, Sendable, Equatable {
    /// Given when it is first saved; never changes.
    package let id: ID<EventReport>
    /// The event it is about.
    package let event: ID<Event>
    /// The event's campaign.
    package let campaign: CampaignKey
    /// The figures, as their author gave them.
    package let content: EventReportContent
    /// How far it has come.
    package let state: EventReportState
    /// Counts from 1; whoever changes it names the one he saw.
    package let revision: Int
    /// What is not plausible about the figures (E5), as found when it was submitted; empty before.
    package let findings: [Violation]
    /// When its content was last saved.
    package let savedAt: Instant
    /// When it was last handed in; null before.
    package let submittedAt: Instant?
    /// Who handed it in; the verifier is someone else (E4).
    package let submittedBy: String?
    /// Who verified or returned it; null while nobody did.
    package let verifiedBy: String?
    /// Why it was returned; null otherwise.
    package let reason: String?
    /// What the caller may do with it now.
    package let may: [String]
    /// What the caller may not do, and why.
    package let blockedBy: [Blocker]

    package init(
        id: ID<EventReport>, event: ID<Event>, campaign: CampaignKey, content: EventReportContent,
        state: EventReportState, revision: Int, findings: [Violation], savedAt: Instant, submittedAt: Instant?,
        submittedBy: String?, verifiedBy: String?, reason: String?, may: [String], blockedBy: [Blocker]
    ) {
        self.id = id
        self.event = event
        self.campaign = campaign
        self.content = content
        self.state = state
        self.revision = revision
        self.findings = findings
        self.savedAt = savedAt
        self.submittedAt = submittedAt
        self.submittedBy = submittedBy
        self.verifiedBy = verifiedBy
        self.reason = reason
        self.may = may
        self.blockedBy = blockedBy
    }

    package static let example = EventReport(
        id: ID(UniqueID(high: 0x019d_e0f0_0000_7000, low: 0x8000_0000_0000_0004)), event: Event.example.id,
        campaign: "anhui-2026", content: .example, state: .draft, revision: 1, findings: [],
        savedAt: Instant(microseconds: 1_778_558_400_000_000), submittedAt: nil, submittedBy: nil, verifiedBy: nil,
        reason: nil, may: ["save", "submit"],
        blockedBy: [Blocker(verb: "verify", reason: "WRONG_STATE", ref: "draft")])
}

/// draft → submitted | held → verified | returned → submitted …; only what is verified counts in statistics.
package enum EventReportState: String, Codable, Sendable, Hashable, CaseIterable {
    case draft, submitted
    /// Handed in with figures that are not plausible and a justification: whoever verifies it looks at that first.
    case held
    case verified, returned
}

/// The figures of an event and what proves them.
package struct EventReportContent: Codable, Sendable, Equatable {
    /// At least one; each (measure, group, online) once.
    package let counts: [ReportedCount]
    /// Why figures that are not plausible are right nevertheless; ≤ 500 characters. Needed where there are findings.
    package let justification: String?
    /// Whatever else is worth saying; ≤ 2,000 characters.
    package let note: String?
    /// Links or digests of what proves the figures; absent: none.
    package let evidence: [String]?

    package init(
        counts: [ReportedCount], justification: String? = nil, note: String? = nil, evidence: [String]? = nil
    ) {
        self.counts = counts
        self.justification = justification
        self.note = note
        self.evidence = evidence
    }

    package static let example = EventReportContent(counts: [
        ReportedCount(measure: .sessions, count: 1), ReportedCount(measure: .attendances, count: 320),
        ReportedCount(measure: .attendances, group: "pupils", count: 260),
        ReportedCount(measure: .attendances, online: true, count: 1_500),
    ])
}

/// One figure: how much of what, of whom, on site or online.
package struct ReportedCount: Codable, Sendable, Hashable {
    /// What was counted, with its unit.
    package let measure: EventMeasure
    /// A term of `groups`: those among the whole; null for the whole. Groups may overlap and are not added up to it.
    package let group: TermCode?
    /// Whether it was counted online; absent: on site.
    package let online: Bool?
    /// 0…10,000,000.
    package let count: Int

    package init(measure: EventMeasure, group: TermCode? = nil, online: Bool? = nil, count: Int) {
        self.measure = measure
        self.group = group
        self.online = online
        self.count = count
    }
}

/// What is counted. Each has a unit of its own, so no two are ever added.
package enum EventMeasure: String, Codable, Sendable, Hashable, CaseIterable {
    /// 场次: sessions that took place.
    case sessions
    /// 人数: different people who took part.
    case heads
    /// 人次: attendances; who came twice counts twice.
    case attendances
    /// 培训人次: attendances of training (N14).
    case trained
    /// 志愿者人数: different volunteers.
    case volunteers
    /// 服务人次: how often somebody was served by volunteers.
    case served
    /// 媒体报道数: items in the media.
    case media

    /// Whether it counts people, who may belong to groups.
    package var countsPeople: Bool {
        switch self {
        case .heads, .attendances, .trained, .volunteers, .served: true
        case .sessions, .media: false
        }
    }
}
