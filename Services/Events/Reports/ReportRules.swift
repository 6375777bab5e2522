import Shared

/// The rules the figures of an event obey, as pure functions.
enum ReportRules {
    static let greatestCount = 10_000_000
    /// How many times the usual is no longer plausible (the forms' rule: 5 times that of comparable units).
    static let implausibleTimes = 5
    /// Fewer reports than this say nothing about what is usual.
    static let fewestComparable = 5

    /// What no report may say, by path.
    static func violations(_ content: EventReportContent, in campaign: CampaignDocument) -> [Violation] {
        var found: [Violation] = []
        func wrong(_ path: String, _ rule: String, _ detail: String) {
            found.append(Violation(path: "params.content.\(path)", rule: rule, detail: detail))
        }
        if content.counts.isEmpty { wrong("counts", "required", "at least one figure") }
        var seen: Set<Figure> = []
        for (index, count) in content.counts.enumerated() {
            let path = "counts[\(index)]"
            if !(0...greatestCount).contains(count.count) {
                wrong("\(path).count", "out_of_range", "must be 0…\(greatestCount)")
            }
            if !seen.insert(Figure(count)).inserted { wrong(path, "duplicate", "this figure stands twice") }
            guard let group = count.group else { continue }
            if !count.measure.countsPeople {
                wrong("\(path).group", "not_people", "\(count.measure.rawValue) belong to no group")
            } else if campaign.vocabulary("groups")?.term(group) == nil {
                wrong("\(path).group", "unknown_term", "the campaign's vocabulary groups has no term \(group)")
            }
        }
        // Who came at all came at least once: 人数 never exceeds 人次.
        for (index, count) in content.counts.enumerated() where count.measure == .heads {
            let attendances = content.counts.first {
                Figure($0) == Figure(measure: .attendances, group: count.group, online: count.online ?? false)
            }
            if let attendances, attendances.count < count.count {
                wrong("counts[\(index)]", "heads_exceed_attendances", "more heads (人数) than attendances (人次)")
            }
        }
        if let justification = content.justification, !(1...500).contains(justification.count) {
            wrong("justification", "length", "1…500 characters, or absent")
        }
        if let note = content.note, note.count > 2_000 { wrong("note", "length", "at most 2000 characters") }
        if (content.evidence ?? []).count > 50 { wrong("evidence", "too_many", "at most 50") }
        return found
    }

    /// What is not plausible, and needs a justification (E5).
    ///
    /// - Parameters:
    ///   - planned: the sessions of the event as they stand.
    ///   - capacity: the heads its venues hold, over its sessions; nil when one of them has no venue with a capacity.
    ///   - usual: the attendances per session usual in the campaign, on site; nil when too few reports say.
    static func findings(
        _ content: EventReportContent, planned: Int, capacity: Int?, usual: Double?
    ) -> [Violation] {
        var found: [Violation] = []
        func finding(_ rule: String, _ detail: String) {
            found.append(Violation(path: "content.counts", rule: rule, detail: detail))
        }
        let sessions = whole(content, .sessions, online: false) + whole(content, .sessions, online: true)
        if sessions > planned {
            finding("more_sessions_than_planned", "\(sessions) sessions are reported, the event has \(planned)")
        }
        let attendances = whole(content, .attendances, online: false)
        if let capacity, attendances > capacity * implausibleTimes {
            finding(
                "beyond_capacity", "\(attendances) attendances on site, its venues hold \(capacity) over all sessions")
        }
        if let usual, Double(attendances) > usual * Double(max(1, planned) * implausibleTimes) {
            finding(
                "beyond_comparable",
                "\(attendances) attendances on site in \(planned) sessions, \(Int(usual)) per session are usual")
        }
        return found
    }

    private static func whole(_ content: EventReportContent, _ measure: EventMeasure, online: Bool) -> Int {
        content.counts.first { Figure($0) == Figure(measure: measure, group: nil, online: online) }?.count ?? 0
    }
}

/// Which figure a count is: figures that differ in any of these are never added (N10).
struct Figure: Sendable, Hashable {
    let measure: EventMeasure
    let group: TermCode?
    let online: Bool

    init(measure: EventMeasure, group: TermCode?, online: Bool) {
        self.measure = measure
        self.group = group
        self.online = online
    }

    init(_ count: ReportedCount) {
        self.init(measure: count.measure, group: count.group, online: count.online ?? false)
    }
}
