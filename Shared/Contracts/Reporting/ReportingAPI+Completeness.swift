package import Values

extension ReportingAPI {
    /// The board of a node.
    package enum GetCompleteness: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Absent: the campaign's province.
            package let node: UnitKey?
            /// Only this track; absent: all.
            package let track: TrackCode?
            /// What was in force then; default now.
            package let at: Instant?
            /// What had been committed by then; default everything.
            package let knownAt: Instant?

            package init(
                campaign: CampaignKey? = nil, node: UnitKey? = nil, track: TrackCode? = nil, at: Instant? = nil,
                knownAt: Instant? = nil
            ) {
                self.campaign = campaign
                self.node = node
                self.track = track
                self.at = at
                self.knownAt = knownAt
            }
        }
        package typealias Result = CompletenessBoard
        package static let contract = MethodContract(
            "reporting.completeness.get", "How reporting to a node stands, as counts by unit and item.", kind: .query,
            access: .scoped(.read, [.unit("node", track: "track")]),
            faults: [.campaignUnpublished, .unitUnknownHere])
        package static let examples = [
            Example(params: Params(node: "issuer:AH-EDU", track: "vocational"), result: CompletenessBoard.example)
        ]
    }

    /// The sets behind the counts, by name.
    package enum ExplainCompleteness: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Absent: the campaign's province.
            package let node: UnitKey?
            /// Absent: `owed_to`.
            package let of: CompletenessSide?
            /// Only this track; absent: all.
            package let track: TrackCode?
            /// Only what asks for this item.
            package let item: ItemCode?
            /// What was in force then; default now.
            package let at: Instant?
            /// What had been committed by then; default everything.
            package let knownAt: Instant?

            package init(
                campaign: CampaignKey? = nil, node: UnitKey? = nil, of: CompletenessSide? = nil,
                track: TrackCode? = nil, item: ItemCode? = nil, at: Instant? = nil, knownAt: Instant? = nil
            ) {
                self.campaign = campaign
                self.node = node
                self.of = of
                self.track = track
                self.item = item
                self.at = at
                self.knownAt = knownAt
            }
        }
        package typealias Result = Completeness
        package static let contract = MethodContract(
            "reporting.completeness.explain", "Who has and who has not, by name, with the reason.", kind: .query,
            access: .scoped(.read, [.unit("node", track: "track")]),
            faults: [.campaignUnpublished, .unitUnknownHere])
        package static let examples = [
            Example(params: Params(node: "issuer:AH-EDU", item: "annex3"), result: Completeness.example)
        ]
    }

    /// Units the rules mean and that owe nothing.
    package enum ListGaps: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Only this track; absent: all.
            package let track: TrackCode?
            /// What was in force then; default now.
            package let at: Instant?
            /// What had been committed by then; default everything.
            package let knownAt: Instant?

            package init(
                campaign: CampaignKey? = nil, track: TrackCode? = nil, at: Instant? = nil, knownAt: Instant? = nil
            ) {
                self.campaign = campaign
                self.track = track
                self.at = at
                self.knownAt = knownAt
            }
        }
        package typealias Result = Gaps
        package static let contract = MethodContract(
            "reporting.completeness.gaps", "Units that the rules mean and that have nobody to report to.",
            kind: .query,
            access: .scoped(.read, [.list]),
            faults: [.campaignUnpublished])
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Gaps(gaps: [Gap.example]))
        ]
    }
}

/// Units the rules mean and that owe nothing, by key.
package struct Gaps: Codable, Sendable, Hashable {
    /// By unit.
    package let gaps: [Gap]

    package init(
        gaps: [Gap]
    ) {
        self.gaps = gaps
    }
}
