package import Deadlines
package import Values

/// One thing one unit owes: a rule met a unit. Facts are stored; the status is derived from them by `status(at:)`, the
/// one function that every list, board, bulletin and reminder uses.
///
/// Its identity is (campaign, rule, unit): the id stays when a deadline moves, a version of the policy is published or a
/// row is written anew.
package struct Obligation: Codable, Sendable, Hashable {
    /// Permanent: it stays when a deadline or a policy changes.
    package let id: ID<Obligation>
    /// The campaign.
    package let campaign: CampaignKey
    /// The rule it comes from.
    package let rule: RuleKey
    /// For lists and messages: `附件3（市）`.
    package let name: String
    /// What is owed: usually one item; several when the quota is over all of them together (S3).
    package let items: [ItemCode]
    /// The week it belongs to.
    package let track: TrackCode
    /// Who owes.
    package let unit: UnitBrief
    /// To whom: the province's education department or the unit's superior in the track.
    package let to: UnitBrief
    /// How many distinct pieces; 1 for everything but materials and cases.
    package let quota: Int
    /// How many count now; never above what was sent, may be above `quota`.
    package let have: Int
    /// What happens to what comes after the deadline.
    package let late: CampaignDocument.LateHandling
    /// When a submission or material starts to count.
    package let countsOn: CampaignDocument.CountsOn
    /// From when it can be filed: the window's start, otherwise its birth.
    package let opensAt: Instant
    /// With its trace.
    package let deadline: DeadlineResult
    /// When rule and unit were both in force for the first time, not when a row was written (Q16).
    package let bornAt: Instant
    /// When the unit or the rule ceased; null while it lasts.
    package let endedAt: Instant?
    /// From 1; grows with each change of quota, receiver or deadline.
    package let revision: Int
    /// `receivedAt` of what met the quota; null while it is short. A return takes it back.
    package let satisfiedAt: Instant?
    /// How `satisfiedAt` stands to the due time that was in force then; null while the quota is short. A deadline that
    /// moves later changes nothing about it.
    package let timeliness: Timeliness?
    /// When a nil return was attested; null otherwise.
    package let nilAt: Instant?
    /// A waiver in force; null otherwise.
    package let waiver: Waiver?
    /// An extension in force; null otherwise.
    package let extendedUntil: Instant?
    /// When something that had counted was returned; null once the quota is met again.
    package let reopenedAt: Instant?
    /// When a draft was first saved; null while nothing was begun.
    package let draftAt: Instant?
    /// At `asOf`.
    package let status: ObligationStatus
    /// The instant `status` is for.
    package let asOf: Instant
    /// What the caller may do about it now: `open`, `submit`, `attest`, `requestExtension`, `extend`, `waive`; absent in
    /// the feed and beside other things' answers.
    package let may: [String]?
    /// Why the rest may not; absent with `may`.
    package let blockedBy: [Blocker]?

    package init(
        id: ID<Obligation>, campaign: CampaignKey, rule: RuleKey, name: String, items: [ItemCode], track: TrackCode,
        unit: UnitBrief, to: UnitBrief, quota: Int, have: Int, late: CampaignDocument.LateHandling,
        countsOn: CampaignDocument.CountsOn, opensAt: Instant, deadline: DeadlineResult, bornAt: Instant,
        endedAt: Instant? = nil, revision: Int, satisfiedAt: Instant? = nil, timeliness: Timeliness? = nil,
        nilAt: Instant? = nil, waiver: Waiver? = nil, extendedUntil: Instant? = nil, reopenedAt: Instant? = nil,
        draftAt: Instant? = nil, status: ObligationStatus, asOf: Instant, may: [String]? = nil,
        blockedBy: [Blocker]? = nil
    ) {
        self.id = id
        self.campaign = campaign
        self.rule = rule
        self.name = name
        self.items = items
        self.track = track
        self.unit = unit
        self.to = to
        self.quota = quota
        self.have = have
        self.late = late
        self.countsOn = countsOn
        self.opensAt = opensAt
        self.deadline = deadline
        self.bornAt = bornAt
        self.endedAt = endedAt
        self.revision = revision
        self.satisfiedAt = satisfiedAt
        self.timeliness = timeliness
        self.nilAt = nilAt
        self.waiver = waiver
        self.extendedUntil = extendedUntil
        self.reopenedAt = reopenedAt
        self.draftAt = draftAt
        self.status = status
        self.asOf = asOf
        self.may = may
        self.blockedBy = blockedBy
    }

    /// Why an obligation need not be met.
    package struct Waiver: Codable, Sendable, Hashable {
        /// The grantor's reason.
        package let basis: String
        /// Who granted it: a unit above the one that owes.
        package let by: UnitKey
        /// The instant it holds for, or at which it happened.
        package let at: Instant
        /// The first instant at which it no longer holds; null for good.
        package let until: Instant?

        package init(
            basis: String, by: UnitKey, at: Instant, until: Instant? = nil
        ) {
            self.basis = basis
            self.by = by
            self.at = at
            self.until = until
        }
    }
}

extension ItemCode {
    package static var material: ItemCode { "material" }
    package static var outstandingCase: ItemCode { "case" }
}

/// A unit as lists show it.
package struct UnitBrief: Codable, Sendable, Hashable {
    /// The registry's permanent key.
    package let key: UnitKey
    /// As people read it.
    package let name: String
    /// The registry's kind: `city_education`, `direct_county`, `higher_education`, `secondary_local` …
    package let kind: UnitKind
    /// The place it belongs to; null when the registry knows none.
    package let region: RegionCode?

    package init(
        key: UnitKey, name: String, kind: UnitKind, region: RegionCode? = nil
    ) {
        self.key = key
        self.name = name
        self.kind = kind
        self.region = region
    }
}

/// How an obligation stands at an instant.
package enum ObligationStatus: String, Codable, Sendable, Hashable, CaseIterable {
    /// Before `opensAt`.
    case notOpen = "not_open"
    /// It can be filed; the due time is far or there is none.
    case open
    /// Within `Obligation.dueSoon` of the due time.
    case dueSoon = "due_soon"
    /// The due time, with an extension counted in, is past and the quota is short.
    case overdue
    /// The quota was met before the due time.
    case satisfiedOnTime = "satisfied_on_time"
    /// The quota was met after the due time, without an extension that covers it.
    case satisfiedLate = "satisfied_late"
    /// The quota was met after the due time and within an extension.
    case satisfiedInExtension = "satisfied_in_extension"
    /// A nil return was attested.
    case `nil`
    /// A waiver is in force.
    case waived
    /// Something that had counted was returned and the quota is short again.
    case reopened
}
