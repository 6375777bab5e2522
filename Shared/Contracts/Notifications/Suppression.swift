package import Values

/// Somebody decided that reminders matching it are not sent for a while; its end re-evaluates at once (M5).
package struct Suppression: Codable, Sendable, Equatable {
    /// Made by the service.
    package let id: ID<Suppression>
    /// The campaign it belongs to.
    package let campaign: CampaignKey
    /// Which reminders it holds back.
    package let matcher: Matcher
    /// Who decided it: the principal's name.
    package let author: String
    /// Why, in the author's words.
    package let reason: String
    /// From when it holds.
    package let start: Instant
    /// The first instant at which it holds no longer.
    package let end: Instant

    /// What it holds back: every member given must match; at least one is given.
    package struct Matcher: Codable, Sendable, Hashable {
        /// Who owes.
        package let unit: UnitKey?
        /// What is owed by.
        package let rule: RuleKey?
        /// The track of what is owed.
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
            /// The campaign that is asked about.
            package let campaign: CampaignKey
            /// Which reminders are held back: at least one of its members.
            package let matcher: Suppression.Matcher
            /// 1…500 characters.
            package let reason: String
            /// Now if absent. It may lie in the past, and holds back nothing of what was planned before it was added.
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
            access: .roles([.provinceAdmin]), faults: [.policyUnknownToNotifications])
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
            /// Its id.
            package let id: ID<Suppression>

            package init(id: ID<Suppression>) { self.id = id }
        }
        package typealias Result = Suppression
        package static let contract = MethodContract(
            "notifications.suppressions.end", "Ends a suppression now.", kind: .mutation,
            access: .roles([.provinceAdmin]), faults: [.suppressionUnknown])
        package static let examples = [
            Example(params: Params(id: Suppression.example.id), result: Suppression.example)
        ]
    }

    package enum ListSuppressions: RPCMethod {
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
        package typealias Result = Page<Suppression>
        package static let contract = MethodContract(
            "notifications.suppressions.list", "Suppressions, oldest first.", kind: .query,
            access: .roles([.provinceAdmin, .reader]))
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Page(items: [Suppression.example], next: nil))
        ]
    }
}
