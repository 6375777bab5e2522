package import Values

extension ReportingAPI {
    /// Gives a unit more time.
    package enum GrantExtension: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Obligations it holds for, 1…1,000; or give `selector`.
            package let obligations: [ID<Obligation>]?
            /// Which obligations it holds for instead: those in force that fit, that the caller may give more time, and to
            /// which `until` gives some. 1,000 at most.
            package let selector: ObligationSelector?
            /// Who grants: a unit above every unit that owes, and outside it (Q4).
            package let by: UnitKey
            /// The first instant that is late again; after the due time.
            package let until: Instant
            /// Why, in the grantor's words.
            package let basis: String
            /// When the system could not be used, if that is the reason; kept with the extension.
            package let outage: Outage?

            package init(
                obligations: [ID<Obligation>]? = nil, selector: ObligationSelector? = nil, by: UnitKey, until: Instant,
                basis: String, outage: Outage? = nil
            ) {
                self.obligations = obligations
                self.selector = selector
                self.by = by
                self.until = until
                self.basis = basis
                self.outage = outage
            }
        }
        package typealias Result = Reliefs
        package static let contract = MethodContract(
            "reporting.extensions.grant",
            "More time for obligations, named or selected, granted in one act by a unit above them.", kind: .mutation,
            access: .scoped(.relieve, [.entity(.obligation, "obligations"), .list]),
            faults: [
                .obligationUnknown, .obligationClosed, .grantorNotAbove, .reliefInvalid, .reasonRequired,
                .campaignUnpublished, .ownSubmission,
            ])
        package static let examples = [
            Example(
                params: Params(
                    obligations: [Obligation.example.id], by: "issuer:AH-EDU",
                    until: Instant(microseconds: 1_779_552_000_000_000), basis: "系统故障两小时"),
                result: Reliefs.example),
            Example(
                params: Params(
                    selector: ObligationSelector(items: ["annex3", "summary"], kinds: [.higherEducation]),
                    by: "issuer:AH-EDU", until: Instant(microseconds: 1_779_552_000_000_000), basis: "系统故障两小时",
                    outage: .example),
                result: Reliefs.example),
        ]
    }

    /// Lets a unit off.
    package enum GrantWaiver: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Obligations it holds for; 1…500.
            package let obligations: [ID<Obligation>]
            /// Who grants: a unit above every unit that owes, and outside it (Q4).
            package let by: UnitKey
            /// The first instant at which it no longer holds; absent for good.
            package let until: Instant?
            /// Why, in the grantor's words.
            package let basis: String

            package init(
                obligations: [ID<Obligation>], by: UnitKey, until: Instant? = nil, basis: String
            ) {
                self.obligations = obligations
                self.by = by
                self.until = until
                self.basis = basis
            }
        }
        package typealias Result = Reliefs
        package static let contract = MethodContract(
            "reporting.waivers.grant", "Lets units off obligations, granted by a unit above them.", kind: .mutation,
            access: .scoped(.relieve, [.entity(.obligation, "obligations")]),
            faults: [.obligationUnknown, .obligationClosed, .grantorNotAbove, .reliefInvalid, .reasonRequired])
        package static let examples = [
            Example(
                params: Params(obligations: [Obligation.example.id], by: "issuer:AH-EDU", basis: "当年停止招生"),
                result: Reliefs.example)
        ]
    }

    /// Takes an extension back.
    package enum RevokeExtension: RPCMethod {
        package typealias Params = RevokeRelief
        package typealias Result = Reliefs
        package static let contract = MethodContract(
            "reporting.extensions.revoke", "Takes an extension back from now on.", kind: .mutation,
            access: .scoped(.relieve, [.entity(.relief, "id")]),
            faults: [.reliefUnknown])
        package static let examples = [
            Example(params: Params(id: Relief.example.id), result: Reliefs.example)
        ]
    }

    /// Takes a waiver back.
    package enum RevokeWaiver: RPCMethod {
        package typealias Params = RevokeRelief
        package typealias Result = Reliefs
        package static let contract = MethodContract(
            "reporting.waivers.revoke", "Takes a waiver back from now on.", kind: .mutation,
            access: .scoped(.relieve, [.entity(.relief, "id")]),
            faults: [.reliefUnknown])
        package static let examples = [
            Example(params: Params(id: Relief.example.id), result: Reliefs.example)
        ]
    }
}

/// Which extension or waiver is taken back.
package struct RevokeRelief: Codable, Sendable, Hashable {
    /// The extension or waiver.
    package let id: ID<Relief>
    /// True: with all that were granted in the same act and stand. Absent: that one.
    package let whole: Bool?

    package init(
        id: ID<Relief>, whole: Bool? = nil
    ) {
        self.id = id
        self.whole = whole
    }
}

/// Obligations by what they are. All that is given must fit; something must be given beside `campaign`.
package struct ObligationSelector: Codable, Sendable, Hashable {
    /// Absent: the campaign that was published last.
    package let campaign: CampaignKey?
    /// Of one of these rules.
    package let rules: [RuleKey]?
    /// That ask for one of these items.
    package let items: [ItemCode]?
    /// Of this track.
    package let track: TrackCode?
    /// Owed to this unit.
    package let to: UnitKey?
    /// Owed by one of these units.
    package let units: [UnitKey]?
    /// Owed by units of one of these kinds.
    package let kinds: [UnitKind]?
    /// Owed by units of one of these places.
    package let regions: [RegionCode]?

    package init(
        campaign: CampaignKey? = nil, rules: [RuleKey]? = nil, items: [ItemCode]? = nil, track: TrackCode? = nil,
        to: UnitKey? = nil, units: [UnitKey]? = nil, kinds: [UnitKind]? = nil, regions: [RegionCode]? = nil
    ) {
        self.campaign = campaign
        self.rules = rules
        self.items = items
        self.track = track
        self.to = to
        self.units = units
        self.kinds = kinds
        self.regions = regions
    }
}

/// When the system could not be used.
package struct Outage: Codable, Sendable, Hashable {
    /// When it began.
    package let from: Instant
    /// The first instant it was over, or is expected to be.
    package let to: Instant

    package init(from: Instant, to: Instant) {
        self.from = from
        self.to = to
    }
}

/// An extension or a waiver of one obligation. It never changes; it can be revoked.
package struct Relief: Codable, Sendable, Hashable {
    /// The extension or waiver.
    package let id: ID<Relief>
    /// The obligation it is for.
    package let obligation: ID<Obligation>
    /// Extension or waiver.
    package let kind: Kind
    /// Why, in the grantor's words.
    package let basis: String
    /// When the system could not be used, if that is the reason.
    package let outage: Outage?
    /// The same for all that were granted in one act: the first one's id.
    package let act: ID<Relief>
    /// The unit that granted it.
    package let by: UnitKey
    /// When it was granted.
    package let grantedAt: Instant
    /// The first instant at which it no longer holds; null on a waiver for good.
    package let until: Instant?
    /// Null while it was not taken back.
    package let revokedAt: Instant?
    /// What the caller may do now: `revoke`.
    package let may: [String]?
    /// Why the rest may not. Both are absent in the feed, where nobody in particular asks.
    package let blockedBy: [Blocker]?

    package init(
        id: ID<Relief>, obligation: ID<Obligation>, kind: Kind, basis: String, outage: Outage? = nil,
        act: ID<Relief>, by: UnitKey, grantedAt: Instant,
        until: Instant? = nil, revokedAt: Instant? = nil, may: [String]? = nil, blockedBy: [Blocker]? = nil
    ) {
        self.id = id
        self.obligation = obligation
        self.kind = kind
        self.basis = basis
        self.outage = outage
        self.act = act
        self.by = by
        self.grantedAt = grantedAt
        self.until = until
        self.revokedAt = revokedAt
        self.may = may
        self.blockedBy = blockedBy
    }

    /// What was granted.
    package enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
        /// More time.
        case `extension`
        /// Let off.
        case waiver
    }
}

/// What was granted or revoked, and the obligations as they stand after it.
package struct Reliefs: Codable, Sendable, Hashable {
    /// One for each obligation.
    package let reliefs: [Relief]
    /// As they stand after the call.
    package let obligations: [Obligation]

    package init(
        reliefs: [Relief], obligations: [Obligation]
    ) {
        self.reliefs = reliefs
        self.obligations = obligations
    }
}
