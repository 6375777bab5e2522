package import Values

/// Something that is held in a campaign: one host, any number of co-hosts, one or more sessions (场次).
///
/// An event counts once, at its host, whoever else took part (E1, N17).
package struct Event: Codable, Sendable, Equatable {
    /// Given when the first draft is made; never changes.
    package let id: ID<Event>
    /// The campaign it is held in.
    package let campaign: CampaignKey
    /// What its author says about it.
    package let content: EventContent
    /// How far it has come; `held` follows from the clock.
    package let state: EventState
    /// Counts from 1; an update names the one it saw.
    package let revision: Int
    /// The version of time, place and host that was announced last; 0 before it is published. A change of those makes
    /// a new one (E6).
    package let announcement: Int
    /// When its first draft was made.
    package let createdAt: Instant
    /// Who submitted it; the reviewer is someone else (E4).
    package let submittedBy: String?
    /// Who approved or returned it; null while nobody did.
    package let reviewedBy: String?
    /// Why it was returned, cancelled or postponed.
    package let reason: String?
    /// What can be done with it now.
    package let may: [String]
    /// What cannot, and why.
    package let blockedBy: [Blocker]

    package init(
        id: ID<Event>, campaign: CampaignKey, content: EventContent, state: EventState, revision: Int,
        announcement: Int, createdAt: Instant, submittedBy: String?, reviewedBy: String?, reason: String?,
        may: [String], blockedBy: [Blocker]
    ) {
        self.id = id
        self.campaign = campaign
        self.content = content
        self.state = state
        self.revision = revision
        self.announcement = announcement
        self.createdAt = createdAt
        self.submittedBy = submittedBy
        self.reviewedBy = reviewedBy
        self.reason = reason
        self.may = may
        self.blockedBy = blockedBy
    }

    package static let example = Event(
        id: ID(UniqueID(high: 0x019d_e0f0_0000_7000, low: 0x8000_0000_0000_0002)), campaign: "anhui-2026",
        content: .example, state: .draft, revision: 1, announcement: 0,
        createdAt: Instant(microseconds: 1_777_600_000_000_000), submittedBy: nil, reviewedBy: nil, reason: nil,
        may: ["update", "submit", "cancel"],
        blockedBy: [Blocker(verb: "approve", reason: "WRONG_STATE", ref: "draft")])
}

/// draft → submitted → approved → published → held | cancelled | postponed; submitted → returned → submitted.
package enum EventState: String, Codable, Sendable, Hashable, CaseIterable {
    case draft, submitted, returned, approved, published, held, postponed, cancelled

    /// Whether the event counts in statistics and coverage: somebody other than its author has agreed to it, and it
    /// was not taken back.
    package var counts: Bool {
        switch self {
        case .approved, .published, .held: true
        case .draft, .submitted, .returned, .postponed, .cancelled: false
        }
    }
}

/// What an author says about an event. Terms are codes of the campaign's vocabularies.
package struct EventContent: Codable, Sendable, Equatable {
    /// 1…200 characters.
    package let title: String
    /// At least one.
    package let tracks: [TrackCode]
    /// The one unit it counts at (E1).
    package let host: UnitKey
    /// Who holds it together with the host; it is not counted there (N17).
    package let coHosts: [UnitKey]
    /// Who helps; it is not counted there either.
    package let supporters: [UnitKey]
    /// A term of `strands`.
    package let strand: TermCode?
    /// A term of `themeDays`.
    package let themeDay: TermCode?
    /// Terms of the tag groups: 四开放, 三贴近, 两走进.
    package let tags: [TermCode]
    /// Terms of `groups`: whom it is for.
    package let groups: [TermCode]
    /// A term of `modes`: on-site, online, hybrid.
    package let mode: TermCode
    /// Terms of `places`: where it goes (进社区 …), apart from whom it is for (N09).
    package let places: [TermCode]?
    /// Terms of `series`: the series it belongs to (N07).
    package let series: [TermCode]?
    /// Terms of `platforms`: the named platforms it runs on (N10).
    package let platforms: [TermCode]?
    /// Terms of `resources`: the digital resources it offers (N10).
    package let resources: [TermCode]?
    /// A term of `activityForms`: lecture, training, contest …
    package let activityForm: TermCode?
    /// The 产教联合体, 共同体, 融合体 or 现代产业学院 whose work it shows: a unit of kind `collaboration` (N13). It may be the host as
    /// well, and is not counted for being shown.
    package let collaboration: UnitKey?
    /// The honours it presents: nominations of its campaign that are selected (N12, N13); at most 50.
    package let nominations: [ID<Nomination>]?
    /// The item of the campaign's list of planned activities that it fulfils (N16).
    package let plannedItem: PlannedItemKey?
    /// At least one; each lies in the window of one of the tracks, or `outsideWindowReason` says why not (E3).
    package let sessions: [Session]
    /// Why a session lies outside every window; absent when none does.
    package let outsideWindowReason: String?
    /// The host holds something else at the same time, and knows it (E2).
    package let acknowledgesOverlap: Bool?

    package init(
        title: String, tracks: [TrackCode], host: UnitKey, coHosts: [UnitKey] = [], supporters: [UnitKey] = [],
        strand: TermCode? = nil, themeDay: TermCode? = nil, tags: [TermCode] = [], groups: [TermCode] = [],
        mode: TermCode, places: [TermCode]? = nil, series: [TermCode]? = nil, platforms: [TermCode]? = nil,
        resources: [TermCode]? = nil, activityForm: TermCode? = nil, collaboration: UnitKey? = nil,
        nominations: [ID<Nomination>]? = nil, plannedItem: PlannedItemKey? = nil, sessions: [Session],
        outsideWindowReason: String? = nil, acknowledgesOverlap: Bool? = nil
    ) {
        self.title = title
        self.tracks = tracks
        self.host = host
        self.coHosts = coHosts
        self.supporters = supporters
        self.strand = strand
        self.themeDay = themeDay
        self.tags = tags
        self.groups = groups
        self.mode = mode
        self.places = places
        self.series = series
        self.platforms = platforms
        self.resources = resources
        self.activityForm = activityForm
        self.collaboration = collaboration
        self.nominations = nominations
        self.plannedItem = plannedItem
        self.sessions = sessions
        self.outsideWindowReason = outsideWindowReason
        self.acknowledgesOverlap = acknowledgesOverlap
    }

    /// One 场次.
    package struct Session: Codable, Sendable, Equatable {
        /// When it begins.
        package let start: Instant
        /// After `start`, at most 31 days later.
        package let end: Instant
        /// Holds a venue of the registry of venues for this time (E2); absent for a place in words or a platform.
        package let venue: ID<Venue>?
        /// A place in words, where no venue is booked.
        package let place: String?
        /// The platform or link of an online session.
        package let platform: String?

        package init(
            start: Instant, end: Instant, venue: ID<Venue>? = nil, place: String? = nil, platform: String? = nil
        ) {
            self.start = start
            self.end = end
            self.venue = venue
            self.place = place
            self.platform = platform
        }
    }

    package static let example = EventContent(
        title: "职业技能体验日：走进实训基地", tracks: ["vocational"], host: "moe:4134013343", strand: "skills",
        themeDay: "skill-experience", tags: ["open-campus"], groups: ["pupils"], mode: "on-site",
        sessions: [
            Session(
                start: Instant(microseconds: 1_778_547_600_000_000),
                end: Instant(microseconds: 1_778_554_800_000_000), place: "校内实训基地")
        ])
}
