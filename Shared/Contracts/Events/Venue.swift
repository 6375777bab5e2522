package import Values

/// A place that can be held for a session: library, community centre, school, enterprise, training base (N11).
package struct Venue: Codable, Sendable, Equatable {
    /// Given when it is created; never changes.
    package let id: ID<Venue>
    /// Unique in its region.
    package let name: String
    /// The unit it belongs to; null when that is not said.
    package let owner: UnitKey?
    /// Where it lies.
    package let region: RegionCode
    /// A term such as `library`, `community-centre`, `training-base`.
    package let kind: TermCode
    /// Heads, from 1; null when nobody counted.
    package let capacity: Int?

    package init(
        id: ID<Venue>, name: String, owner: UnitKey?, region: RegionCode, kind: TermCode, capacity: Int?
    ) {
        self.id = id
        self.name = name
        self.owner = owner
        self.region = region
        self.kind = kind
        self.capacity = capacity
    }

    package static let example = Venue(
        id: ID(UniqueID(high: 0x019d_e0f0_0000_7000, low: 0x8000_0000_0000_0003)), name: "市图书馆报告厅", owner: nil,
        region: "341600", kind: "library", capacity: 300)
}

extension EventsAPI {
    /// A new venue, which sessions can hold from now on.
    package enum CreateVenue: RPCMethod {
        package struct Params: Codable, Sendable {
            /// 1…200 characters, unique in its region.
            package let name: String
            /// The unit it belongs to; absent when that is not said.
            package let owner: UnitKey?
            /// Where it lies: a region the registry knows.
            package let region: RegionCode
            /// A term such as `library`, `community-centre`, `training-base`.
            package let kind: TermCode
            /// Heads, from 1; absent when nobody counted.
            package let capacity: Int?

            package init(
                name: String, owner: UnitKey? = nil, region: RegionCode, kind: TermCode, capacity: Int? = nil
            ) {
                self.name = name
                self.owner = owner
                self.region = region
                self.kind = kind
                self.capacity = capacity
            }
        }
        package typealias Result = Venue
        package static let contract = MethodContract(
            "events.venues.create", "A new venue.", kind: .mutation,
            access: .scoped(.file, [.unit("owner")]),
            faults: [.venueNameTaken, .unitUnknownToEvents])
        package static let examples = [
            Example(
                params: Params(name: "市图书馆报告厅", region: "341600", kind: "library", capacity: 300),
                result: Venue.example)
        ]
    }

    /// The venues that are free for the whole of a time: nothing that stands holds them in any part of it (E2). Somebody may
    /// take one before the caller does; then that is refused with `EVENTS_VENUE_DOUBLE_BOOKED`.
    package enum ListFreeVenues: RPCMethod {
        package struct Params: Codable, Sendable {
            /// When it is to begin.
            package let start: Instant
            /// After `start`, at most 31 days later. Whoever comes next may begin at this instant.
            package let end: Instant
            /// Venues of this region; all if absent.
            package let region: RegionCode?
            /// A term such as `library`; all kinds if absent.
            package let kind: TermCode?
            /// Heads it must hold, from 1; venues whose capacity nobody counted are left out then.
            package let capacity: Int?
            /// The `next` of the page before; absent for the first page.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(
                start: Instant, end: Instant, region: RegionCode? = nil, kind: TermCode? = nil, capacity: Int? = nil,
                after: String? = nil, limit: Int? = nil
            ) {
                self.start = start
                self.end = end
                self.region = region
                self.kind = kind
                self.capacity = capacity
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<Venue>
        package static let contract = MethodContract(
            "events.venues.free", "The venues that are free for the whole of a time, by id.", kind: .query)
        package static let examples = [
            Example(
                params: Params(
                    start: Instant(microseconds: 1_778_547_600_000_000),
                    end: Instant(microseconds: 1_778_554_800_000_000), region: "341600", capacity: 200),
                result: Page(items: [Venue.example], next: nil))
        ]
    }

    /// The venues there are, in the order they were made.
    package enum ListVenues: RPCMethod {
        package struct Params: Codable, Sendable {
            /// Venues of this region; all if absent.
            package let region: RegionCode?
            /// The `next` of the page before; absent for the first page.
            package let after: String?
            /// 1…500, default 100.
            package let limit: Int?

            package init(region: RegionCode? = nil, after: String? = nil, limit: Int? = nil) {
                self.region = region
                self.after = after
                self.limit = limit
            }
        }
        package typealias Result = Page<Venue>
        package static let contract = MethodContract("events.venues.list", "The venues, by id.", kind: .query)
        package static let examples = [Example(params: Params(), result: Page(items: [Venue.example], next: nil))]
    }
}
