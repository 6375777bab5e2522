import Foundation
import Shared
import TestSupport
import Testing

/// One playing of the script: moves the clock, lets the units act, ticks, kills, waits for the senders, says of what is uncertain
/// what the mail server's log says, and keeps the oracle's book.
final class YearPlay {
    private let home: TestHome
    private var units: YearUnits
    private let oracle: YearOracle
    private let sink: YearSink
    private let begin: Instant
    private var standings: [ID<Obligation>: YearOracle.Standing]
    private var acts: [YearScript.Act]
    private var planned: Instant
    private var kills: YearKills
    private var resolved = 0
    private var ticks = 0
    private var book = YearBook()

    private var client: HomeClient { units.client }

    init(_ home: TestHome, _ sink: YearSink, begin: Instant, kills: YearKills) async throws {
        self.home = home
        self.sink = sink
        self.begin = begin
        self.kills = kills
        planned = begin
        let calendar = try String(contentsOfFile: TestHome.campaignFolder + "/calendar.csv", encoding: .utf8)
        oracle = YearOracle(calendar: calendar)
        #expect(try await home.week("clock", "set", "\(begin)").status == 0)
        units = try await YearUnits(home)
        // The policy was published when the cluster started, before this: the first tick looks at nothing older.
        _ = try await units.client.call(NotificationsAPI.TickRun.self, .init())
        let obligations = try await units.client.obligations()
        #expect(obligations.count == 550)
        standings = Dictionary(
            uniqueKeysWithValues: obligations.compactMap { obligation in
                obligation.deadline.dueAt.map {
                    (obligation.id, YearOracle.Standing(obligation: obligation, due: $0, isSettled: false))
                }
            })
        acts = YearScript.acts(obligations)
    }

    /// When something is to be said by the due times there will be, and a minute after everything that is done.
    func instants(until end: Instant) -> [Instant] {
        var instants: Set<Instant> = []
        var future = standings
        func add() { for standing in future.values { instants.formUnion(oracle.instants(of: standing)) } }
        add()
        for act in acts {
            Self.apply(act, to: &future)
            instants.insert(act.at.adding(.seconds(60)))
            if case .giveBack(let id, _) = act.deed, let standing = future[id] {
                instants.formUnion(oracle.instants(of: standing))
            }
        }
        add()
        // The first tick behind each outage.
        instants.formUnion([YearScript.at("2026-05-22T10:00"), YearScript.at("2026-10-03T08:00")])
        return instants.filter { $0 > begin && $0 <= end }.sorted()
    }

    func tick(at instants: [Instant]) async throws { for instant in instants { try await tick(at: instant) } }

    /// The processes are gone for the time; what goes on goes on, and they come back at its end.
    func sitOut(_ outage: YearOutage) async throws {
        switch outage.kind {
        case .notificationsDie:
            // Who would start it again first.
            try await home.kill(try home.pids(named: "week"))
            try await home.kill(try home.pids(named: ServiceName.notifications.rawValue))
        case .everythingIsStopped: #expect(try await home.week("down", within: .seconds(150)).status == 0)
        }
        try await act(before: outage.span.upperBound)
        #expect(try home.pid(of: .notifications) == nil, "it is there in its outage")
        try await home.setClock(outage.span.upperBound)
        try await home.up("--rehearsal")
        try units.reconnect()
    }

    private func tick(at instant: Instant) async throws {
        try await act(before: instant.adding(microseconds: 1))
        try await home.setClock(instant)
        let messages = book.expect(oracle, standings, after: planned, at: instant)
        if let (place, message) = kills.next(messages: messages) {
            try await tickAndKill(at: place, message: message)
        } else {
            _ = try await client.call(NotificationsAPI.TickRun.self, .init())
        }
        var left = 0
        let isSent = try await eventually(within: .seconds(60)) {
            guard let lag = try? await self.client.call(NotificationsAPI.GetLag.self, Empty()), lag.waiting == 0
            else { return false }
            left += try await self.lookAtTheServersLog()
            guard lag.uncertain > 0 else { return true }
            try await self.resolve()
            return false
        }
        let when = instant.formatted(in: .shanghai)
        #expect(isSent, "what was planned at \(when) did not leave")
        #expect(left == messages, "\(left) messages in place of \(messages) at \(when)")
        planned = instant
        ticks += 1
    }

    private func lookAtTheServersLog() async throws -> Int {
        let taken = try await sink.taken()
        book.note(taken)
        return taken.count
    }

    /// As a person does whom `lag.get` tells of it: who looks into the mail server's log by `Message-ID`, and says what came of it.
    private func resolve() async throws {
        for delivery in try await client.deliveries(.uncertain) {
            guard let intent = delivery.intents.first else { continue }
            _ = try await client.call(
                NotificationsAPI.ResolveIntent.self,
                .init(
                    id: intent, outcome: book.hasTaken(delivery.messageID) ? .sent : .sendAgain, note: "邮件服务器日志"))
            resolved += 1
        }
    }

    /// A tick that nobody may lose, whatever is killed: in its middle, or while messages leave.
    private func tickAndKill(at place: YearKills.Place, message: Int) async throws {
        switch place {
        case .planning:
            let client = client
            async let ticked: Void = Self.tickUntilDone(client)
            try killNotifications()
            try await ticked
        case .sending(let point):
            try await sink.stop(at: point, ofMessage: message)
            try await Self.tickUntilDone(client)
            let isThere = try await eventually { try await self.sink.hasStopped() }
            #expect(isThere, "message \(message) never came to be \(point)")
            try killNotifications()
            try await sink.goOn()
        }
    }

    private func killNotifications() throws {
        guard let pid = try home.pid(of: .notifications) else { return }
        kill(pid, SIGKILL)
    }

    /// As a job does that ticks: again when it was not answered.
    private static func tickUntilDone(_ client: HomeClient) async throws {
        let isDone = try await eventually(within: .seconds(60)) {
            (try? await client.call(NotificationsAPI.TickRun.self, .init())) != nil
        }
        #expect(isDone, "notifications did not come back")
    }

    private func act(before end: Instant) async throws {
        while let act = acts.first, act.at < end {
            acts.removeFirst()
            try await home.setClock(act.at)
            let live = act.live(standings)
            try await units.perform(live)
            Self.apply(live, to: &standings)
            book.note(live, standings, units)
            if case .declareWeek(let unit, _, _, _) = live.deed { try await units.reportingKnows(standings, of: unit) }
        }
    }

    private static func apply(_ act: YearScript.Act, to standings: inout [ID<Obligation>: YearOracle.Standing]) {
        switch act.deed {
        case .settle(let id): standings[id]?.isSettled = true
        case .file(let id):
            standings[id]?.isSettled = true
            standings[id]?.back = nil
        case .giveBack(let id, let due):
            standings[id]?.isSettled = false
            standings[id]?.back = .init(at: act.at, due: due)
        case .extend(let ids, let until): for id in ids { standings[id]?.due = until }
        case .declareWeek(let unit, let declared, _, let end):
            standings[declared]?.isSettled = true
            let last = min(end.adding(days: 7), CivilDate(year: 2026, month: 12, day: 1)!)  // a day there is
            let due = Zone.shanghai.instant(of: last.adding(days: 1))
            for (id, standing) in standings
            where standing.obligation.unit.key == unit
                && ["annex4", "summary.lifelong"].contains(standing.obligation.rule.rawValue)
            {
                standings[id]?.due = due
            }
        case .announce, .change, .cancel, .postpone: return
        }
    }

    /// - Parameter fewest: so many kills there were at least with messages on their way.
    func judge(fewest: Int) async throws {
        #expect(acts.isEmpty)
        try book.judge(try await client.intents(), try await client.deliveries())
        #expect(kills.underWay >= fewest && resolved > 0)
        print(
            """
            the year: \(book.count) tellings, \(book.messages) messages, \(ticks) ticks, \(kills.count) kills, \
            \(kills.underWay) of them with messages on their way, \(resolved) uncertain and resolved; seed \(kills.seed)
            """)
    }
}

extension YearScript.Act {
    /// What is met needs no more time.
    fileprivate func live(_ standings: [ID<Obligation>: YearOracle.Standing]) -> YearScript.Act {
        guard case .extend(let ids, let until) = deed else { return self }
        return YearScript.Act(at: at, deed: .extend(ids.filter { standings[$0]?.isSettled == false }, until: until))
    }
}
