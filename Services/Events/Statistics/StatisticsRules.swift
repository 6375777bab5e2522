import Shared

/// An event that counts, as statistics look at it.
struct CountedEvent: Sendable, Hashable {
    let host: UnitKey
    let strand: TermCode?
    let themeDay: TermCode?
    let tags: [TermCode]
    let groups: [TermCode]
    let mode: TermCode
    let sessions: Int

    /// The rows it stands in; [nil] where it carries no term of the dimension.
    func terms(by dimension: EventStatistics.Dimension) -> [String?] {
        let terms: [String?] =
            switch dimension {
            case .strand: [strand?.rawValue]
            case .themeDay: [themeDay?.rawValue]
            case .tag: tags.map(\.rawValue)
            case .group: groups.map(\.rawValue)
            case .mode: [mode.rawValue]
            case .host: [host.rawValue]
            }
        return terms.isEmpty ? [nil] : terms
    }
}

/// How counted events become rows, as pure functions.
enum StatisticsRules {
    /// The campaign's vocabulary whose terms all get a row; nil for the host, which is no vocabulary.
    static func vocabulary(of dimension: EventStatistics.Dimension) -> VocabularyKey? {
        switch dimension {
        case .strand: "strands"
        case .themeDay: "themeDays"
        case .tag: "tags"
        case .group: "groups"
        case .mode: "modes"
        case .host: nil
        }
    }

    /// Most sessions first, then by term; terms nobody used with 0; events without a term last.
    static func rows(
        _ events: [CountedEvent], by dimension: EventStatistics.Dimension, terms: CampaignDocument.Vocabulary?
    ) -> [EventStatistics.Row] {
        var counts: [String?: (events: Int, sessions: Int)] = [:]
        for term in terms?.terms ?? [] { counts[term.code.rawValue] = (0, 0) }
        for event in events {
            for term in event.terms(by: dimension) {
                counts[term, default: (0, 0)].events += 1
                counts[term, default: (0, 0)].sessions += event.sessions
            }
        }
        return counts.map {
            EventStatistics.Row(
                term: $0.key, count: EventStatistics.Count(events: $0.value.events, sessions: $0.value.sessions))
        }.sorted { a, b in
            switch (a.term, b.term) {
            case (nil, _): false
            case (_, nil): true
            case (let left?, let right?):
                a.count.sessions != b.count.sessions ? a.count.sessions > b.count.sessions : left < right
            }
        }
    }
}
