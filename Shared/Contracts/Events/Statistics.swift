import Values

/// Events and sessions counted along one dimension. Every event counts once, at its host (E1); an event with two tags
/// stands under both, so rows of `tag` and `group` do not add up to the total.
package struct EventStatistics: Codable, Sendable, Equatable {
    /// The campaign it was asked for.
    package let campaign: CampaignKey
    /// The unit at and below which events were counted; null: all.
    package let node: UnitKey?
    /// What the rows stand for.
    package let by: Dimension
    /// Every event once.
    package let total: Count
    /// By term, most sessions first; terms of the vocabulary that nobody used stand with 0.
    package let rows: [Row]

    package init(campaign: CampaignKey, node: UnitKey?, by: Dimension, total: Count, rows: [Row]) {
        self.campaign = campaign
        self.node = node
        self.by = by
        self.total = total
        self.rows = rows
    }

    /// What the rows of statistics stand for.
    package enum Dimension: String, Codable, Sendable, Hashable, CaseIterable {
        case strand, themeDay, series, tag, group, place, mode, platform, resource, activityForm
        /// By host.
        case host
        /// By the region the host lies in: a county, or a city where that is all that is known.
        case county
    }

    /// How many.
    package struct Count: Codable, Sendable, Equatable {
        /// Events that count: approved, published or held.
        package let events: Int
        /// 场次 as planned; as held they stand in `reported`.
        package let sessions: Int
        /// The sums of the verified reports' figures; those of another measure, of a group and online stand apart and are
        /// never added up (N10). In a row of `group`: that group's only.
        package let reported: [ReportedCount]

        package init(events: Int, sessions: Int, reported: [ReportedCount] = []) {
            self.events = events
            self.sessions = sessions
            self.reported = reported
        }
    }

    /// What is counted under one term.
    package struct Row: Codable, Sendable, Equatable {
        /// Null: the events that carry no term of this dimension.
        package let term: String?
        /// The events that carry it.
        package let count: Count

        package init(term: String?, count: Count) {
            self.term = term
            self.count = count
        }
    }

    package static let example = EventStatistics(
        campaign: "anhui-2026", node: nil, by: .strand, total: Count(events: 1, sessions: 1),
        rows: [Row(term: "skills", count: Count(events: 1, sessions: 1))])
}

extension EventsAPI {
    /// Events, sessions and reported figures of a campaign along one dimension.
    package enum GetStatistics: RPCMethod {
        package struct Params: Codable, Sendable {
            /// A published campaign.
            package let campaign: CampaignKey
            /// Events of this track; all if absent.
            package let track: TrackCode?
            /// Only events hosted by this unit or a unit that reports to it, on any level; all if absent.
            package let node: UnitKey?
            /// What the rows stand for.
            package let by: EventStatistics.Dimension

            package init(
                campaign: CampaignKey, track: TrackCode? = nil, node: UnitKey? = nil, by: EventStatistics.Dimension
            ) {
                self.campaign = campaign
                self.track = track
                self.node = node
                self.by = by
            }
        }
        package typealias Result = EventStatistics
        package static let contract = MethodContract(
            "events.statistics.get", "Counted events and sessions by strand, theme day, tag, group and more.",
            kind: .query,
            access: .scoped(.read, [.unit("node", track: "track")]), calledBy: [.reporting],
            faults: [.campaignUnknownToEvents, .unitUnknownToEvents])
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026", by: .strand), result: EventStatistics.example)
        ]
    }
}
