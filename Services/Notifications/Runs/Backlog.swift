import Shared

/// How far planner and senders of all processes are, as the books say.
struct Backlog: Sendable {
    let at: Instant
    /// Up to when everything is planned, of each campaign with a policy.
    let watermarks: [(campaign: CampaignKey, plannedUntil: Instant)]
    /// Of intents that have not ended well, or not yet.
    let intents: [Intent.State: Int]
    /// Messages whose time has come.
    let due: Int
    /// Since when the oldest of them could leave; nil: nothing is due.
    let dueSince: Instant?

    /// How far a watermark may lie ahead: clocks of several machines are not the same.
    static let tolerance: Duration = .seconds(60)
    /// So late reminders and messages are late.
    static let greatestLag: Duration = .seconds(300)

    static func read(at now: Instant, _ database: some StatementExecutor) async throws -> Backlog {
        let due = try await database.one(RunStatements.due, now)
        return Backlog(
            at: now, watermarks: try await database.query(RunStatements.watermarks),
            intents: Dictionary(
                uniqueKeysWithValues: try await database.query(RunStatements.unsettled).map { ($0.state, $0.count) }),
            due: due.count, dueSince: due.since)
    }

    var waiting: Int { count(.planned) + count(.claimed) + count(.retry) }

    func count(_ state: Intent.State) -> Int { intents[state] ?? 0 }

    /// Of the campaign that is furthest behind; nil: there is none.
    var lag: Duration? { watermarks.map { at.duration(since: $0.plannedUntil) }.max() }
    /// Of the campaign that is furthest ahead; nil: none is.
    var lead: Duration? {
        watermarks.map { $0.plannedUntil.duration(since: at) }.max().flatMap { $0 > .zero ? $0 : nil }
    }

    /// Since how long the oldest message could have left.
    var delay: Duration { dueSince.map { at.duration(since: $0) } ?? .zero }

    /// What is wrong with a campaign's watermark; nil: nothing is.
    var planningProblem: String? {
        for (campaign, until) in watermarks {
            let when = until.formatted(in: .shanghai)
            if until.duration(since: at) > Self.tolerance {
                return "\(campaign) is planned up to \(when), which lies ahead: a clock has been wrong"
            }
            if at.duration(since: until) > Self.greatestLag {
                return "reminders of \(campaign) are planned up to \(when) only"
            }
        }
        return nil
    }

    /// Whether a watermark lies so far ahead that nothing is planned any more.
    static func isAhead(_ plannedUntil: Instant, of now: Instant) -> Bool {
        plannedUntil.duration(since: now) > tolerance
    }
}
