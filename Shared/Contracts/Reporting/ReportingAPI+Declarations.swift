package import Values

extension ReportingAPI {
    /// What names a roll-up: whose, on which form, for which week; and when it is asked for.
    package struct RollUpQuestion: Codable, Sendable, Hashable, RollUpReference {
        /// Absent: the campaign that was published last.
        package let campaign: CampaignKey?
        /// Whose figures.
        package let node: UnitKey
        /// The form.
        package let form: FormKey
        /// The week it belongs to.
        package let track: TrackCode
        /// What was in force then; default now.
        package let at: Instant?
        /// What had been committed by then; default everything.
        package let knownAt: Instant?

        package init(
            campaign: CampaignKey? = nil, node: UnitKey, form: FormKey, track: TrackCode, at: Instant? = nil,
            knownAt: Instant? = nil
        ) {
            self.campaign = campaign
            self.node = node
            self.form = form
            self.track = track
            self.at = at
            self.knownAt = knownAt
        }
    }

    /// States a node's figures for itself and the units below it.
    package enum DeclareRollUp: RPCMethod {
        package struct Params: Codable, Sendable, Hashable, RollUpReference {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Whose figures.
            package let node: UnitKey
            /// The form.
            package let form: FormKey
            /// The week it belongs to.
            package let track: TrackCode
            /// `declaration.n` as the caller saw it, 0 before the first.
            package let expectRevision: Int
            /// Absent: what the node filed on the form itself.
            package let figures: [DeclaredFigure]?
            /// Why declared and computed differ, by field. A note that was given before and is not given again is gone.
            package let notes: [DifferenceNote]?

            package init(
                campaign: CampaignKey? = nil, node: UnitKey, form: FormKey, track: TrackCode, expectRevision: Int,
                figures: [DeclaredFigure]? = nil, notes: [DifferenceNote]? = nil
            ) {
                self.campaign = campaign
                self.node = node
                self.form = form
                self.track = track
                self.expectRevision = expectRevision
                self.figures = figures
                self.notes = notes
            }
        }
        package typealias Result = RollUpComparison
        package static let contract = MethodContract(
            "reporting.rollups.declare",
            "States the figures of a node, with a note on each difference to what the filings below add up to.",
            kind: .mutation,
            access: .scoped(.file, [.unit("node", track: "track")]),
            faults: [
                .campaignUnpublished, .unitUnknownHere, .formUnknown, .rollUpNothingDeclared, .rollUpSealed,
                .revisionConflict,
            ])
        package static let examples = [
            Example(
                params: Params(
                    node: "gb2260:341300/教育", form: "annex3", track: "vocational", expectRevision: 0,
                    notes: [DifferenceNote(field: "sessionsTotal", note: "含市本级活动3场")]),
                result: RollUpComparison.example)
        ]
    }

    /// The table of differences.
    package enum CompareRollUp: RPCMethod {
        package typealias Params = RollUpQuestion
        package typealias Result = RollUpComparison
        package static let contract = MethodContract(
            "reporting.rollups.compare",
            "Declared and computed side by side, figure by figure, with notes and what changed since (Q8, Q9).",
            kind: .query,
            access: .scoped(.read, [.unit("node", track: "track")]),
            faults: [.campaignUnpublished, .unitUnknownHere, .formUnknown])
        package static let examples = [
            Example(
                params: Params(node: "gb2260:341300/教育", form: "annex3", track: "vocational"),
                result: RollUpComparison.example)
        ]
    }

    /// Where a figure comes from.
    package enum ExplainRollUp: RPCMethod {
        package struct Params: Codable, Sendable, Hashable, RollUpReference {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Whose figure.
            package let node: UnitKey
            /// The form.
            package let form: FormKey
            /// The week it belongs to.
            package let track: TrackCode
            /// The field's key; `activities[].sessions` is a column over all rows.
            package let field: String
            /// What was in force then; default now.
            package let at: Instant?
            /// What had been committed by then; default everything.
            package let knownAt: Instant?

            package init(
                campaign: CampaignKey? = nil, node: UnitKey, form: FormKey, track: TrackCode, field: String,
                at: Instant? = nil, knownAt: Instant? = nil
            ) {
                self.campaign = campaign
                self.node = node
                self.form = form
                self.track = track
                self.field = field
                self.at = at
                self.knownAt = knownAt
            }
        }
        package typealias Result = RollUpExplanation
        package static let contract = MethodContract(
            "reporting.rollups.explain",
            "One figure down to the versions that make it, level by level, each with what it was suggested from.",
            kind: .query,
            access: .scoped(.read, [.unit("node", track: "track")]),
            faults: [.campaignUnpublished, .unitUnknownHere, .formUnknown, .figureUnknown])
        package static let examples = [
            Example(
                params: Params(
                    node: "gb2260:341300/教育", form: "annex3", track: "vocational", field: "sessionsTotal"),
                result: RollUpExplanation.example)
        ]
    }

    /// Closes a node's declaration.
    package enum SealRollUp: RPCMethod {
        package struct Params: Codable, Sendable, Hashable, RollUpReference {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Whose figures.
            package let node: UnitKey
            /// The form.
            package let form: FormKey
            /// The week it belongs to.
            package let track: TrackCode
            /// `declaration.n` as the caller saw it.
            package let expectRevision: Int

            package init(
                campaign: CampaignKey? = nil, node: UnitKey, form: FormKey, track: TrackCode, expectRevision: Int
            ) {
                self.campaign = campaign
                self.node = node
                self.form = form
                self.track = track
                self.expectRevision = expectRevision
            }
        }
        package typealias Result = RollUpComparison
        package static let contract = MethodContract(
            "reporting.rollups.seal",
            "Closes a declaration: refused while an input changed after it (Q8) or a difference has no note (Q9).",
            kind: .mutation,
            access: .scoped(.lead, [.unit("node", track: "track")]),
            faults: [
                .campaignUnpublished, .unitUnknownHere, .formUnknown, .rollUpNothingDeclared, .rollUpSealed,
                .rollUpStale,
                .rollUpUnexplained, .revisionConflict,
            ])
        package static let examples = [
            Example(
                params: Params(node: "gb2260:341300/教育", form: "annex3", track: "vocational", expectRevision: 1),
                result: RollUpComparison.example)
        ]
    }

    /// Opens a sealed declaration again.
    package enum UnsealRollUp: RPCMethod {
        package struct Params: Codable, Sendable, Hashable, RollUpReference {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Whose figures.
            package let node: UnitKey
            /// The form.
            package let form: FormKey
            /// The week it belongs to.
            package let track: TrackCode
            /// Why it is opened again; kept with the seal.
            package let reason: String

            package init(
                campaign: CampaignKey? = nil, node: UnitKey, form: FormKey, track: TrackCode, reason: String
            ) {
                self.campaign = campaign
                self.node = node
                self.form = form
                self.track = track
                self.reason = reason
            }
        }
        package typealias Result = RollUpComparison
        package static let contract = MethodContract(
            "reporting.rollups.unseal",
            "Opens a sealed declaration again, with a reason; the seal that was stays known.",
            kind: .mutation,
            access: .scoped(.review, [.unit("node", track: "track")]),
            faults: [.campaignUnpublished, .unitUnknownHere, .formUnknown, .rollUpNotSealed, .reasonRequired])
        package static let examples = [
            Example(
                params: Params(
                    node: "gb2260:341300/教育", form: "annex3", track: "vocational", reason: "一所学校更正数据"),
                result: RollUpComparison.example)
        ]
    }
}

/// Params that name a roll-up, whatever else they say: on the wire their members stand beside each other.
package protocol RollUpReference {
    var campaign: CampaignKey? { get }
    var node: UnitKey { get }
    var form: FormKey { get }
    var track: TrackCode { get }
    var at: Instant? { get }
    var knownAt: Instant? { get }
}

extension RollUpReference {
    /// Verbs are about the present.
    package var at: Instant? { nil }
    package var knownAt: Instant? { nil }
}

extension ReportingAPI.RollUpQuestion {
    package init(_ params: some RollUpReference) {
        self.init(
            campaign: params.campaign, node: params.node, form: params.form, track: params.track, at: params.at,
            knownAt: params.knownAt)
    }
}

/// One figure a node states.
package struct DeclaredFigure: Codable, Sendable, Hashable {
    /// The field's key; `activities[].sessions` is a column over all rows.
    package let field: String
    /// The number.
    package let value: Double

    package init(
        field: String, value: Double
    ) {
        self.field = field
        self.value = value
    }
}

/// Why a figure differs from what the filings below add up to.
package struct DifferenceNote: Codable, Sendable, Hashable {
    /// The field's key.
    package let field: String
    /// 1…500 characters, for whoever reads the table of differences.
    package let note: String

    package init(
        field: String, note: String
    ) {
        self.field = field
        self.note = note
    }
}
