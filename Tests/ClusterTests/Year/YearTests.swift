import Foundation
import Shared
import TestSupport
import Testing

/// The year 2026 played with real processes: the shipped campaign, scripted units and events, a mail server, notifications killed
/// (-9) at random while it plans and while messages leave, and two outages of three days. Over 2026-05-20 notifications is dead and
/// the others go on; over National Day everything is stopped. What the books and the mail server say is compared with what an
/// oracle says should have left.
///
/// At the instants at which something is to be said; hour by hour with `WEEK_YEAR=hourly` (`scripts/long-year`). It says the seed
/// of its kills: `WEEK_YEAR_SEED` plays them again.
@Suite(.serialized) struct YearTests {
    private static let begin = YearScript.at("2026-05-04T12:00")
    private static let end = YearScript.at("2026-12-20T09:00")
    private static let outages = [
        YearOutage(
            span: YearScript.at("2026-05-19T10:00")..<YearScript.at("2026-05-22T10:00"), kind: .notificationsDie),
        YearOutage(
            span: YearScript.at("2026-09-30T08:00")..<YearScript.at("2026-10-03T08:00"), kind: .everythingIsStopped),
    ]

    @Test func theYearLosesDoublesAndDelaysNothing() async throws {
        let environment = ProcessInfo.processInfo.environment
        let isHourly = environment["WEEK_YEAR"] == "hourly"
        let seed = environment["WEEK_YEAR_SEED"].flatMap(UInt64.init) ?? .random(in: 0...99_999_999)
        print("the year's seed: \(seed)")
        // What is killed again within half a minute is started again after a pause that doubles.
        let kills = YearKills(seed: seed, pauses: isHourly ? 2...4 : 3...6)
        try await YearSink.run { sink in
            try await MailingPrograms.with(mailTo: sink.port) { programs in
                try await TestHome.with(programs: programs) { home in
                    try await home.up("--rehearsal")
                    let play = try await YearPlay(home, sink, begin: Self.begin, kills: kills)
                    var ticks = isHourly ? Self.everyHour : play.instants(until: Self.end)
                    for outage in Self.outages {
                        try await play.tick(at: ticks.remove(while: { $0 < outage.span.lowerBound }))
                        try await play.sitOut(outage)
                        // Nobody ticks meanwhile, for nobody is there.
                        _ = ticks.remove(while: outage.span.contains)
                    }
                    try await play.tick(at: ticks)
                    try await play.judge(fewest: isHourly ? 10 : 4)
                }
            }
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

/// A time in which nobody is told anything, because the processes that would are not there.
struct YearOutage: Sendable {
    let span: Range<Instant>
    let kind: Kind

    enum Kind: Sendable {
        /// Notifications and whoever would start it again are killed; the others go on, and units go on filing.
        case notificationsDie
        /// `week down`, and days later `week up`.
        case everythingIsStopped
    }
}

extension [Instant] {
    /// Takes away those at the beginning for which the condition holds, and answers them.
    fileprivate mutating func remove(while condition: (Instant) -> Bool) -> [Instant] {
        let taken = Array(prefix(while: condition))
        removeFirst(taken.count)
        return taken
    }
}
