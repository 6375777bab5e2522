package import Values

/// Somebody decided that reminders matching it are not sent for a while; its end re-evaluates at once (M5).
package struct Suppression: Codable, Sendable, Equatable {
    package let id: ID<Suppression>
    package let campaign: CampaignKey
    package let matcher: Matcher
    package let author: String
    package let reason: String
    package let start: Instant
    package let end: Instant

    /// What it holds back: every member given must match; at least one is given.
    package struct Matcher: Codable, Sendable, Hashable {
        package let unit: UnitKey?
        package let rule: RuleKey?
        package let track: TrackCode?

        package init(unit: UnitKey? = nil, rule: RuleKey? = nil, track: TrackCode? = nil) {
            self.unit = unit
            self.rule = rule
            self.track = track
        }
    }

    package init(
        id: ID<Suppression>, campaign: CampaignKey, matcher: Matcher, author: String, reason: String, start: Instant,
        end: Instant
    ) {
        self.id = id
        self.campaign = campaign
        self.matcher = matcher
        self.author = author
        self.reason = reason
        self.start = start
        self.end = end
    }

    package static let example = Suppression(
        id: ID(UniqueID(high: 0x019d_e0f0_0000_7000, low: 0x8000_0000_0000_0009)), campaign: "anhui-2026",
        matcher: Matcher(unit: "moe:4134013343"), author: "province", reason: "系统维护，电话已通知",
        start: Instant(microseconds: 1_779_152_400_000_000), end: Instant(microseconds: 1_779_238_800_000_000))
}

extension NotificationsAPI {
    package enum AddSuppression: RPCMethod {
        package struct Params: Codable, Sendable {
            package let campaign: CampaignKey
            package let matcher: Suppression.Matcher
            /// 1…500 characters.
            package let reason: String
            /// Now if absent.
            package let start: Instant?
            /// After `start`, at most 90 days.
            package let end: Instant

            package init(
                campaign: CampaignKey, matcher: Suppression.Matcher, reason: String, start: Instant? = nil, end: Instant
            ) {
                self.campaign = campaign
                self.matcher = matcher
                self.reason = reason
                self.start = start
                self.end = end
            }
        }
        package typealias Result = Suppression
        package static let contract = MethodContract(
            "notifications.suppressions.add", "Holds back matching reminders for a while.", kind: .mutation,
            faults: [.policyUnknownToNotifications])
        package static let examples = [
            Example(
                params: Params(
                    campaign: "anhui-2026", matcher: Suppression.example.matcher, reason: Suppression.example.reason,
                    end: Suppression.example.end),
                result: Suppression.example)
        ]
    }

    package enum EndSuppression: RPCMethod {
        package struct Params: Codable, Sendable {
            package let id: ID<Suppression>

            package init(id: ID<Suppression>) { self.id = id }
        }
        package typealias Result = Suppression
        package static let contract = MethodContract(
            "notifications.suppressions.end", "Ends a suppression now.", kind: .mutation, faults: [.suppressionUnknown])
        package static let examples = [
            Example(params: Params(id: Suppression.example.id), result: Suppression.example)
        ]
    }

    package enum ListSuppressions: RPCMethod {
        package struct Params: Codable, Sendable {
            package let campaign: CampaignKey
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(campaign: CampaignKey, after: String? = nil, limit: Int? = nil) {
                self.campaign = campaign
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<Suppression>
        package static let contract = MethodContract(
            "notifications.suppressions.list", "Suppressions, oldest first.", kind: .query)
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Page(items: [Suppression.example], next: nil))
        ]
    }
}
