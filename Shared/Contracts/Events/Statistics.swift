import Values

/// Events and sessions counted along one dimension. Every event counts once, at its host (E1); an event with two tags
/// stands under both, so rows of `tag` and `group` do not add up to the total.
package struct EventStatistics: Codable, Sendable, Equatable {
    package let campaign: CampaignKey
    package let node: UnitKey?
    package let by: Dimension
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

    package enum Dimension: String, Codable, Sendable, Hashable, CaseIterable {
        case strand, themeDay, tag, group, mode, host
    }

    package struct Count: Codable, Sendable, Equatable {
        package let events: Int
        /// 场次.
        package let sessions: Int

        package init(events: Int, sessions: Int) {
            self.events = events
            self.sessions = sessions
        }
    }

    package struct Row: Codable, Sendable, Equatable {
        /// Null: the events that carry no term of this dimension.
        package let term: String?
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
    package enum GetStatistics: RPCMethod {
        package struct Params: Codable, Sendable {
            package let campaign: CampaignKey
            package let track: TrackCode?
            /// Only events hosted by this unit or a unit that reports to it, on any level; all if absent.
            package let node: UnitKey?
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
            "events.statistics.get", "Counted events and sessions by strand, theme day, tag, group, mode or host.",
            kind: .query, faults: [.campaignUnknownToEvents, .unitUnknownToEvents])
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026", by: .strand), result: EventStatistics.example)
        ]
    }
}
