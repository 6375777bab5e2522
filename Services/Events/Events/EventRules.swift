import Shared

/// The rules an event's content obeys, as pure functions over the campaign's document. Nothing of a notice is code: the
/// vocabularies it may use are those the document has.
enum EventRules {
    static let mostSessions = 200
    static let mostNominations = 50
    static let longestSession = Duration.seconds(31 * 86_400)

    /// Everything wrong with the content, by path.
    static func violations(_ content: EventContent, in campaign: CampaignDocument) -> [Violation] {
        var found: [Violation] = []
        func wrong(_ path: String, _ rule: String, _ detail: String) {
            found.append(Violation(path: "params.content.\(path)", rule: rule, detail: detail))
        }
        if !(1...200).contains(content.title.count) { wrong("title", "length", "1…200 characters") }
        if content.title.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            wrong("title", "control_character", "one line of plain text")
        }
        if content.tracks.isEmpty { wrong("tracks", "required", "at least one track") }
        for (index, track) in content.tracks.enumerated() where campaign.track(track) == nil {
            wrong("tracks[\(index)]", "unknown_term", "the campaign has no track \(track)")
        }
        for (path, vocabulary, terms) in [
            ("strand", "strands", content.strand.map { [$0] } ?? []),
            ("themeDay", "themeDays", content.themeDay.map { [$0] } ?? []),
            ("tags", "tags", content.tags), ("groups", "groups", content.groups), ("mode", "modes", [content.mode]),
            ("places", "places", content.places ?? []), ("series", "series", content.series ?? []),
            ("platforms", "platforms", content.platforms ?? []),
            ("resources", "resources", content.resources ?? []),
            ("activityForm", "activityForms", content.activityForm.map { [$0] } ?? []),
        ] as [(String, VocabularyKey, [TermCode])] {
            for term in terms where campaign.vocabulary(vocabulary)?.term(term) == nil {
                wrong(path, "unknown_term", "the campaign's vocabulary \(vocabulary) has no term \(term)")
            }
        }
        for (path, terms) in [
            ("tags", content.tags), ("groups", content.groups), ("places", content.places ?? []),
            ("series", content.series ?? []), ("platforms", content.platforms ?? []),
            ("resources", content.resources ?? []),
        ] where Set(terms).count < terms.count {
            wrong(path, "duplicate", "a term stands twice")
        }
        // E1: one host; whoever stands beside it is not counted a second time.
        let others = content.coHosts + content.supporters
        if others.contains(content.host) {
            wrong("coHosts", "host_twice", "the host is not its own co-host or supporter")
        }
        if Set(others).count < others.count { wrong("coHosts", "duplicate", "a unit stands twice") }
        let nominations = content.nominations ?? []
        if Set(nominations).count < nominations.count { wrong("nominations", "duplicate", "a nomination stands twice") }
        if nominations.count > mostNominations {
            wrong("nominations", "too_many", "at most \(mostNominations) nominations")
        }
        if content.sessions.isEmpty { wrong("sessions", "required", "at least one session") }
        if content.sessions.count > mostSessions { wrong("sessions", "too_many", "at most \(mostSessions) sessions") }
        for (index, session) in content.sessions.enumerated() {
            found += timeViolations(session.start, session.end, path: "params.content.sessions[\(index)].end")
            if session.venue == nil, session.place == nil, session.platform == nil {
                wrong("sessions[\(index)]", "required", "one of venue, place and platform")
            }
        }
        return found
    }

    /// What is wrong with the end of a time that a venue can be held for.
    static func timeViolations(_ start: Instant, _ end: Instant, path: String) -> [Violation] {
        if end <= start { return [Violation(path: path, rule: "before_start", detail: "it ends after it starts")] }
        if end.duration(since: start) > longestSession {
            return [Violation(path: path, rule: "out_of_range", detail: "at most 31 days after its start")]
        }
        return []
    }

    /// The sessions that lie, wholly or in part, outside all of the windows (E3): the campaign's for the event's tracks,
    /// and the weeks declared by the host or those above it.
    static func outside(
        _ content: EventContent, in campaign: CampaignDocument, localWeeks: [LocalWeek]
    ) -> [Int] {
        let windows =
            content.tracks.compactMap { campaign.track($0)?.window }.map { ($0.start, $0.end) }
            + localWeeks.filter { content.tracks.contains($0.track) }.map { ($0.start, $0.end) }
        return content.sessions.indices.filter { index in
            let first = campaign.zone.date(of: content.sessions[index].start)
            let last = campaign.zone.date(of: content.sessions[index].end.adding(microseconds: -1))
            return !windows.contains { $0.0 <= first && last <= $0.1 }
        }
    }

    /// Whether a published event whose content becomes `next` has to be announced anew (E6): its time, place or host.
    static func announcesAnew(_ content: EventContent, _ next: EventContent) -> Bool {
        content.host != next.host || content.sessions != next.sessions
    }
}
