import Contracts
import Values

/// A small campaign with the shape of a real one: two tracks, one week, a rule that hangs on a local week.
enum Fixture {
    static let authority: UnitKey = "issuer:AH-EDU"
    static let week = CampaignDocument.Window(start: day("2026-05-10"), end: day("2026-05-16"))

    static func day(_ text: String) -> CivilDate { CivilDate(text)! }
    static func at(_ text: String) -> Instant { Instant(text)! }

    static let campaign = CampaignDocument(
        key: "test-2026",
        notice: .init(number: "T1", title: "test", date: day("2026-04-29"), parents: [], publiclyDisclosed: true),
        authority: authority, zone: .shanghai, issuers: [], systems: [], addressees: [],
        tracks: [track("vocational"), track("lifelong")],
        vocabularies: [
            vocabulary("strands", ["reading", "skills"]), vocabulary("themeDays", ["volunteer-day"]),
            vocabulary("tags", ["open-campus", "into-villages"]), vocabulary("groups", ["pupils", "elderly"]),
            vocabulary("modes", ["on-site", "online"]), vocabulary("honours", ["learning-star", "learning-brand"]),
            vocabulary("collaborations", ["city-consortium"]),
        ],
        ceremonies: [],
        switches: [.init(key: "S2", name: "rollPolicy", question: "?", value: "none")], items: [], forms: [],
        rules: [
            .init(
                key: "annex4", name: "annex 4", items: ["annex4"], track: "lifelong", subjects: [], to: .province,
                deadline:
                    "until(min(roll(anchor(localWeek.lifelong, end) + P1W, S2), date(2026-12-01)), endOfDay, inclusive)",
                late: "accepted_late", countsOn: .submitted, clause: "四（三）", quote: "一周内")
        ],
        reminders: .init(
            workingHours: .init(start: LocalTime("08:30")!, end: LocalTime("17:30")!), workingDaysOnly: true,
            windowDaysCount: true, defaultTime: LocalTime("09:00")!, ladders: [], templates: []))

    private static func track(_ code: TrackCode) -> CampaignDocument.Track {
        .init(
            code: code, name: code.rawValue, theme: "theme", window: week,
            receiver: .init(name: "receiver", unit: authority, role: "receiver"), clause: "二", quote: "5月10日至5月16日")
    }

    private static func vocabulary(_ key: VocabularyKey, _ terms: [TermCode]) -> CampaignDocument.Vocabulary {
        .init(
            key: key, name: key.rawValue, several: true,
            terms: terms.map { .init(code: $0, name: $0.rawValue, group: nil) })
    }

    static func content(
        title: String = "开放校园", tracks: [TrackCode] = ["vocational"], host: UnitKey = "moe:1",
        coHosts: [UnitKey] = [], strand: TermCode? = "skills", tags: [TermCode] = ["open-campus"],
        collaboration: UnitKey? = nil, nominations: [ID<Nomination>]? = nil, plannedItem: PlannedItemKey? = nil,
        sessions: [EventContent.Session] = [session("2026-05-12T09:00:00+08:00", "2026-05-12T11:00:00+08:00")],
        outsideWindowReason: String? = nil, acknowledgesOverlap: Bool? = nil
    ) -> EventContent {
        EventContent(
            title: title, tracks: tracks, host: host, coHosts: coHosts, strand: strand, tags: tags, mode: "on-site",
            collaboration: collaboration, nominations: nominations, plannedItem: plannedItem, sessions: sessions,
            outsideWindowReason: outsideWindowReason,
            acknowledgesOverlap: acknowledgesOverlap)
    }

    static func session(_ start: String, _ end: String, venue: ID<Venue>? = nil) -> EventContent.Session {
        EventContent.Session(start: at(start), end: at(end), venue: venue, place: venue == nil ? "校内" : nil)
    }

    static func localWeek(_ track: TrackCode, _ start: String, _ end: String) -> LocalWeek {
        LocalWeek(
            id: ID(UniqueID(high: 1, low: 1)), campaign: "test-2026", track: track, unit: "gb2260:340100/教育",
            start: day(start), end: day(end), basis: "notice", revision: 1, declaredAt: at("2026-05-01T00:00:00Z"),
            amendedAt: nil, confirmedAfterCap: false)
    }
}
