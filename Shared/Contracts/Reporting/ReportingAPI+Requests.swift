package import Values

extension ReportingAPI {
    /// Asks for more time.
    package enum RequestExtension: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The obligation; or give `campaign`, `rule` and `unit`.
            package let obligation: ID<Obligation>?
            /// With `rule` and `unit` it names one obligation.
            package let campaign: CampaignKey?
            /// The rule.
            package let rule: RuleKey?
            /// Who owes.
            package let unit: UnitKey?
            /// The first instant that would be late; after the due time.
            package let until: Instant
            /// Why.
            package let basis: String

            package init(
                obligation: ID<Obligation>? = nil, campaign: CampaignKey? = nil, rule: RuleKey? = nil,
                unit: UnitKey? = nil, until: Instant, basis: String
            ) {
                self.obligation = obligation
                self.campaign = campaign
                self.rule = rule
                self.unit = unit
                self.until = until
                self.basis = basis
            }
        }
        package typealias Result = ExtensionRequest
        package static let contract = MethodContract(
            "reporting.extensions.request",
            "Asks for more time; nothing changes until a unit above grants it. One open request per obligation.",
            kind: .mutation, access: .scoped(.file, [.entity(.obligation, "obligation"), .unit("unit")]),
            faults: [.obligationUnknown, .obligationClosed, .reliefInvalid, .reasonRequired, .requestOpen])
        package static let examples = [
            Example(
                params: Params(
                    campaign: "anhui-2026", rule: "annex3.college", unit: "moe:4134013343",
                    until: Instant(microseconds: 1_779_552_000_000_000), basis: "校区停电两日"),
                result: ExtensionRequest.example)
        ]
    }

    /// Refuses a request.
    package enum DenyExtension: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The request.
            package let id: ID<ExtensionRequest>
            /// Why not, for the unit.
            package let reason: String

            package init(
                id: ID<ExtensionRequest>, reason: String
            ) {
                self.id = id
                self.reason = reason
            }
        }
        package typealias Result = ExtensionRequest
        package static let contract = MethodContract(
            "reporting.extensions.deny",
            "Refuses a request for more time, with a reason; nobody decides about their own.",
            kind: .mutation, access: .scoped(.relieve, [.entity(.extensionRequest, "id")]),
            faults: [.requestUnknown, .reasonRequired, .ownSubmission])
        package static let examples = [
            Example(
                params: Params(id: ExtensionRequest.example.id, reason: "未影响填报"), result: ExtensionRequest.example)
        ]
    }

    /// What was asked for.
    package enum ListExtensionRequests: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Who asked.
            package let unit: UnitKey?
            /// To whom the obligations are owed.
            package let to: UnitKey?
            /// Any of these.
            package let state: [RequestState]?
            /// `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey? = nil, unit: UnitKey? = nil, to: UnitKey? = nil, state: [RequestState]? = nil,
                after: String? = nil, limit: Int? = nil
            ) {
                self.campaign = campaign
                self.unit = unit
                self.to = to
                self.state = state
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<ExtensionRequest>
        package static let contract = MethodContract(
            "reporting.extensions.requests", "Requests for more time that fit all filters, in the order of their ids.",
            kind: .query, access: .scoped(.read, [.list]), faults: [.campaignUnpublished])
        package static let examples = [
            Example(
                params: Params(to: "issuer:AH-EDU", state: [.open]),
                result: Page(items: [ExtensionRequest.example], next: nil))
        ]
    }

    /// What names extensions or waivers in a list.
    package struct ReliefsQuestion: Codable, Sendable, Hashable {
        /// Absent: the campaign that was published last.
        package let campaign: CampaignKey?
        /// Who owes.
        package let unit: UnitKey?
        /// Who granted.
        package let by: UnitKey?
        /// True: only those that were not revoked. Absent: all.
        package let standing: Bool?
        /// `next` of the page before.
        package let after: String?
        /// 1…500, default 100.
        package let limit: Int?

        package init(
            campaign: CampaignKey? = nil, unit: UnitKey? = nil, by: UnitKey? = nil, standing: Bool? = nil,
            after: String? = nil, limit: Int? = nil
        ) {
            self.campaign = campaign
            self.unit = unit
            self.by = by
            self.standing = standing
            self.after = after
            self.limit = limit
        }
    }

    /// Extensions by page.
    package enum ListExtensions: RPCMethod {
        package typealias Params = ReliefsQuestion
        package typealias Result = Page<Relief>
        package static let contract = MethodContract(
            "reporting.extensions.list",
            "Extensions that fit all filters, revoked ones too, in the order of their ids.",
            kind: .query, access: .scoped(.read, [.list]), faults: [.campaignUnpublished])
        package static let examples = [
            Example(params: Params(by: "issuer:AH-EDU"), result: Page(items: [Relief.example], next: nil))
        ]
    }

    /// Waivers by page.
    package enum ListWaivers: RPCMethod {
        package typealias Params = ReliefsQuestion
        package typealias Result = Page<Relief>
        package static let contract = MethodContract(
            "reporting.waivers.list", "Waivers that fit all filters, revoked ones too, in the order of their ids.",
            kind: .query, access: .scoped(.read, [.list]), faults: [.campaignUnpublished])
        package static let examples = [
            Example(params: Params(standing: true), result: Page(items: [Relief.example], next: nil))
        ]
    }
}

/// What a unit asks for.
package struct ExtensionRequest: Codable, Sendable, Hashable {
    /// The request.
    package let id: ID<ExtensionRequest>
    /// The obligation it is about.
    package let obligation: ID<Obligation>
    /// The first instant that would be late.
    package let until: Instant
    /// Why.
    package let basis: String
    /// The principal.
    package let by: String
    /// When it was made.
    package let requestedAt: Instant
    /// Open, granted or denied.
    package let state: RequestState
    /// Who answered; null while it is open.
    package let decidedBy: String?
    /// When it was answered; null while it is open.
    package let decidedAt: Instant?
    /// Why it was denied; null otherwise.
    package let reason: String?
    /// What the caller may do now: `grant` (`reporting.extensions.grant`), `deny`.
    package let may: [String]?
    /// Why the rest may not. Both are absent in the feed, where nobody in particular asks.
    package let blockedBy: [Blocker]?

    package init(
        id: ID<ExtensionRequest>, obligation: ID<Obligation>, until: Instant, basis: String, by: String,
        requestedAt: Instant, state: RequestState, decidedBy: String? = nil, decidedAt: Instant? = nil,
        reason: String? = nil, may: [String]? = nil, blockedBy: [Blocker]? = nil
    ) {
        self.id = id
        self.obligation = obligation
        self.until = until
        self.basis = basis
        self.by = by
        self.requestedAt = requestedAt
        self.state = state
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
        self.reason = reason
        self.may = may
        self.blockedBy = blockedBy
    }
}

/// How a request stands.
package enum RequestState: String, Codable, Sendable, Hashable, CaseIterable {
    /// Nobody answered.
    case open
    /// An extension was granted after it.
    case granted
    /// It was refused.
    case denied
}
