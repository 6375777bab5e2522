import Shared

/// An event that counts, as statistics look at it.
struct CountedEvent: Sendable, Hashable {
    let id: ID<Event>
    let host: UnitKey
    let region: RegionCode?
    /// Its terms, by what they are terms of; a dimension that is missing has none.
    let terms: [EventStatistics.Dimension: [TermCode]]
    let sessions: Int
    /// The figures of its verified report.
    var reported: [ReportedCount] = []

    /// The rows it stands in; [nil] where it carries no term of the dimension.
    func terms(by dimension: EventStatistics.Dimension) -> [String?] {
        let terms: [String?] =
            switch dimension {
            case .host: [host.rawValue]
            case .county: [region?.rawValue]
            case .strand, .themeDay, .series, .tag, .group, .place, .mode, .platform, .resource, .activityForm:
                (self.terms[dimension] ?? []).map(\.rawValue)
            }
        return terms.isEmpty ? [nil] : terms
    }
}

/// How counted events become rows, as pure functions.
enum StatisticsRules {
    /// The campaign's vocabulary whose terms all get a row; nil for what is no vocabulary.
    static func vocabulary(of dimension: EventStatistics.Dimension) -> VocabularyKey? {
        switch dimension {
        case .strand: "strands"
        case .themeDay: "themeDays"
        case .series: "series"
        case .tag: "tags"
        case .group: "groups"
        case .place: "places"
        case .mode: "modes"
        case .platform: "platforms"
        case .resource: "resources"
        case .activityForm: "activityForms"
        case .host, .county: nil
        }
    }

    static func total(_ events: [CountedEvent]) -> EventStatistics.Count {
        var sum = Sum()
        for event in events { sum.add(event, event.reported) }
        return sum.count
    }

    /// Most sessions first, then by term; terms nobody used with 0; events without a term last.
    static func rows(
        _ events: [CountedEvent], by dimension: EventStatistics.Dimension, terms: CampaignDocument.Vocabulary?
    ) -> [EventStatistics.Row] {
        var sums: [String?: Sum] = [:]
        for term in terms?.terms ?? [] { sums[term.code.rawValue] = Sum() }
        for event in events {
            for term in event.terms(by: dimension) {
                sums[term, default: Sum()].add(event, dimension == .group ? [] : event.reported)
            }
            // A report may know of groups that nobody had planned for: they get their row.
            if dimension == .group {
                for count in event.reported {
                    guard let group = count.group else { continue }
                    sums[group.rawValue, default: Sum()].add([count])
                }
            }
        }
        return sums.map { EventStatistics.Row(term: $0.key, count: $0.value.count) }.sorted { a, b in
            switch (a.term, b.term) {
            case (nil, _): false
            case (_, nil): true
            case (let left?, let right?):
                a.count.sessions != b.count.sessions ? a.count.sessions > b.count.sessions : left < right
            }
        }
    }
}

/// The sum of events of a row. Figures that differ in measure, group or online are never added (N10).
private struct Sum {
    private var events = 0
    private var sessions = 0
    private var figures: [Figure: Int] = [:]

    mutating func add(_ event: CountedEvent, _ reported: [ReportedCount]) {
        events += 1
        sessions += event.sessions
        add(reported)
    }

    mutating func add(_ reported: [ReportedCount]) {
        for count in reported { figures[Figure(count), default: 0] += count.count }
    }

    var count: EventStatistics.Count {
        let reported = figures.sorted { Self.order($0.key) < Self.order($1.key) }.map {
            ReportedCount(measure: $0.key.measure, group: $0.key.group, online: $0.key.online, count: $0.value)
        }
        return EventStatistics.Count(events: events, sessions: sessions, reported: reported)
    }

    /// By measure, the whole before its groups, on site before online.
    private static func order(_ figure: Figure) -> (String, String, Int) {
        (figure.measure.rawValue, figure.group?.rawValue ?? "", figure.online ? 1 : 0)
    }
}
