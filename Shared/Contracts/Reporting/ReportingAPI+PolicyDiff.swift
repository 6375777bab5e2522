package import Deadlines
package import Values

extension ReportingAPI {
    /// What a draft would change.
    package enum DiffPolicy: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The campaign.
            package let campaign: CampaignKey
            /// The version of the campaign whose rules are held against those in force; absent: the newest.
            package let campaignVersion: Int?
            /// Only changes of this rule; absent: all.
            package let rule: RuleKey?
            /// `next` of the page before.
            package let after: String?
            /// 1…500 changes of obligations, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey, campaignVersion: Int? = nil, rule: RuleKey? = nil, after: String? = nil,
                limit: Int? = nil
            ) {
                self.campaign = campaign
                self.campaignVersion = campaignVersion
                self.rule = rule
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = PolicyDifference
        package static let contract = MethodContract(
            "reporting.policies.diff",
            "What publishing would change: obligations added, moved and removed by name, rules and reminders.",
            kind: .query, access: .roles([.provinceAdmin]),
            faults: [.campaignUnpublished, .policyUnknown, .deadlineInvalid])
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: PolicyDifference.example)
        ]
    }
}

/// What publishing a campaign's rules would change, against what is in force now. Nothing is written.
package struct PolicyDifference: Codable, Sendable, Hashable {
    /// The campaign.
    package let campaign: CampaignKey
    /// The version of the policy in force; null before the first.
    package let inForce: Int?
    /// The version of the campaign whose rules are in force; null before the first.
    package let from: Int?
    /// The version whose rules are held against them.
    package let to: Int
    /// In numbers.
    package let effect: PolicyEffect
    /// Rules that are new, gone or say something else, by key.
    package let rules: [RuleChange]
    /// Steps of reminders that are new, gone or something else, by ladder and step.
    package let reminders: [ReminderChange]
    /// Rules that could never be met, with the units; such a draft is refused (L7).
    package let neverMet: [NeverMet]
    /// A page, by rule and then by unit.
    package let obligations: [ObligationChange]
    /// Ask again with `after: next` until it is null.
    package let next: String?

    package init(
        campaign: CampaignKey, inForce: Int? = nil, from: Int? = nil, to: Int, effect: PolicyEffect,
        rules: [RuleChange], reminders: [ReminderChange], neverMet: [NeverMet], obligations: [ObligationChange],
        next: String? = nil
    ) {
        self.campaign = campaign
        self.inForce = inForce
        self.from = from
        self.to = to
        self.effect = effect
        self.rules = rules
        self.reminders = reminders
        self.neverMet = neverMet
        self.obligations = obligations
        self.next = next
    }

    /// What became of something.
    package enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
        case added
        /// Says something else.
        case moved
        case removed
    }

    /// A rule that changes.
    package struct RuleChange: Codable, Sendable, Hashable {
        /// The rule.
        package let rule: RuleKey
        /// Its name.
        package let name: String
        /// What became of it.
        package let kind: Kind
        /// Its members that are others: `deadline`, `quota` …; empty unless it moved.
        package let members: [String]

        package init(
            rule: RuleKey, name: String, kind: Kind, members: [String]
        ) {
            self.rule = rule
            self.name = name
            self.kind = kind
            self.members = members
        }
    }

    /// A step of a ladder that changes.
    package struct ReminderChange: Codable, Sendable, Hashable {
        /// The ladder.
        package let ladder: LadderKey
        /// The step; null when it is the ladder's rules that change.
        package let step: StepKey?
        /// What became of it.
        package let kind: Kind

        package init(
            ladder: LadderKey, step: StepKey? = nil, kind: Kind
        ) {
            self.ladder = ladder
            self.step = step
            self.kind = kind
        }
    }

    /// A rule that known weeks make impossible.
    package struct NeverMet: Codable, Sendable, Hashable {
        /// The rule.
        package let rule: RuleKey
        /// The units whose week ends after the cap.
        package let units: [UnitKey]

        package init(
            rule: RuleKey, units: [UnitKey]
        ) {
            self.rule = rule
            self.units = units
        }
    }

    /// An obligation that changes.
    package struct ObligationChange: Codable, Sendable, Hashable {
        /// Null for one that is new.
        package let obligation: ID<Obligation>?
        /// The rule.
        package let rule: RuleKey
        /// Who owes.
        package let unit: UnitKey
        /// What became of it.
        package let kind: Kind
        /// What is owed now; null for one that is new.
        package let before: Owed?
        /// What would be owed; null for one that ends.
        package let after: Owed?

        package init(
            obligation: ID<Obligation>? = nil, rule: RuleKey, unit: UnitKey, kind: Kind, before: Owed? = nil,
            after: Owed? = nil
        ) {
            self.obligation = obligation
            self.rule = rule
            self.unit = unit
            self.kind = kind
            self.before = before
            self.after = after
        }
    }

    /// What is owed, as far as a policy decides it.
    package struct Owed: Codable, Sendable, Hashable {
        /// To whom.
        package let to: UnitKey
        /// How many.
        package let quota: Int
        /// From when it can be filed; null from its birth.
        package let opensAt: Instant?
        /// The first instant that is late; null when nothing is.
        package let dueAt: Instant?
        /// How certain `dueAt` is.
        package let status: DeadlineStatus

        package init(
            to: UnitKey, quota: Int, opensAt: Instant? = nil, dueAt: Instant? = nil, status: DeadlineStatus
        ) {
            self.to = to
            self.quota = quota
            self.opensAt = opensAt
            self.dueAt = dueAt
            self.status = status
        }
    }
}
