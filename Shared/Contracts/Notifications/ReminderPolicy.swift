package import Values

/// A version of the reminder ladders of a campaign: who is told before, on and after a due time, and who above (N30).
package struct ReminderPolicy: Codable, Sendable, Equatable {
    /// Made by the service.
    package let id: ID<ReminderPolicy>
    /// The campaign it belongs to.
    package let campaign: CampaignKey
    /// Counts from 1 per campaign.
    package let version: Int
    /// Whether it is in force.
    package let state: State
    /// The campaign version whose `reminders` these are.
    package let campaignVersion: Int
    /// SHA-256 of the ladders, in hex: the same ladders are the same policy.
    package let digest: String
    /// When it was taken from the campaign.
    package let draftedAt: Instant
    /// When it came into force; null while it is a draft.
    package let publishedAt: Instant?

    package enum State: String, Codable, Sendable, Hashable, CaseIterable {
        /// Not in force yet.
        case draft
        /// In force: one for each campaign.
        case published
        /// Was in force before another one.
        case superseded
    }

    package init(
        id: ID<ReminderPolicy>, campaign: CampaignKey, version: Int, state: State, campaignVersion: Int,
        digest: String, draftedAt: Instant, publishedAt: Instant?
    ) {
        self.id = id
        self.campaign = campaign
        self.version = version
        self.state = state
        self.campaignVersion = campaignVersion
        self.digest = digest
        self.draftedAt = draftedAt
        self.publishedAt = publishedAt
    }

    package static let example = ReminderPolicy(
        id: ID(UniqueID(high: 0x019d_e0f0_0000_7000, low: 0x8000_0000_0000_0004)), campaign: "anhui-2026", version: 1,
        state: .published, campaignVersion: 1,
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        draftedAt: Instant(microseconds: 1_777_424_400_000_000),
        publishedAt: Instant(microseconds: 1_777_424_400_000_000))
}

extension NotificationsAPI {
    /// Takes the ladders of the campaign's published version as a draft. The same ladders again: the policy there is.
    package enum DraftPolicy: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign that is asked about.
            package let campaign: CampaignKey

            package init(campaign: CampaignKey) { self.campaign = campaign }
        }
        package typealias Result = ReminderPolicy
        package static let contract = MethodContract(
            "notifications.policies.draft", "Drafts a reminder policy from the campaign's ladders.", kind: .mutation,
            access: .roles([.provinceAdmin]), faults: [.campaignUnknownToNotifications])
        package static let examples = [Example(params: Params(campaign: "anhui-2026"), result: ReminderPolicy.example)]
    }

    /// What a draft would change: reminders to come that would be added, left out, or come at another time, and what waits to
    /// be sent and would not be.
    package enum DiffPolicy: RPCMethod {
        package struct Params: Codable, Sendable {
            /// A draft's id.
            package let id: ID<ReminderPolicy>
            /// Up to when steps are looked at; absent: all that are to come.
            package let until: Instant?

            package init(id: ID<ReminderPolicy>, until: Instant? = nil) {
                self.id = id
                self.until = until
            }
        }
        package typealias Result = ReminderPolicyDiff
        package static let contract = MethodContract(
            "notifications.policies.diff", "What publishing a reminder policy would send, move or stop.", kind: .query,
            access: .roles([.provinceAdmin, .reader]), faults: [.policyUnknownToNotifications])
        package static let examples = [
            Example(params: Params(id: ReminderPolicy.example.id), result: ReminderPolicyDiff.example)
        ]
    }

    /// Puts a draft in force. Unsent intents it does not call for are superseded in the same transaction; a step already
    /// planned or sent for the same due time is never repeated (M1). The first window starts now: what lay before is not sent (M3).
    package enum PublishPolicy: RPCMethod {
        package struct Params: Codable, Sendable {
            /// Its id.
            package let id: ID<ReminderPolicy>

            package init(id: ID<ReminderPolicy>) { self.id = id }
        }
        package typealias Result = ReminderPolicy
        package static let contract = MethodContract(
            "notifications.policies.publish", "Puts a reminder policy in force.", kind: .mutation,
            access: .roles([.provinceAdmin]), faults: [.policyUnknownToNotifications, .templateIncomplete])
        package static let examples = [
            Example(params: Params(id: ReminderPolicy.example.id), result: ReminderPolicy.example)
        ]
    }

    /// The policy in force, or a version of it.
    package enum GetPolicy: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign that is asked about.
            package let campaign: CampaignKey
            /// The one in force if absent.
            package let version: Int?

            package init(campaign: CampaignKey, version: Int? = nil) {
                self.campaign = campaign
                self.version = version
            }
        }
        package typealias Result = ReminderPolicy
        package static let contract = MethodContract(
            "notifications.policies.get", "The reminder policy in force, or a version of it.", kind: .query,
            access: .scoped(.read, [.list]),
            faults: [.policyUnknownToNotifications])
        package static let examples = [Example(params: Params(campaign: "anhui-2026"), result: ReminderPolicy.example)]
    }

    /// The versions of a campaign's policy, newest first.
    package enum ListPolicies: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign that is asked about.
            package let campaign: CampaignKey
            /// `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(campaign: CampaignKey, after: String? = nil, limit: Int? = nil) {
                self.campaign = campaign
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<ReminderPolicy>
        package static let contract = MethodContract(
            "notifications.policies.list", "The versions of a campaign's reminder policy, newest first.", kind: .query,
            access: .scoped(.read, [.list]))
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Page(items: [ReminderPolicy.example], next: nil))
        ]
    }
}
