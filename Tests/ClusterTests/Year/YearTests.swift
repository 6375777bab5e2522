import Foundation
import Shared
import TestSupport
import Testing

/// The year 2026 played with real processes: the shipped campaign, scripted units, senders killed at random, the scheduler away
/// for three days over 2026-05-20 and over National Day. What left is compared with what an oracle says should have.
///
/// At the instants at which something is to be said; hour by hour with `WEEK_YEAR=hourly` (`scripts/long-year`).
@Suite(.serialized) struct YearTests {
    private static let begin = YearScript.at("2026-05-04T12:00")
    private static let end = YearScript.at("2026-12-20T09:00")
    private static let outages = [
        YearScript.at("2026-05-19T10:00")..<YearScript.at("2026-05-22T10:00"),
        YearScript.at("2026-09-30T08:00")..<YearScript.at("2026-10-03T08:00"),
    ]

    @Test func theYearLosesDoublesAndDelaysNothing() async throws {
        try await TestHome.with { home in
            try await home.up("--rehearsal")
            let play = try await YearPlay(home, begin: Self.begin)
            let isHourly = ProcessInfo.processInfo.environment["WEEK_YEAR"] == "hourly"
            let ticks = isHourly ? Self.everyHour : play.instants(until: Self.end)
            for tick in ticks where !Self.outages.contains(where: { $0.contains(tick) }) {
                try await play.tick(at: tick)
            }
            try await play.judge()
        }
    }

    private static var everyHour: [Instant] {
        Array(
            sequence(first: YearScript.at("2026-05-04T13:00")) { last in
                let next = last.adding(.seconds(3600))
                return next <= end ? next : nil
            })
    }
}

/// One playing of the script: moves the clock, lets the units act, ticks, waits for the senders, and keeps the oracle's book.
private final class YearPlay {
    private let home: TestHome
    private let client: HomeClient
    private let oracle: YearOracle
    private let begin: Instant
    private var standings: [ID<Obligation>: YearOracle.Standing]
    private var acts: [YearScript.Act]
    private var planned: Instant
    private var kills = 0
    /// What should have left, and with which tick.
    private var expected: [YearOracle.Telling: Instant] = [:]
    /// Who should have heard of more time, and with which tick.
    private var extensions: [ID<Obligation>: Instant] = [:]
    private var told: [ID<Obligation>: Set<Reminder.Recipient>] = [:]
    private var expectedExtensions: [YearOracle.Telling: Instant] = [:]

    init(_ home: TestHome, begin: Instant) async throws {
        self.home = home
        self.begin = begin
        planned = begin
        let calendar = try String(contentsOfFile: TestHome.campaignFolder + "/calendar.csv", encoding: .utf8)
        oracle = YearOracle(calendar: calendar)
        client = try HomeClient(home)
        #expect(try await home.week("clock", "set", "\(begin)").status == 0)
        // The policy was published when the cluster started, before this: the first tick looks at nothing older.
        _ = try await client.call(NotificationsAPI.TickRun.self, .init())
        let obligations = try await client.obligations()
        #expect(obligations.count == 550)
        var standings: [ID<Obligation>: YearOracle.Standing] = [:]
        for obligation in obligations {
            guard let due = obligation.deadline.dueAt else { continue }
            standings[obligation.id] = YearOracle.Standing(obligation: obligation, due: due, isSettled: false)
        }
        self.standings = standings
        acts = YearScript.acts(obligations)
    }

    /// When something is to be said by the due times there will be, and a minute after everything that is done.
    func instants(until end: Instant) -> [Instant] {
        var instants: Set<Instant> = []
        var future = standings
        func add() { for standing in future.values { instants.formUnion(oracle.instants(of: standing)) } }
        add()
        for act in acts {
            apply(act.deed, to: &future)
            instants.insert(act.at.adding(.seconds(60)))
        }
        add()
        // The first tick behind each outage.
        instants.formUnion([YearScript.at("2026-05-22T10:00"), YearScript.at("2026-10-03T08:00")])
        return instants.filter { $0 > begin && $0 <= end }.sorted()
    }

    func tick(at instant: Instant) async throws {
        while let act = acts.first, act.at <= instant {
            acts.removeFirst()
            try await home.setClock(act.at)
            let deed = live(act.deed)
            try await perform(deed)
            apply(deed, to: &standings)
            if case .extend(let ids, _) = deed { for id in ids { extensions[id] = act.at } }
            try await reportingKnows(deed)
        }
        try await home.setClock(instant)
        expect(at: instant)
        let mustKill = YearScript.number("kill \(instant)") % 7 == 0
        _ = try await client.call(NotificationsAPI.TickRun.self, .init())
        if mustKill, let pid = try home.pid(of: .notifications) {
            kill(pid, SIGKILL)
            kills += 1
        }
        let isSent = try await eventually(within: .seconds(60)) {
            guard let lag = try? await self.client.call(NotificationsAPI.GetLag.self, Empty()) else { return false }
            return lag.waiting == 0
        }
        #expect(isSent, "what was planned at \(instant.formatted(in: .shanghai)) did not leave")
        planned = instant
    }

    /// What is met needs no more time.
    private func live(_ deed: YearScript.Act.Deed) -> YearScript.Act.Deed {
        guard case .extend(let ids, let until) = deed else { return deed }
        return .extend(ids.filter { standings[$0]?.isSettled == false }, until: until)
    }

    /// What events tells reporting is there some milliseconds later, by the clock on the wall; in the year no time passes.
    private func reportingKnows(_ deed: YearScript.Act.Deed) async throws {
        guard case .declareWeek(let unit, _, _, _) = deed else { return }
        for standing in standings.values where standing.obligation.unit.key == unit {
            guard ["week-declaration", "annex4", "summary.lifelong"].contains(standing.obligation.rule.rawValue) else {
                continue
            }
            let isKnown = try await eventually {
                let now = try await self.client.call(
                    ReportingAPI.GetObligation.self, .init(id: standing.obligation.id))
                return now.effectiveDue == standing.due && now.status.isSettled == standing.isSettled
            }
            #expect(isKnown, "reporting does not know the week of \(unit)")
        }
    }

    private func expect(at instant: Instant) {
        let tellings = oracle.tellings(Array(standings.values), after: planned, at: instant)
        for (id, grantedAt) in extensions where grantedAt <= instant {
            guard let standing = standings[id], !standing.isSettled else { continue }
            let unit = Reminder.Recipient(unit: standing.obligation.unit.key, role: "reporter")
            for recipient in (told[id] ?? []).union([unit]) {
                expectedExtensions[.init(obligation: id, step: "change/due", recipient: recipient)] = instant
            }
        }
        extensions = extensions.filter { $0.value > instant }
        for telling in tellings {
            expected[telling] = instant
            told[telling.obligation, default: []].insert(telling.recipient)
        }
    }

    private func perform(_ deed: YearScript.Act.Deed) async throws {
        switch deed {
        case .settle(let id):
            _ = try await client.call(ReportingAPI.AttestNil.self, .init(obligation: id, reason: "本单位无此项活动"))
        case .declareWeek(let unit, _, let start, let end):
            _ = try await client.call(
                EventsAPI.DeclareWeek.self,
                .init(
                    campaign: "anhui-2026", track: "lifelong", unit: unit, start: start, end: end, basis: "市政府办公室文件"))
        case .extend(let ids, let until):
            _ = try await client.call(
                ReportingAPI.GrantExtension.self,
                .init(obligations: ids, by: "issuer:AH-EDU", until: until, basis: "5月19日强对流天气停电"))
        }
    }

    private func apply(_ deed: YearScript.Act.Deed, to standings: inout [ID<Obligation>: YearOracle.Standing]) {
        func change(_ id: ID<Obligation>, due: Instant? = nil, settled: Bool? = nil) {
            guard let found = standings[id] else { return }
            standings[id] = YearOracle.Standing(
                obligation: found.obligation, due: due ?? found.due, isSettled: settled ?? found.isSettled)
        }
        switch deed {
        case .settle(let id): change(id, settled: true)
        case .extend(let ids, let until): for id in ids { change(id, due: until) }
        case .declareWeek(let unit, let declared, _, let end):
            change(declared, settled: true)
            let last = min(end.adding(days: 7), CivilDate(year: 2026, month: 12, day: 1)!)  // a day there is
            let due = Zone.shanghai.instant(of: last.adding(days: 1))
            for (id, standing) in standings
            where standing.obligation.unit.key == unit
                && ["annex4", "summary.lifelong"].contains(standing.obligation.rule.rawValue)
            {
                change(id, due: due)
            }
        }
    }

    /// Missing 0, double 0, late 0: in the books, and in what lies in the outbox.
    func judge() async throws {
        let intents = try await client.intents()
        let sent = intents.filter { $0.state == .sent }
        var found: [YearOracle.Telling: [Intent]] = [:]
        for intent in sent {
            let reminder = intent.reminder
            let step = reminder.step.hasPrefix("change/") ? "change/due" : reminder.step
            let telling = YearOracle.Telling(
                obligation: try #require(reminder.obligation), step: step, recipient: reminder.recipient)
            found[telling, default: []].append(intent)
        }
        let all = expected.merging(expectedExtensions) { first, _ in first }
        let missing = all.keys.filter { found[$0] == nil }
        let unexpected = found.keys.filter { all[$0] == nil }
        // One step may come once for each due time there was.
        let double = found.values.filter { Set($0.map(\.key)).count != $0.count }
        let late = all.filter { telling, instant in
            found[telling].map { intents in !intents.contains { $0.sentAt == instant } } ?? false
        }
        #expect(missing.isEmpty, "missing \(missing.count): \(missing.prefix(5))")
        #expect(unexpected.isEmpty, "nobody asked for \(unexpected.count): \(unexpected.prefix(5))")
        #expect(double.isEmpty, "double \(double.count)")
        #expect(late.isEmpty, "late \(late.count): \(late.prefix(5).map { "\($0.key) \($0.value)" })")
        #expect(
            intents.allSatisfy { $0.state == .sent }, "\(Dictionary(grouping: intents, by: \.state).mapValues(\.count))"
        )

        // One message a person and window, whatever they owe (M7): as many as there are deliveries, each with its own id.
        let deliveries = Set(sent.compactMap(\.delivery))
        let messages = try home.messages()
        #expect(messages.count == deliveries.count)
        let windows = Set(sent.map { "\($0.run) \($0.reminder.recipient.unit) \($0.reminder.recipient.role)" })
        #expect(windows.count == deliveries.count)
        #expect(kills > 0 && expected.count > 1_000)
        print(
            "the year: \(expected.count + expectedExtensions.count) tellings, \(messages.count) messages, \(kills) kills"
        )
    }
}
