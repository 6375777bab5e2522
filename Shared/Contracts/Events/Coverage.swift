package import Values

/// Which vocational schools take part, and which do not, by name (N18, E8): both as lists, so that any rate can be
/// checked by hand. Higher and secondary schools apart.
package struct Coverage: Codable, Sendable, Equatable {
    /// The campaign it was asked for.
    package let campaign: CampaignKey
    /// The track whose events count.
    package let track: TrackCode
    /// The unit below which it was asked for.
    package let node: UnitKey
    /// The instant at which schools and events were looked at: that of the call.
    package let at: Instant
    /// By region code; schools whose place is not known come last.
    package let places: [Place]

    package init(campaign: CampaignKey, track: TrackCode, node: UnitKey, at: Instant, places: [Place]) {
        self.campaign = campaign
        self.track = track
        self.node = node
        self.at = at
        self.places = places
    }

    /// A city or a province-administered county, which is not in its city; schools without a place stand under a null
    /// region.
    package struct Place: Codable, Sendable, Equatable {
        /// Null: the place of these schools is not known.
        package let region: RegionCode?
        /// The place's name.
        package let name: String
        /// Colleges with higher vocational education.
        package let higher: Level
        /// Secondary vocational schools, of the place and of the province.
        package let secondary: Level

        package init(region: RegionCode?, name: String, higher: Level, secondary: Level) {
            self.region = region
            self.name = name
            self.higher = higher
            self.secondary = secondary
        }
    }

    /// The schools of one level at a place: every active one stands in exactly one of the lists.
    package struct Level: Codable, Sendable, Equatable {
        /// Schools that host at least one counted event.
        package let covered: [School]
        /// Active schools that host none.
        package let missing: [School]
        /// covered ÷ (covered + missing); null when no school is known here.
        package let rate: Double?

        package init(covered: [School], missing: [School]) {
            self.covered = covered
            self.missing = missing
            let known = covered.count + missing.count
            rate = known == 0 ? nil : Double(covered.count) / Double(known)
        }
    }

    /// A school, by key and name.
    package struct School: Codable, Sendable, Equatable {
        /// Its permanent key.
        package let unit: UnitKey
        /// Its name as the registry has it.
        package let name: String

        package init(unit: UnitKey, name: String) {
            self.unit = unit
            self.name = name
        }
    }

    package static let example = Coverage(
        campaign: "anhui-2026", track: "vocational", node: "gb2260:341600/教育",
        at: Instant(microseconds: 1_779_000_000_000_000),
        places: [
            Place(
                region: "341600", name: "亳州市",
                higher: Level(covered: [School(unit: "moe:4134013343", name: "亳州职业技术学院")], missing: []),
                secondary: Level(covered: [], missing: [School(unit: "school:亳州市/亳州中药科技学校", name: "亳州中药科技学校")]))
        ])
}

extension EventsAPI {
    /// Which vocational schools take part in a track below a unit, and which do not.
    package enum GetCoverage: RPCMethod {
        package struct Params: Codable, Sendable {
            /// A published campaign.
            package let campaign: CampaignKey
            /// A track of the campaign.
            package let track: TrackCode
            /// A local education department, or the province's.
            package let node: UnitKey

            package init(campaign: CampaignKey, track: TrackCode, node: UnitKey) {
                self.campaign = campaign
                self.track = track
                self.node = node
            }
        }
        package typealias Result = Coverage
        package static let contract = MethodContract(
            "events.coverage.get", "Which schools hold an event and which do not, by place and by name.", kind: .query,
            access: .scoped(.read, [.unit("node", track: "track")]), calledBy: [.reporting],
            faults: [.campaignUnknownToEvents, .unitUnknownToEvents])
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026", track: "vocational", node: "gb2260:341600/教育"),
                result: Coverage.example)
        ]
    }
}
