package import Values

extension ReportingAPI {
    /// Computes what a campaign's rules would mean for the units there are, and keeps it as a draft.
    package enum DraftPolicy: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign.
            package let campaign: CampaignKey
            /// The version the caller published: refused, to be tried again, while only earlier ones are known here.
            package let campaignVersion: Int?

            package init(
                campaign: CampaignKey, campaignVersion: Int? = nil
            ) {
                self.campaign = campaign
                self.campaignVersion = campaignVersion
            }
        }
        package typealias Result = Policy
        package static let contract = MethodContract(
            "reporting.policies.draft",
            "A draft of the campaign's rules as they were published last in the registry, with what it would change.",
            kind: .mutation, access: .roles([.provinceAdmin]),
            faults: [.campaignUnpublished, .formUnknown, .deadlineInvalid, .ruleNeverMet])
        package static let examples = [Example(params: Params(campaign: "anhui-2026"), result: Policy.example)]
    }

    /// Puts a draft in force and materialises its obligations.
    package enum PublishPolicy: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign.
            package let campaign: CampaignKey
            /// The draft to publish; absent: the newest draft, or a draft made now if there is none.
            package let version: Int?
            /// As for `reporting.policies.draft`.
            package let campaignVersion: Int?

            package init(
                campaign: CampaignKey, version: Int? = nil, campaignVersion: Int? = nil
            ) {
                self.campaign = campaign
                self.version = version
                self.campaignVersion = campaignVersion
            }
        }
        package typealias Result = Policy
        package static let contract = MethodContract(
            "reporting.policies.publish",
            "Puts a policy in force: obligations are added, moved and ended. The same rules again change nothing.",
            kind: .mutation, access: .roles([.provinceAdmin]),
            faults: [
                .campaignUnpublished, .policyUnknown, .formUnknown, .deadlineInvalid, .ruleNeverMet, .policyOutdated,
            ])
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Policy.example)
        ]
    }

    /// A policy, the one in force if none is named.
    package enum GetPolicy: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign.
            package let campaign: CampaignKey
            /// Absent: the one in force.
            package let version: Int?

            package init(
                campaign: CampaignKey, version: Int? = nil
            ) {
                self.campaign = campaign
                self.version = version
            }
        }
        package typealias Result = Policy
        package static let contract = MethodContract(
            "reporting.policies.get", "A version of a policy, the one in force if none is named.", kind: .query,
            faults: [.policyUnknown, .campaignUnpublished])
        package static let examples = [Example(params: Params(campaign: "anhui-2026"), result: Policy.example)]
    }
}

extension ReportingAPI {
    /// How far the publication of a policy is.
    package enum GetPolicyProgress: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign.
            package let campaign: CampaignKey

            package init(campaign: CampaignKey) { self.campaign = campaign }
        }
        package typealias Result = PolicyProgress
        package static let contract = MethodContract(
            "reporting.policies.progress",
            "How far the last publication of a campaign's policy is, while it runs and after it.", kind: .query,
            faults: [.policyUnknown])
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: PolicyProgress.example)
        ]
    }
}

/// How far a publication is. It is told beside the publication's transaction: what is written is not seen by others before
/// it is whole.
package struct PolicyProgress: Codable, Sendable, Hashable {
    /// The campaign.
    package let campaign: CampaignKey
    /// What is being done.
    package let stage: Stage
    /// How many of `total` are done.
    package let done: Int
    /// Units while deriving; changed obligations while writing and telling; 0 while it is not known.
    package let total: Int
    /// When the publication began.
    package let startedAt: Instant
    /// When this was true.
    package let updatedAt: Instant
    /// When it was committed; null while it runs, and when it failed.
    package let finishedAt: Instant?

    package init(
        campaign: CampaignKey, stage: Stage, done: Int, total: Int, startedAt: Instant, updatedAt: Instant,
        finishedAt: Instant? = nil
    ) {
        self.campaign = campaign
        self.stage = stage
        self.done = done
        self.total = total
        self.startedAt = startedAt
        self.updatedAt = updatedAt
        self.finishedAt = finishedAt
    }

    package enum Stage: String, Codable, Sendable, Hashable, CaseIterable {
        /// Units, lines and what is owed so far are read.
        case reading
        /// What each unit owes is worked out.
        case deriving
        /// Rows are written.
        case writing
        /// The feed is told.
        case telling
    }
}

/// A version of the set of rules of a campaign, and what it did or would do.
package struct Policy: Codable, Sendable, Hashable {
    /// The campaign.
    package let campaign: CampaignKey
    /// From 1.
    package let version: Int
    /// Draft, in force or replaced.
    package let state: PolicyState
    /// The version of the campaign whose rules these are.
    package let campaignVersion: Int
    /// The rules meant, by key.
    package let rules: [RuleKey]
    /// When it was computed.
    package let draftedAt: Instant
    /// Null while it is a draft.
    package let publishedAt: Instant?
    /// At draft: against what stood then. After publication: what was done.
    package let effect: PolicyEffect
    /// Nothing would change, or nothing was changed.
    package let unchanged: Bool
    /// What the caller may do now: `publish`.
    package let may: [String]?
    /// Why the rest may not. Both are absent in the feed, where nobody in particular asks.
    package let blockedBy: [Blocker]?

    package init(
        campaign: CampaignKey, version: Int, state: PolicyState, campaignVersion: Int, rules: [RuleKey],
        draftedAt: Instant, publishedAt: Instant? = nil, effect: PolicyEffect, unchanged: Bool, may: [String]? = nil,
        blockedBy: [Blocker]? = nil
    ) {
        self.campaign = campaign
        self.version = version
        self.state = state
        self.campaignVersion = campaignVersion
        self.rules = rules
        self.draftedAt = draftedAt
        self.publishedAt = publishedAt
        self.effect = effect
        self.unchanged = unchanged
        self.may = may
        self.blockedBy = blockedBy
    }
}

/// Draft, in force, or replaced by a later version.
package enum PolicyState: String, Codable, Sendable, Hashable, CaseIterable {
    /// Computed; nothing rests on it.
    case draft
    /// In force.
    case published
    /// A later version is in force.
    case superseded
}

/// What a policy means for the units there are.
package struct PolicyEffect: Codable, Sendable, Hashable {
    /// Obligations in force after it.
    package let obligations: Int
    /// The same by receiver, most first.
    package let byReceiver: [Received]
    /// New ones.
    package let added: Int
    /// Quota, receiver or deadline changed.
    package let moved: Int
    /// Ended because the rule or the unit is gone.
    package let removed: Int
    /// Units that a rule means and that have no line to report on; see `reporting.completeness.gaps`.
    package let gaps: Int

    package init(
        obligations: Int, byReceiver: [Received], added: Int, moved: Int, removed: Int, gaps: Int
    ) {
        self.obligations = obligations
        self.byReceiver = byReceiver
        self.added = added
        self.moved = moved
        self.removed = removed
        self.gaps = gaps
    }

    /// How much a unit is owed.
    package struct Received: Codable, Sendable, Hashable {
        /// To whom it is owed.
        package let to: UnitKey
        /// How many.
        package let obligations: Int
        /// How many distinct units owe it.
        package let units: Int

        package init(
            to: UnitKey, obligations: Int, units: Int
        ) {
            self.to = to
            self.obligations = obligations
            self.units = units
        }
    }
}
