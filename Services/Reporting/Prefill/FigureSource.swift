import Shared

/// What a form's field names as the source of its figure, read. Pure.
///
/// `sessions.total`, `sessions.by<Dimension>.<term>`, `attendances.online`, `attendances.<group>`, `heads.<group>`,
/// `training.byGroup.<group>`, `volunteering.heads`, `volunteering.served`, `coverage.<level>.<side>`,
/// `materials.<item>`, `localWeek.<edge>`.
enum FigureSource: Hashable, Sendable {
    /// Sessions of counted events; of one term of a dimension, or all.
    case sessions(EventStatistics.Dimension, term: String?)
    /// A verified figure; of a group, online, or the whole.
    case reported(EventMeasure, group: TermCode?, online: Bool)
    case coverage(Level, Side)
    /// Distinct materials of an item that count.
    case materials(ItemCode)
    case localWeek(Edge)

    enum Level: String { case higher, secondary }
    enum Side: String { case expected, participating }
    enum Edge: String { case start, end }

    /// nil for a source that is not known here: the figure is then the unit's own.
    init?(_ text: String) {
        let words = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        switch (words.first, words.count) {
        case ("sessions", 2) where words[1] == "total": self = .sessions(.strand, term: nil)
        case ("sessions", 3):
            guard let dimension = Self.dimension(words[1]) else { return nil }
            self = .sessions(dimension, term: words[2])
        case ("attendances", 2) where words[1] == "online":
            self = .reported(.attendances, group: nil, online: true)
        case ("attendances", 2): self = .reported(.attendances, group: TermCode(words[1]), online: false)
        case ("heads", 2): self = .reported(.heads, group: TermCode(words[1]), online: false)
        case ("training", 3) where words[1] == "byGroup":
            self = .reported(.trained, group: TermCode(words[2]), online: false)
        case ("volunteering", 2) where words[1] == "heads": self = .reported(.volunteers, group: nil, online: false)
        case ("volunteering", 2) where words[1] == "served": self = .reported(.served, group: nil, online: false)
        case ("coverage", 3):
            guard let level = Level(rawValue: words[1]), let side = Side(rawValue: words[2]) else { return nil }
            self = .coverage(level, side)
        case ("materials", 2): self = .materials(ItemCode(words[1]))
        case ("localWeek", 2):
            guard let edge = Edge(rawValue: words[1]) else { return nil }
            self = .localWeek(edge)
        default: return nil
        }
    }

    /// `byThemeDay` → `themeDay`.
    private static func dimension(_ word: String) -> EventStatistics.Dimension? {
        guard word.hasPrefix("by"), let first = word.dropFirst(2).first else { return nil }
        return EventStatistics.Dimension(rawValue: first.lowercased() + word.dropFirst(3))
    }

    /// Which statistics have to be asked for; nil for sources that are not statistics.
    var dimension: EventStatistics.Dimension? {
        switch self {
        case .sessions(let dimension, _): dimension
        case .reported(_, let group, _): group == nil ? .strand : .group
        case .coverage, .materials, .localWeek: nil
        }
    }

    /// The events of a host that make the figure, as far as `events.events.list` tells them apart; nil for what is not of
    /// events.
    func events(_ campaign: CampaignKey, _ track: TrackCode, of host: UnitKey) -> MethodCall? {
        var params: [String: JSONValue] = [
            "campaign": .string(campaign.rawValue), "track": .string(track.rawValue), "host": .string(host.rawValue),
        ]
        switch self {
        case .coverage, .materials, .localWeek: return nil
        case .reported: break
        case .sessions(let dimension, let term):
            let told: Set<EventStatistics.Dimension> = [.strand, .themeDay, .tag]
            if let term, told.contains(dimension) { params[dimension.rawValue] = .string(term) }
        }
        return MethodCall(EventsAPI.ListEvents.self, .object(params))
    }

    /// The method asked, for the origin of the figure.
    var method: String {
        switch self {
        case .sessions, .reported: "events.statistics.get {by: \(dimension?.rawValue ?? "")}"
        case .coverage: "events.coverage.get"
        case .materials: "reporting.materials.list"
        case .localWeek: "events.weeks.get"
        }
    }
}

/// What events have to be asked for a form's figures.
struct FigureQuestions: Hashable, Sendable {
    let dimensions: Set<EventStatistics.Dimension>
    let asksCoverage: Bool

    init(_ sources: Set<FigureSource>) {
        dimensions = Set(sources.compactMap(\.dimension))
        asksCoverage = sources.contains { if case .coverage = $0 { true } else { false } }
    }
}

/// What was answered, by what was asked.
struct FigureAnswers: Sendable {
    var statistics: [EventStatistics.Dimension: EventStatistics] = [:]
    var coverage: Coverage?
    var materials: [ItemCode: Int] = [:]
    var week: Anchor?

    /// nil when the answers say nothing about it.
    func value(_ source: FigureSource) -> JSONValue? {
        switch source {
        case .sessions(let dimension, let term):
            guard let statistics = statistics[dimension] else { return nil }
            guard let term else { return .int(Int64(statistics.total.sessions)) }
            return statistics.rows.first { $0.term == term }.map { .int(Int64($0.count.sessions)) }
        case .reported(let measure, let group, let online):
            guard let statistics = statistics[source.dimension ?? .strand] else { return nil }
            let counts =
                group == nil
                ? statistics.total.reported : statistics.rows.first { $0.term == group?.rawValue }?.count.reported ?? []
            let found = counts.first {
                $0.measure == measure && ($0.online ?? false) == online && (group == nil) == ($0.group == nil)
            }
            return found.map { .int(Int64($0.count)) }
        case .coverage(let level, let side):
            guard let coverage else { return nil }
            let levels = coverage.places.map { level == .higher ? $0.higher : $0.secondary }
            let taking = levels.reduce(0) { $0 + $1.covered.count }
            let missing = levels.reduce(0) { $0 + $1.missing.count }
            return .int(Int64(side == .participating ? taking : taking + missing))
        case .materials(let item): return materials[item].map { .int(Int64($0)) }
        case .localWeek(let edge):
            return week.map { .string((edge == .start ? $0.start : $0.end).description) }
        }
    }
}
