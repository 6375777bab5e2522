package import Deadlines
package import Values

extension ReportingAPI {
    /// Obligations by page, those that fit all filters given.
    package enum ListObligations: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Who owes.
            package let unit: UnitKey?
            /// To whom it is owed.
            package let to: UnitKey?
            /// Only this track; absent: all.
            package let track: TrackCode?
            /// Only this rule; with `campaign` and `unit` it names one obligation.
            package let rule: RuleKey?
            /// Only what asks for this item.
            package let item: ItemCode?
            /// Any of these, as of `at`.
            package let status: [ObligationStatus]?
            /// What was in force then; default now.
            package let at: Instant?
            /// What had been committed by then; default everything.
            package let knownAt: Instant?
            /// `next` of the page before.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                campaign: CampaignKey? = nil, unit: UnitKey? = nil, to: UnitKey? = nil, track: TrackCode? = nil,
                rule: RuleKey? = nil, item: ItemCode? = nil, status: [ObligationStatus]? = nil, at: Instant? = nil,
                knownAt: Instant? = nil, after: String? = nil, limit: Int? = nil
            ) {
                self.campaign = campaign
                self.unit = unit
                self.to = to
                self.track = track
                self.rule = rule
                self.item = item
                self.status = status
                self.at = at
                self.knownAt = knownAt
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<Obligation>
        package static let contract = MethodContract(
            "reporting.obligations.list",
            "Obligations that fit all filters, a page at a time, in the order of their ids.",
            kind: .query,
            access: .scoped(.read, [.list]),
            faults: [.campaignUnpublished])
        package static let examples = [
            Example(
                params: Params(to: "issuer:AH-EDU", track: "vocational", status: [.overdue], limit: 50),
                result: Page(items: [Obligation.example], next: nil))
        ]
    }

    /// One obligation. Give `id`, or `campaign`, `rule` and `unit`.
    package enum GetObligation: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// The obligation; or give `campaign`, `rule` and `unit`.
            package let id: ID<Obligation>?
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Only this rule; with `campaign` and `unit` it names one obligation.
            package let rule: RuleKey?
            /// Who owes.
            package let unit: UnitKey?
            /// What was in force then; default now.
            package let at: Instant?
            /// What had been committed by then; default everything.
            package let knownAt: Instant?

            package init(
                id: ID<Obligation>? = nil, campaign: CampaignKey? = nil, rule: RuleKey? = nil, unit: UnitKey? = nil,
                at: Instant? = nil, knownAt: Instant? = nil
            ) {
                self.id = id
                self.campaign = campaign
                self.rule = rule
                self.unit = unit
                self.at = at
                self.knownAt = knownAt
            }
        }
        package typealias Result = Obligation
        package static let contract = MethodContract(
            "reporting.obligations.get", "One obligation by its id, or by campaign, rule and unit.", kind: .query,
            access: .scoped(.read, [.entity(.obligation, "id"), .unit("unit")]), calledBy: [.notifications],
            faults: [.obligationUnknown])
        package static let examples = [Example(params: Params(id: Obligation.example.id), result: Obligation.example)]
    }

    /// Why an obligation is what it is.
    package enum ExplainObligation: RPCMethod {
        package typealias Params = GetObligation.Params
        package typealias Result = ObligationExplanation
        package static let contract = MethodContract(
            "reporting.obligations.explain",
            "Clause, quoted words, switches, deadline trace, revisions and what counts, of one obligation.",
            kind: .query,
            access: .scoped(.read, [.entity(.obligation, "id"), .unit("unit")]),
            faults: [.obligationUnknown])
        package static let examples = [
            Example(params: Params(id: Obligation.example.id), result: ObligationExplanation.example)
        ]
    }

    /// What a deadline expression comes to.
    package enum ResolveDeadline: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// In the calculus' grammar; switches of the campaign may be named.
            package let expression: String
            /// Whose anchors are looked up; without a unit every anchor is unknown.
            package let unit: UnitKey?
            /// What was in force then; default now.
            package let at: Instant?
            /// What had been committed by then; default everything.
            package let knownAt: Instant?

            package init(
                campaign: CampaignKey? = nil, expression: String, unit: UnitKey? = nil, at: Instant? = nil,
                knownAt: Instant? = nil
            ) {
                self.campaign = campaign
                self.expression = expression
                self.unit = unit
                self.at = at
                self.knownAt = knownAt
            }
        }
        package typealias Result = DeadlineResult
        package static let contract = MethodContract(
            "reporting.deadlines.resolve", "The due time of an expression with a unit's anchors, with its trace.",
            kind: .query,
            access: .scoped(.read, [.unit("unit"), .list]),
            faults: [.campaignUnpublished, .deadlineInvalid, .unitUnknownHere])
        package static let examples = [
            Example(
                params: Params(
                    campaign: "anhui-2026", expression: "until(date(2026-05-20), endOfDay, inclusive)"),
                result: DeadlineResult.example)
        ]
    }
}

/// Why an obligation is what it is: everything an official can be shown who says "we do not owe that".
package struct ObligationExplanation: Codable, Sendable, Hashable {
    /// As it stands after the call.
    package let obligation: Obligation
    /// `皖教秘职成〔2026〕23号`.
    package let document: String
    /// Where in the document: `四、（三）`.
    package let clause: String
    /// The words themselves.
    package let quote: String
    /// The campaign's switches that the rule's deadline or quota rests on, with the value chosen.
    package let switches: [SwitchValue]
    /// The deadline as the rule writes it.
    package let expression: String
    /// Oldest first.
    package let revisions: [Revision]
    /// What counts towards the quota, in the order received.
    package let counted: [Counted]
    /// What the units it follows owed by the same rule, and what the units owe that follow it (R6): how it stood stays
    /// as it was, and what was filed can still be read. Empty while nothing became of the unit.
    package let successions: [Counterpart]

    package init(
        obligation: Obligation, document: String, clause: String, quote: String, switches: [SwitchValue],
        expression: String, revisions: [Revision], counted: [Counted], successions: [Counterpart] = []
    ) {
        self.obligation = obligation
        self.document = document
        self.clause = clause
        self.quote = quote
        self.switches = switches
        self.expression = expression
        self.revisions = revisions
        self.counted = counted
        self.successions = successions
    }

    /// A question the document leaves open and the answer the campaign file gives.
    package struct SwitchValue: Codable, Sendable, Hashable {
        /// `S1`.
        package let key: String
        /// What the document leaves open.
        package let question: String
        /// The answer chosen.
        package let value: String

        package init(
            key: String, question: String, value: String
        ) {
            self.key = key
            self.question = question
            self.value = value
        }
    }

    /// The same obligation of a unit before or after a merger or a division.
    package struct Counterpart: Codable, Sendable, Hashable {
        /// What happened.
        package let kind: SuccessionKind
        /// Whether the other unit came before; otherwise it came after.
        package let isFormer: Bool
        /// The first instant of the new state.
        package let at: Instant
        /// The document that says so.
        package let basis: String
        /// The other unit's obligation; one that has ended stands as it was last.
        package let obligation: Obligation

        package init(kind: SuccessionKind, isFormer: Bool, at: Instant, basis: String, obligation: Obligation) {
            self.kind = kind
            self.isFormer = isFormer
            self.at = at
            self.basis = basis
            self.obligation = obligation
        }
    }

    /// How quota, receiver and deadline once stood.
    package struct Revision: Codable, Sendable, Hashable {
        /// From 1.
        package let revision: Int
        /// To whom it is owed.
        package let to: UnitKey
        /// How many distinct pieces.
        package let quota: Int
        /// The first instant that is late; null when nothing ever is.
        package let dueAt: Instant?
        /// How certain the due time was.
        package let status: DeadlineStatus
        /// In force from.
        package let validFrom: Instant
        /// Known from.
        package let recordedAt: Instant

        package init(
            revision: Int, to: UnitKey, quota: Int, dueAt: Instant? = nil, status: DeadlineStatus, validFrom: Instant,
            recordedAt: Instant
        ) {
            self.revision = revision
            self.to = to
            self.quota = quota
            self.dueAt = dueAt
            self.status = status
            self.validFrom = validFrom
            self.recordedAt = recordedAt
        }
    }

    /// One piece that counts.
    package struct Counted: Codable, Sendable, Hashable {
        /// `submission`, `material`, `localWeek`.
        package let kind: String
        /// In its own service.
        package let id: String
        /// As people read it.
        package let title: String
        /// When the last byte of the call was read.
        package let receivedAt: Instant
        /// Who handed it in, when that unit was merged into this one afterwards; absent for what the unit handed in itself.
        package let from: UnitBrief?

        package init(
            kind: String, id: String, title: String, receivedAt: Instant, from: UnitBrief? = nil
        ) {
            self.kind = kind
            self.id = id
            self.title = title
            self.receivedAt = receivedAt
            self.from = from
        }
    }
}
