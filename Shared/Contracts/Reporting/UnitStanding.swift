package import Values

/// How one unit stands with everything it owes a node (N29): complete, partly and which part, nothing, late, nil, waived.
package struct UnitStanding: Codable, Sendable, Hashable {
    /// Who owes.
    package let unit: UnitBrief
    /// In one word.
    package let state: State
    /// Sizes of the sets of what it owes.
    package let counts: CompletenessCounts
    /// The same for data, papers, materials and declarations apart: one may be there and another not.
    package let parts: [PartCounts]
    /// Names of what is still owed, in the order of the rules' keys.
    package let missing: [String]
    /// Names of what came late, without an extension that covers it.
    package let late: [String]

    package init(
        unit: UnitBrief, state: State, counts: CompletenessCounts, parts: [PartCounts], missing: [String],
        late: [String]
    ) {
        self.unit = unit
        self.state = state
        self.counts = counts
        self.parts = parts
        self.missing = missing
        self.late = late
    }

    /// A unit's standing in one word.
    package enum State: String, Codable, Sendable, Hashable, CaseIterable {
        /// Everything that is owed is there, and some of it was filed.
        case complete
        /// Some of it is there: `missing` says what is not.
        case partly
        /// Nothing is there.
        case nothing
        /// All of it is attested nil or waived: nothing was to be filed.
        case excused
    }
}

/// Data, papers, materials and declarations: they are asked for apart, and counted apart.
package struct PartCounts: Codable, Sendable, Hashable {
    /// Which part.
    package let part: ItemPart
    /// Sizes of the sets.
    package let counts: CompletenessCounts

    package init(
        part: ItemPart, counts: CompletenessCounts
    ) {
        self.part = part
        self.counts = counts
    }
}

/// What kind of thing an item is: by its source, and for a form by whether the form has figures.
package enum ItemPart: String, Codable, Sendable, Hashable, CaseIterable {
    /// 统计数据: a form with figures that add up.
    case data
    /// 文字材料: a form without.
    case papers
    /// 宣传材料和案例: sent one by one.
    case materials
    /// 时间申报: a unit's own week.
    case declarations
}

extension CampaignDocument {
    /// The part an item belongs to. An item of a form the campaign does not carry counts as papers.
    package func part(of code: ItemCode) -> ItemPart {
        guard let item = item(code) else { return .papers }
        switch item.source {
        case .material: return .materials
        case .localWeek: return .declarations
        case .submission:
            guard let form = forms.first(where: { $0.key == item.form }) else { return .papers }
            let hasFigures = form.fields.contains { $0.isFigure || ($0.columns ?? []).contains(where: \.isFigure) }
            return hasFigures ? .data : .papers
        }
    }
}

extension FormField {
    /// Whether it has a place in a roll-up.
    package var isFigure: Bool { measure != nil }
}

/// Units of one kind side by side, best first.
package struct League: Codable, Sendable, Hashable {
    /// The campaign.
    package let campaign: CampaignKey
    /// To whom they owe.
    package let node: UnitBrief
    /// Null: all tracks.
    package let track: TrackCode?
    /// The instant it holds for.
    package let at: Instant
    /// What had been committed by then.
    package let knownAt: Instant
    /// What the rows are sorted by.
    package let by: LeagueOrder
    /// Whether the events service told who takes part. It knows the present only: false for any other `at`.
    package let hasCoverage: Bool
    /// One table per kind of unit, by kind: a college is never ranked among cities.
    package let tables: [Table]

    package init(
        campaign: CampaignKey, node: UnitBrief, track: TrackCode? = nil, at: Instant, knownAt: Instant,
        by: LeagueOrder, hasCoverage: Bool, tables: [Table]
    ) {
        self.campaign = campaign
        self.node = node
        self.track = track
        self.at = at
        self.knownAt = knownAt
        self.by = by
        self.hasCoverage = hasCoverage
        self.tables = tables
    }

    /// Units of one kind.
    package struct Table: Codable, Sendable, Hashable {
        /// The registry's kind.
        package let kind: UnitKind
        /// Best first; equals share a place and stand by key.
        package let rows: [Row]

        package init(
            kind: UnitKind, rows: [Row]
        ) {
            self.kind = kind
            self.rows = rows
        }
    }

    /// One unit's place.
    package struct Row: Codable, Sendable, Hashable {
        /// From 1; equals share it and the next one is as many further on.
        package let place: Int
        /// How it stands.
        package let standing: UnitStanding
        /// Met or nil, over what is owed.
        package let rate: Rate
        /// Met in time or within an extension or nil, over what is owed and due by `at`.
        package let timeliness: Rate
        /// Schools of its place that take part, over those there are; null when it is not known.
        package let coverage: Rate?

        package init(
            place: Int, standing: UnitStanding, rate: Rate, timeliness: Rate, coverage: Rate? = nil
        ) {
            self.place = place
            self.standing = standing
            self.rate = rate
            self.timeliness = timeliness
            self.coverage = coverage
        }
    }
}

/// What a league is sorted by; the other two break ties, in this order.
package enum LeagueOrder: String, Codable, Sendable, Hashable, CaseIterable {
    /// By how much is there.
    case rate
    /// By how much came in time.
    case timeliness
    /// By how many schools take part.
    case coverage
}

extension ReportingAPI {
    /// Units of each kind ranked.
    package enum GetLeague: RPCMethod {
        package struct Params: Codable, Sendable, Hashable {
            /// Absent: the campaign that was published last.
            package let campaign: CampaignKey?
            /// Absent: the campaign's province.
            package let node: UnitKey?
            /// Only this track; absent: all, and then without coverage.
            package let track: TrackCode?
            /// Absent: `rate`.
            package let by: LeagueOrder?
            /// What was in force then; default now.
            package let at: Instant?
            /// What had been committed by then; default everything.
            package let knownAt: Instant?

            package init(
                campaign: CampaignKey? = nil, node: UnitKey? = nil, track: TrackCode? = nil, by: LeagueOrder? = nil,
                at: Instant? = nil, knownAt: Instant? = nil
            ) {
                self.campaign = campaign
                self.node = node
                self.track = track
                self.by = by
                self.at = at
                self.knownAt = knownAt
            }
        }
        package typealias Result = League
        package static let contract = MethodContract(
            "reporting.completeness.league",
            "Those who owe to a node, ranked by rate, timeliness or coverage, each kind of unit in a table of its own.",
            kind: .query,
            access: .scoped(.read, [.unit("node", track: "track")]),
            faults: [.campaignUnpublished, .unitUnknownHere])
        package static let examples = [
            Example(params: Params(track: "vocational", by: .timeliness), result: League.example)
        ]
    }
}
