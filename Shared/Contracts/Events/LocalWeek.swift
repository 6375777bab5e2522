package import Values

/// The week a place holds on its own: the anchor of the deadlines that hang on it (N26). One per (campaign, track, unit).
package struct LocalWeek: Codable, Sendable, Equatable {
    /// The same for all versions of a week.
    package let id: ID<LocalWeek>
    /// The campaign it belongs to.
    package let campaign: CampaignKey
    /// The track it is held on.
    package let track: TrackCode
    /// The education department that declared it.
    package let unit: UnitKey
    /// First day, in the campaign's zone.
    package let start: CivilDate
    /// Last day, inclusive; not before `start`.
    package let end: CivilDate
    /// Where it is laid down: the city's own notice.
    package let basis: String
    /// Counts from 1; an update names the one it saw.
    package let revision: Int
    /// When its first version was declared.
    package let declaredAt: Instant
    /// When this version replaced the one before; null for the first.
    package let amendedAt: Instant?
    /// The last day on which the deadline can still be met ran out before this end; the province confirmed it (L7).
    package let confirmedAfterCap: Bool

    package init(
        id: ID<LocalWeek>, campaign: CampaignKey, track: TrackCode, unit: UnitKey, start: CivilDate, end: CivilDate,
        basis: String, revision: Int, declaredAt: Instant, amendedAt: Instant?, confirmedAfterCap: Bool
    ) {
        self.id = id
        self.campaign = campaign
        self.track = track
        self.unit = unit
        self.start = start
        self.end = end
        self.basis = basis
        self.revision = revision
        self.declaredAt = declaredAt
        self.amendedAt = amendedAt
        self.confirmedAfterCap = confirmedAfterCap
    }

    package static let example = LocalWeek(
        id: ID(UniqueID(high: 0x019d_e0f0_0000_7000, low: 0x8000_0000_0000_0001)), campaign: "anhui-2026",
        track: "lifelong", unit: "gb2260:340100/教育", start: CivilDate(daysSinceEpoch: 20_717),
        end: CivilDate(daysSinceEpoch: 20_722), basis: "合肥市全民终身学习活动周通知", revision: 1,
        declaredAt: Instant(microseconds: 1_788_825_600_000_000), amendedAt: nil, confirmedAfterCap: false)
}

extension EventsAPI {
    /// Declares a unit's own week on a track; moves the deadlines that hang on it from provisional to firm.
    package enum DeclareWeek: RPCMethod {
        package struct Params: Codable, Sendable {
            /// A published campaign.
            package let campaign: CampaignKey
            /// A track of the campaign.
            package let track: TrackCode
            /// The unit whose week it is: a local education department.
            package let unit: UnitKey
            /// First day, in the campaign's zone.
            package let start: CivilDate
            /// Last day, inclusive; at most 31 days.
            package let end: CivilDate
            /// 1…500 characters.
            package let basis: String
            /// Only the province: the week ends after a deadline's cap, and that is known (L7).
            package let confirmAfterCap: Bool?

            package init(
                campaign: CampaignKey, track: TrackCode, unit: UnitKey, start: CivilDate, end: CivilDate,
                basis: String, confirmAfterCap: Bool? = nil
            ) {
                self.campaign = campaign
                self.track = track
                self.unit = unit
                self.start = start
                self.end = end
                self.basis = basis
                self.confirmAfterCap = confirmAfterCap
            }
        }
        package typealias Result = LocalWeek
        package static let contract = MethodContract(
            "events.weeks.declare", "A place declares the week it holds on a track.", kind: .mutation,
            access: .scoped(.file, [.unit("unit", track: "track")]),
            faults: [
                .campaignUnknownToEvents, .unitUnknownToEvents, .weekAlreadyDeclared, .anchorAfterCap,
            ])
        package static let examples = [
            Example(
                params: Params(
                    campaign: "anhui-2026", track: "lifelong", unit: "gb2260:340100/教育",
                    start: LocalWeek.example.start, end: LocalWeek.example.end, basis: LocalWeek.example.basis),
                result: LocalWeek.example)
        ]
    }

    /// Changes a declared week; the former one stays in the history. After its end only the level above may (E7), and a
    /// report that was late stays late.
    package enum AmendWeek: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The week.
            package let id: ID<LocalWeek>
            /// The revision the caller saw.
            package let expectRevision: Int
            /// First day, in the campaign's zone.
            package let start: CivilDate
            /// Last day, inclusive; at most 31 days.
            package let end: CivilDate
            /// 1…500 characters: why, and where it is laid down.
            package let basis: String
            /// Only the province: the week ends after a deadline's cap, and that is known (L7).
            package let confirmAfterCap: Bool?

            package init(
                id: ID<LocalWeek>, expectRevision: Int, start: CivilDate, end: CivilDate, basis: String,
                confirmAfterCap: Bool? = nil
            ) {
                self.id = id
                self.expectRevision = expectRevision
                self.start = start
                self.end = end
                self.basis = basis
                self.confirmAfterCap = confirmAfterCap
            }
        }
        package typealias Result = LocalWeek
        package static let contract = MethodContract(
            "events.weeks.amend", "Changes a declared week and keeps its history.", kind: .mutation,
            access: .scoped(.file, [.entity(.localWeek, "id")]),
            faults: [.weekUnknown, .revisionConflict, .anchorAfterCap, .weekHasEnded])
        package static let examples = [
            Example(
                params: Params(
                    id: LocalWeek.example.id, expectRevision: 1, start: LocalWeek.example.start,
                    end: LocalWeek.example.end, basis: LocalWeek.example.basis),
                result: LocalWeek.example)
        ]
    }

    /// One unit's week, as it stands or as it stood.
    package enum GetWeek: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign it belongs to.
            package let campaign: CampaignKey
            /// The track it is held on.
            package let track: TrackCode
            /// The unit whose week it is.
            package let unit: UnitKey
            /// What was known then; now if absent.
            package let knownAt: Instant?

            package init(campaign: CampaignKey, track: TrackCode, unit: UnitKey, knownAt: Instant? = nil) {
                self.campaign = campaign
                self.track = track
                self.unit = unit
                self.knownAt = knownAt
            }
        }
        package typealias Result = LocalWeek
        package static let contract = MethodContract(
            "events.weeks.get", "One unit's own week.", kind: .query,
            access: .scoped(.read, [.unit("unit", track: "track")]),
            faults: [.weekUnknown])
        package static let examples = [
            Example(
                params: Params(campaign: "anhui-2026", track: "lifelong", unit: "gb2260:340100/教育"),
                result: LocalWeek.example)
        ]
    }

    /// The weeks declared in a campaign, by unit key.
    package enum ListWeeks: RPCMethod {
        package struct Params: Codable, Sendable {
            /// The campaign.
            package let campaign: CampaignKey
            /// Weeks of this track; all if absent.
            package let track: TrackCode?
            /// The `next` of the page before; absent for the first page.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(campaign: CampaignKey, track: TrackCode? = nil, after: String? = nil, limit: Int? = nil) {
                self.campaign = campaign
                self.track = track
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<LocalWeek>
        package static let contract = MethodContract(
            "events.weeks.list", "The weeks that places declared, by unit.", kind: .query,
            access: .scoped(.read, [.list]))
        package static let examples = [
            Example(params: Params(campaign: "anhui-2026"), result: Page(items: [LocalWeek.example], next: nil))
        ]
    }
}
