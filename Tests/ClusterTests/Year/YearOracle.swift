import Foundation
import Shared

/// Who should be told of what, and when, in 2026: written down from the ladders of `domain.md` §5 and the State Council's
/// calendar, day by day. It shares no code with the planner; of the shipped files it reads the calendar alone.
struct YearOracle: Sendable {
    /// What one message should say to one recipient about one obligation or event.
    struct Telling: Hashable, Sendable {
        /// Its id.
        let subject: String
        let step: String
        /// When what it is about is late, or begins: a step comes again for another one, and never for the same.
        let due: Instant
        let recipient: Reminder.Recipient
    }

    /// One obligation as the script leaves it at an instant.
    struct Standing: Sendable {
        let obligation: Obligation
        /// Extensions and local weeks counted in.
        var due: Instant
        var isSettled: Bool
        /// Given back, and not filed again.
        var back: Back?

        struct Back: Sendable {
            let at: Instant
            let due: Instant
        }
    }

    private struct Step {
        let name: String
        let at: Instant
        let recipient: Reminder.Recipient
        /// The last day on which it is of use.
        let through: CivilDate?
    }

    private let rest: Set<CivilDate>
    private let zone = Zone.shanghai
    private static let province: UnitKey = "issuer:AH-EDU"

    /// - Parameter calendar: `date,working,…` a line.
    init(calendar: String) {
        var rest: Set<CivilDate> = []
        for line in calendar.split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            if let day = CivilDate(String(cells[0])), cells[1] == "false" { rest.insert(day) }
        }
        // The week itself is worked through by those who hold it.
        for day in 10...16 { rest.remove(CivilDate(year: 2026, month: 5, day: day)!) }  // days there are
        self.rest = rest
    }

    /// What should leave at `now`, when everything up to `before` was looked at.
    func tellings(_ standings: [Standing], after before: Instant, at now: Instant) -> Set<Telling> {
        var told: Set<Telling> = []
        for standing in standings where !standing.isSettled {
            let open = steps(of: standing).filter { step in
                before < step.at && step.at <= now && standing.obligation.bornAt <= step.at
                    && step.through.map { zone.date(of: now) <= $0 } ?? true
            }
            for (recipient, steps) in Dictionary(grouping: open, by: \.recipient) {
                // Of several that were missed the last one speaks for all.
                let last = steps.max { ($0.at, $0.name) < ($1.at, $1.name) }!  // a group has one
                told.insert(
                    Telling(
                        subject: standing.obligation.id.description, step: last.name,
                        due: standing.back?.due ?? standing.due, recipient: recipient))
            }
        }
        return told
    }

    /// Every instant at which something is to be said of it.
    func instants(of standing: Standing) -> [Instant] { steps(of: standing).map(\.at) }

    /// What was given back has steps of its own and no others: at once, the working day before it is due back, and the one after,
    /// to the level above as well.
    private func steps(of standing: Standing, given back: Standing.Back) -> [Step] {
        let (unit, top) = (Self.unit(of: standing.obligation), Self.top(of: standing.obligation))
        let last = zone.date(of: back.due.adding(microseconds: -1))
        let above = standing.obligation.to.key
        let escalated = above == Self.province ? top : Reminder.Recipient(unit: above, role: "reporter")
        let days: [(String, CivilDate, Reminder.Recipient, CivilDate?)] = [
            ("before-1", before(last, 1), unit, last), ("after", after(last, 1), unit, nil),
            ("escalation", after(last, 1), escalated, nil),
        ]
        let later = days.compactMap { name, day, recipient, through -> Step? in
            guard let at = instant(day, 9, due: back.due), at > back.at else { return nil }
            return Step(name: "returned/\(name)@\(back.at)", at: at, recipient: recipient, through: through)
        }
        return [Step(name: "returned/at-return@\(back.at)", at: back.at, recipient: unit, through: nil)] + later
    }

    static func unit(of obligation: Obligation) -> Reminder.Recipient {
        Reminder.Recipient(unit: obligation.unit.key, role: "reporter")
    }

    private static func top(of obligation: Obligation) -> Reminder.Recipient {
        Reminder.Recipient(
            unit: province, role: obligation.track == "lifelong" ? "receiver.lifelong" : "receiver.vocational")
    }

    private func steps(of standing: Standing) -> [Step] {
        if let back = standing.back { return steps(of: standing, given: back) }
        let obligation = standing.obligation
        let (unit, top) = (Self.unit(of: obligation), Self.top(of: obligation))
        let last = zone.date(of: standing.due.adding(microseconds: -1))
        var steps: [Step] = []
        func add(
            _ name: String, _ day: CivilDate, _ hour: Int = 9, to recipient: Reminder.Recipient? = nil,
            through: CivilDate? = nil
        ) {
            guard let at = instant(day, hour, due: standing.due) else { return }
            steps.append(Step(name: name, at: at, recipient: recipient ?? unit, through: through))
        }
        switch obligation.rule.rawValue.split(separator: ".")[0] {
        case "material", "case":
            let day = { CivilDate(year: 2026, month: 5, day: $0)! }  // days there are
            add("promotion/day2", day(11), through: day(12))
            add("promotion/day4", day(13), through: day(15))
            add("promotion/last-day", day(16), 10, through: day(16))
            add("promotion/after", day(18))
            add("promotion/escalation-province", day(18), to: top)
        case "annex3" where obligation.rule == "annex3.school", "summary" where obligation.rule == "summary.school":
            annex3("annex3.school", last, add)
            let city = Reminder.Recipient(unit: obligation.to.key, role: "reporter")
            add("annex3.school/escalation-city", after(last, 1), to: obligation.to.key == Self.province ? top : city)
            add("annex3.school/escalation-province", after(last, 3), to: top)
        case "annex3",
            "summary" where obligation.rule != "summary.lifelong":
            annex3("annex3.province", last, add)
            add("annex3.province/escalation-province", after(last, 3), to: top)
        case "week-declaration":
            declareWeek(add, top)
        case "annex4", "summary":
            add("annex4/before-3", before(last, 3), through: last)
            add("annex4/before-1", before(last, 1), through: last)
            add("annex4/on-day", last, through: last)
            for turn in 0..<4 { repeated("annex4/after", after(last, 1 + 2 * turn), add) }
            add("annex4/escalation-province", after(last, 3), to: top)
        default: break  // Plans are owed without a due time: nobody is reminded of them (S10).
        }
        return steps
    }

    private typealias Add = (String, CivilDate, Int, Reminder.Recipient?, CivilDate?) -> Void

    private func annex3(_ ladder: String, _ last: CivilDate, _ add: Add) {
        add("\(ladder)/before-2", before(last, 2), 9, nil, last)
        add("\(ladder)/before-1", before(last, 1), 9, nil, last)
        add("\(ladder)/on-day-morning", last, 9, nil, last)
        add("\(ladder)/on-day-afternoon", last, 15, nil, last)
        // The working day after, and every two for three times more.
        for turn in 0..<4 { repeated("\(ladder)/after", after(last, 1 + 2 * turn), add) }
    }

    private func repeated(_ name: String, _ day: CivilDate, _ add: Add, to recipient: Reminder.Recipient? = nil) {
        add("\(name)@\(day)", day, 9, recipient, nil)
    }

    /// Monthly until 10-14, on Mondays from 10-15, and from 11-16 every second working day, to the province as well.
    private func declareWeek(_ add: Add, _ top: Reminder.Recipient) {
        let day = { (month: Int, day: Int) in CivilDate(year: 2026, month: month, day: day)! }  // days there are
        for month in 5...10 {
            var first = day(month, 1)
            while rest.contains(first) { first = first.adding(days: 1) }
            if first <= day(10, 14) { add("week-declaration/monthly@\(first)", first, 9, nil, day(10, 14)) }
        }
        var monday = day(10, 15)
        while monday <= day(11, 15) {
            if monday.weekday == .monday { add("week-declaration/weekly@\(monday)", monday, 9, nil, day(11, 15)) }
            monday = monday.adding(days: 1)
        }
        var turn = day(11, 16)
        while turn <= day(12, 1) {
            repeated("week-declaration/after", turn, add)
            repeated("week-declaration/escalation-province", turn, add, to: top)
            turn = after(turn, 2)
        }
    }

    private func after(_ day: CivilDate, _ count: Int) -> CivilDate { workday(day, count, 1) }
    private func before(_ day: CivilDate, _ count: Int) -> CivilDate { workday(day, count, -1) }

    private func workday(_ day: CivilDate, _ count: Int, _ direction: Int) -> CivilDate {
        var (day, left) = (day, count)
        while left > 0 {
            day = day.adding(days: direction)
            if !rest.contains(day) { left -= 1 }
        }
        return day
    }

    /// A rest day moves it to the morning of the next working day; what was meant before the due time never past it: then to
    /// the last minute of work before.
    private func instant(_ day: CivilDate, _ hour: Int, due: Instant) -> Instant? {
        let meant = zone.instant(of: day, at: LocalTime(minuteOfDay: hour * 60)!)  // of a day
        guard rest.contains(day) else { return meant }
        var open = day
        while rest.contains(open) { open = open.adding(days: 1) }
        let later = zone.instant(of: open, at: LocalTime(minuteOfDay: 8 * 60 + 30)!)  // of a day
        if meant >= due || later < due { return later }
        var earlier = day
        while rest.contains(earlier) { earlier = earlier.adding(days: -1) }
        return zone.instant(of: earlier, at: LocalTime(minuteOfDay: 17 * 60 + 29)!)  // of a day
    }
}
