package import Values

/// A person or project put forward for an honour of the campaign, 百姓学习之星 or 终身学习品牌项目 (N12), or a collaboration to be
/// publicised, 产教联合体 and their like (N13). It rises level by level; the province selects.
package struct Nomination: Codable, Sendable, Equatable {
    /// Given when it is proposed; never changes.
    package let id: ID<Nomination>
    /// The campaign it was put forward in.
    package let campaign: CampaignKey
    /// Who or what is put forward, and why.
    package let content: NominationContent
    /// The level that decides on it next, or decided.
    package let level: NominationLevel
    /// How far it has come.
    package let state: NominationState
    /// Counts from 1; whoever decides names the one he saw.
    package let revision: Int
    /// When it was proposed.
    package let proposedAt: Instant
    /// Who proposed it; whoever decides is someone else.
    package let proposedBy: String
    /// Who shortlisted, selected or refused it last; null before.
    package let decidedBy: String?
    /// The reason given with the last decision; null before.
    package let reason: String?
    /// What the caller may do with it now.
    package let may: [String]
    /// What the caller may not do, and why.
    package let blockedBy: [Blocker]

    package init(
        id: ID<Nomination>, campaign: CampaignKey, content: NominationContent, level: NominationLevel,
        state: NominationState, revision: Int, proposedAt: Instant, proposedBy: String, decidedBy: String?,
        reason: String?, may: [String], blockedBy: [Blocker]
    ) {
        self.id = id
        self.campaign = campaign
        self.content = content
        self.level = level
        self.state = state
        self.revision = revision
        self.proposedAt = proposedAt
        self.proposedBy = proposedBy
        self.decidedBy = decidedBy
        self.reason = reason
        self.may = may
        self.blockedBy = blockedBy
    }

    package static let example = Nomination(
        id: ID(UniqueID(high: 0x019d_e0f0_0000_7000, low: 0x8000_0000_0000_0005)), campaign: "anhui-2026",
        content: .example, level: .city, state: .proposed, revision: 1,
        proposedAt: Instant(microseconds: 1_777_600_000_000_000), proposedBy: "city-340100", decidedBy: nil,
        reason: nil, may: [], blockedBy: [Blocker(verb: "shortlist", reason: "OWN_WORK", ref: "city-340100")])
}

/// proposed → shortlisted (one level up each time) → selected | not_selected.
package enum NominationState: String, Codable, Sendable, Hashable, CaseIterable {
    case proposed, shortlisted, selected
    case notSelected = "not_selected"
}

/// county → city → province.
package enum NominationLevel: String, Codable, Sendable, Hashable, CaseIterable {
    case county, city, province

    /// The level above; nil at the top.
    package var above: NominationLevel? {
        switch self {
        case .county: .city
        case .city: .province
        case .province: nil
        }
    }
}

/// What its nominator says about a nomination.
package struct NominationContent: Codable, Sendable, Equatable {
    /// A term of the campaign's `honours` or `collaborations`.
    package let kind: TermCode
    /// The person's, project's or collaboration's public name; 1…100 characters. With `home` it says who is meant (E10).
    package let subject: String
    /// The unit the person or project belongs to; of a collaboration its own unit.
    package let home: UnitKey
    /// The unit that puts it forward.
    package let nominatedBy: UnitKey
    /// Why; 1…2,000 characters, fit to be published.
    package let statement: String
    /// Links or digests of what proves it; absent: none.
    package let evidence: [String]?

    package init(
        kind: TermCode, subject: String, home: UnitKey, nominatedBy: UnitKey, statement: String,
        evidence: [String]? = nil
    ) {
        self.kind = kind
        self.subject = subject
        self.home = home
        self.nominatedBy = nominatedBy
        self.statement = statement
        self.evidence = evidence
    }

    package static let example = NominationContent(
        kind: "learning-brand", subject: "社区银龄课堂", home: "gb2260:340100/教育", nominatedBy: "gb2260:340100/教育",
        statement: "连续五年面向社区老年人开设课程")
}

extension EventsAPI {
    /// Sets how many nominations of a kind a unit may put forward. Of the campaign's authority it is how many are selected.
    /// Without an allotment there is no limit: the notice sets none.
    package enum AllotNominations: RPCMethod {
        package struct Params: Codable, Sendable {
            /// A published campaign.
            package let campaign: CampaignKey
            /// A term of the campaign's `honours` or `collaborations`.
            package let kind: TermCode
            /// The unit that puts forward, or the authority that selects.
            package let unit: UnitKey
            /// 0…10,000. What was put forward before stays.
            package let quota: Int

            package init(campaign: CampaignKey, kind: TermCode, unit: UnitKey, quota: Int) {
                self.campaign = campaign
                self.kind = kind
                self.unit = unit
                self.quota = quota
            }
        }
        package typealias Result = NominationAllotment
        package static let contract = MethodContract(
            "events.nominations.allot", "Sets how many nominations a unit may put forward.", kind: .mutation,
            access: .scoped(.allot, [.unit("unit")]),
            faults: [.campaignUnknownToEvents, .unitUnknownToEvents])
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026", kind: "learning-star", unit: "gb2260:340100/教育", quota: 5),
                result: NominationAllotment(kind: "learning-star", unit: "gb2260:340100/教育", quota: 5, used: 0))
        ]
    }

    /// Puts a person or project forward, within the nominator's quota (E9) and never one that is honoured already (E10).
    package enum ProposeNomination: RPCMethod {
        package struct Params: Codable, Sendable {
            /// A published campaign.
            package let campaign: CampaignKey
            /// The level that decides first.
            package let level: NominationLevel
            /// Who or what, and why.
            package let content: NominationContent

            package init(campaign: CampaignKey, level: NominationLevel, content: NominationContent) {
                self.campaign = campaign
                self.level = level
                self.content = content
            }
        }
        package typealias Result = Nomination
        package static let contract = MethodContract(
            "events.nominations.propose", "Puts a person or project forward for an honour.", kind: .mutation,
            access: .scoped(.file, [.unit("content.nominatedBy")]),
            faults: [
                .campaignUnknownToEvents, .unitUnknownToEvents, .nominationRepeated, .nominationQuotaExceeded,
            ])
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026", level: .city, content: .example), result: Nomination.example)
        ]
    }

    /// Lets a nomination rise to the level above; by somebody other than who proposed it.
    package enum ShortlistNomination: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The nomination.
            package let id: ID<Nomination>
            /// The revision the caller saw.
            package let expectRevision: Int
            /// Why; 1…500 characters.
            package let reason: String

            package init(id: ID<Nomination>, expectRevision: Int, reason: String) {
                self.id = id
                self.expectRevision = expectRevision
                self.reason = reason
            }
        }
        package typealias Result = Nomination
        package static let contract = MethodContract(
            "events.nominations.shortlist", "Lets a nomination rise to the level above.", kind: .mutation,
            access: .scoped(.review, [.entity(.nomination, "id")]),
            faults: [.nominationUnknown, .revisionConflict, .nominationStateWrong, .ownWork])
        package static let examples = [
            Example(
                params: Params(id: Nomination.example.id, expectRevision: 1, reason: "覆盖面广"),
                result: Nomination.example)
        ]
    }

    /// The last word: selected, by the province only and within its quota, or not, by any level.
    package enum SelectNomination: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The nomination.
            package let id: ID<Nomination>
            /// The revision the caller saw.
            package let expectRevision: Int
            /// Whether it gets the honour.
            package let selected: Bool
            /// Why, or why not; 1…500 characters.
            package let reason: String

            package init(id: ID<Nomination>, expectRevision: Int, selected: Bool, reason: String) {
                self.id = id
                self.expectRevision = expectRevision
                self.selected = selected
                self.reason = reason
            }
        }
        package typealias Result = Nomination
        package static let contract = MethodContract(
            "events.nominations.select", "Selects a nomination, or not, with a reason.", kind: .mutation,
            access: .scoped(.review, [.entity(.nomination, "id")]),
            faults: [
                .nominationUnknown, .revisionConflict, .nominationStateWrong, .ownWork, .nominationQuotaExceeded,
            ])
        package static let examples = [
            Example(
                params: Params(id: Nomination.example.id, expectRevision: 2, selected: true, reason: "示范性强"),
                result: Nomination.example)
        ]
    }

    /// The nominations of a campaign in the order they were proposed; every filter narrows.
    package enum ListNominations: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign.
            package let campaign: CampaignKey
            /// A term of `honours` or `collaborations`; all if absent.
            package let kind: TermCode?
            /// Nominations in this state; all if absent.
            package let state: NominationState?
            /// Nominations at this level; all if absent.
            package let level: NominationLevel?
            /// The `next` of the page before; absent for the first page.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey, kind: TermCode? = nil, state: NominationState? = nil,
                level: NominationLevel? = nil, after: String? = nil, limit: Int? = nil
            ) {
                self.campaign = campaign
                self.kind = kind
                self.state = state
                self.level = level
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<Nomination>
        package static let contract = MethodContract(
            "events.nominations.list", "The nominations of a campaign.", kind: .query,
            access: .scoped(.read, [.list]))
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Page(items: [Nomination.example], next: nil))
        ]
    }
}

/// How many nominations a unit may put forward, and how many it has.
package struct NominationAllotment: Codable, Sendable, Equatable {
    /// A term of `honours` or `collaborations`.
    package let kind: TermCode
    /// Whose quota it is.
    package let unit: UnitKey
    /// How many there may be.
    package let quota: Int
    /// How many there are: put forward and not refused; of the authority, selected.
    package let used: Int

    package init(kind: TermCode, unit: UnitKey, quota: Int, used: Int) {
        self.kind = kind
        self.unit = unit
        self.quota = quota
        self.used = used
    }
}
