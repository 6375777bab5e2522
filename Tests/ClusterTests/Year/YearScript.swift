import Shared

/// What every unit does in 2026, made up once and for all from the names of what it owes: some file early, some between the
/// reminders, some late, some never; some file what is given back to them, and file it again or not; some cities declare a week,
/// some units get more time; events are announced, moved, put off and called off.
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
            /// What is owed is filed, for the first time or again.
            case file(ID<Obligation>)
            /// What was filed is given back, to be there again before an instant.
            case giveBack(ID<Obligation>, dueBack: Instant)
            /// An event is announced.
            case announce(YearEvent)
            /// It takes place elsewhere or at another time, or with others.
            case change(YearEvent)
            case cancel(YearEvent)
            case postpone(YearEvent)
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
            case "summary.city" where seed % 5 == 3, "summary.college" where seed % 5 == 3:
                acts += returned(obligation.id, returns[seed / 5 % returns.count])
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
                && number("\($0.unit.key) \($0.rule)") % 5 != 3
        }
        acts.append(Act(at: at("2026-05-19T12:40"), deed: .extend(stormy.map(\.id), until: at("2026-05-24T00:00"))))
        return (acts + eventActs(colleges(obligations))).sorted { $0.at < $1.at }
    }

    /// Filed, given back, to be there again before; filed again, if ever.
    private typealias ReturnStory = (filed: String, back: String, dueBack: String, again: String?)

    /// Filed again at once; while reminders stood still and after the level above was told; never; and one that was late already,
    /// so that the province had been told of it.
    private static let returns: [ReturnStory] = [
        ("2026-05-15T18:10", "2026-05-18T10:20", "2026-05-23T00:00", "2026-05-19T16:20"),
        ("2026-05-19T16:50", "2026-05-21T10:20", "2026-05-27T00:00", "2026-05-28T10:10"),
        ("2026-05-13T16:40", "2026-05-14T11:30", "2026-05-19T00:00", nil),
        ("2026-05-26T14:50", "2026-05-28T10:20", "2026-06-03T00:00", "2026-06-01T10:10"),
    ]

    private static func returned(_ id: ID<Obligation>, _ story: ReturnStory) -> [Act] {
        [
            Act(at: at(story.filed), deed: .file(id)),
            Act(at: at(story.back), deed: .giveBack(id, dueBack: at(story.dueBack))),
        ] + (story.again.map { [Act(at: at($0), deed: .file(id))] } ?? [])
    }

    private static func colleges(_ obligations: [Obligation]) -> [UnitKey] {
        obligations.filter { $0.rule == "annex3.college" }.map(\.unit.key).sorted()
    }

    private static func eventActs(_ colleges: [UnitKey]) -> [Act] {
        func event(_ number: Int, _ title: String, _ start: String, _ place: String, _ with: [Int]) -> YearEvent {
            YearEvent(
                number: number, title: title, start: at(start), place: place, coHosts: with.map { colleges[$0] })
        }
        let open = event(0, "技能开放日", "2026-05-12T09:00", "一号实训楼", [0, 1])
        let works = event(1, "师生作品展", "2026-05-15T09:00", "图书馆", [0, 2])
        let tour = event(2, "职教成果巡展", "2026-05-22T14:00", "体育馆", [1, 4])
        let reading = event(3, "全民阅读会", "2026-10-24T09:00", "文化宫", [2, 3])
        return [
            Act(at: at("2026-05-06T10:20"), deed: .announce(open)),
            Act(
                at: at("2026-05-08T14:20"),
                deed: .change(event(0, "技能开放日", "2026-05-13T14:00", "二号实训楼", [0, 1]))),
            Act(at: at("2026-05-11T10:40"), deed: .announce(works)),
            // Another co-host: the one before is told all the same.
            Act(at: at("2026-05-12T15:20"), deed: .change(event(1, "师生作品展", "2026-05-14T09:00", "图书馆", [0, 3]))),
            Act(at: at("2026-05-18T10:40"), deed: .announce(tour)),
            // While notifications stood still.
            Act(at: at("2026-05-21T09:40"), deed: .cancel(tour)),
            Act(at: at("2026-09-28T10:20"), deed: .announce(reading)),
            Act(at: at("2026-10-12T10:20"), deed: .postpone(reading)),
        ]
    }

    /// The same on every machine.
    static func number(_ text: String) -> Int {
        Int(text.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 } >> 33)
    }
}

/// An event as the script has it at one time.
struct YearEvent: Sendable {
    /// The same through all its changes.
    let number: Int
    let title: String
    let start: Instant
    let place: String
    let coHosts: [UnitKey]

    static let host: UnitKey = "gb2260:340100/教育"

    var content: EventContent {
        EventContent(
            title: title, tracks: ["vocational"], host: Self.host, coHosts: coHosts, mode: "on-site",
            sessions: [.init(start: start, end: start.adding(.seconds(7_200)), place: place)],
            outsideWindowReason: start > YearScript.at("2026-05-17T00:00") ? "与全省安排一致" : nil)
    }
}
