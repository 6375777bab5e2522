import Shared

/// What every unit does in 2026, made up once and for all from the names of what it owes: some file early, some between the
/// reminders, some late, some never; some cities declare a week, some units get more time.
enum YearScript {
    /// Something that happens outside of notifications.
    struct Act: Sendable {
        let at: Instant
        let deed: Deed

        enum Deed: Sendable {
            /// The obligation is met.
            case settle(ID<Obligation>)
            /// A city says when its lifelong week is: that is what it owes, and moves annex 4 and its summary.
            case declareWeek(UnitKey, ID<Obligation>, start: CivilDate, end: CivilDate)
            /// More time until the first late instant.
            case extend([ID<Obligation>], until: Instant)
        }
    }

    static func at(_ text: String) -> Instant { Instant(text + ":00+08:00")! }  // constants in RFC 3339

    /// None at an instant at which a step may come.
    private static let settlements: [String?] = [
        "2026-05-11T14:20", "2026-05-13T16:40", "2026-05-15T18:10", "2026-05-18T12:30", "2026-05-19T16:50",
        "2026-05-20T11:40", "2026-05-20T20:20", "2026-05-22T12:10", "2026-05-26T14:50", "2026-06-03T10:10", nil,
    ]

    /// For annex 4 and its summary.
    private static let lateSettlements: [String?] = [
        "2026-10-05T11:20", "2026-10-30T14:20", "2026-11-03T16:40", "2026-11-26T10:20", "2026-12-01T11:10",
        "2026-12-04T13:30", nil,
    ]

    private static let weeks: [(start: String, end: String)] = [
        ("2026-09-20", "2026-09-26"), ("2026-10-19", "2026-10-25"), ("2026-10-26", "2026-11-01"),
        ("2026-11-09", "2026-11-15"), ("2026-11-16", "2026-11-22"),
    ]

    private static let declarations = [
        "2026-06-10T10:20", "2026-08-05T10:20", "2026-10-09T10:20", "2026-10-21T10:20", "2026-11-05T10:20",
    ]

    static func acts(_ obligations: [Obligation]) -> [Act] {
        var acts: [Act] = []
        for obligation in obligations {
            let seed = number("\(obligation.unit.key) \(obligation.rule)")
            switch obligation.rule.rawValue {
            case "week-declaration":
                // One in six declares nothing.
                guard seed % 6 != 5 else { continue }
                let week = weeks[seed % weeks.count]
                // Before it begins.
                let early = declarations.filter { $0 < week.start }
                acts.append(
                    Act(
                        at: at(early[seed / 7 % early.count]),
                        deed: .declareWeek(
                            obligation.unit.key, obligation.id, start: CivilDate(week.start)!,
                            end: CivilDate(week.end)!)))  // constants
            case "annex4", "summary.lifelong":
                if let text = lateSettlements[seed % lateSettlements.count] {
                    acts.append(Act(at: at(text), deed: .settle(obligation.id)))
                }
            default:
                guard obligation.deadline.dueAt != nil else { continue }
                if let text = settlements[seed % settlements.count] {
                    acts.append(Act(at: at(text), deed: .settle(obligation.id)))
                }
            }
        }
        // A storm on the 19th: every ninth college gets three days more, some of them after they were reminded.
        let stormy = obligations.filter {
            ["annex3.college", "summary.college"].contains($0.rule.rawValue) && number($0.unit.key.rawValue) % 9 == 0
        }
        acts.append(Act(at: at("2026-05-19T12:40"), deed: .extend(stormy.map(\.id), until: at("2026-05-24T00:00"))))
        return acts.sorted { $0.at < $1.at }
    }

    /// The same on every machine.
    static func number(_ text: String) -> Int {
        Int(text.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 } >> 33)
    }
}
