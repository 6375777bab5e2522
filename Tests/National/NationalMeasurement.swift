import RPC
import Shared
import TestSupport

/// How long the services take on a nation: over RPC, authentication included, from one caller.
struct NationalMeasurement: Sendable {
    let plan: NationalPlan
    let services: NationalServices

    struct Figure: Sendable {
        let question: String
        /// What the answer is about.
        let size: Int
        let unit: String
        let median: Duration
        let slowest: Duration
    }

    private static let rounds = 21

    /// - Parameter tell: takes each figure as soon as it is there.
    func run(_ tell: (Figure) throws -> Void) async throws {
        guard let campaign = plan.duties.last?.document.key else { return }
        let reporting = services.reporting.client()
        let notifications = services.notifications.client()
        defer {
            reporting.close()
            notifications.close()
        }
        try tell(
            try await time("a province's completeness", "obligations") { round in
                let params = ReportingAPI.GetCompleteness.Params(campaign: campaign, node: province(round))
                let board = try await reporting.call(ReportingAPI.GetCompleteness.self, params)
                return board.total.expected + board.rows.compactMap { $0.receives?.expected }.reduce(0, +)
            })
        for (side, name) in [
            (CompletenessSide.owedTo, "what is owed to a province, explained"),
            (.subtree, "a province's subtree, explained"),
        ] {
            try tell(
                try await time(name, "obligations") { round in
                    let params = ReportingAPI.ExplainCompleteness.Params(
                        campaign: campaign, node: province(round), of: side)
                    return try await reporting.call(ReportingAPI.ExplainCompleteness.self, params).expected
                })
        }
        guard let (from, to) = morningOfMostDuties else { return }
        try tell(
            try await time("planning the morning of the day on which most is due", "reminders", rounds: 5) { _ in
                let params = NotificationsAPI.PreviewPlan.Params(campaign: campaign, at: to, from: from)
                let options = CallOptions(timeout: .seconds(60))
                return try await notifications.call(NotificationsAPI.PreviewPlan.self, params, options: options).intents
                    .count
            })
    }

    /// Until ten o'clock of the day on which the annex is due that every school owes: its reminders are of no use later.
    private var morningOfMostDuties: (from: Instant, to: Instant)? {
        guard let duties = plan.duties.last,
            let date = duties.all.first(where: { $0.rule.key == "annex3.school" })?.terms.deadline.civilDate
        else { return nil }
        let start = duties.document.zone.instant(of: date)
        return (start, start.adding(.seconds(36_000)))
    }

    private func province(_ round: Int) -> UnitKey {
        plan.members[plan.nation.provinces.lowerBound + round % plan.scale.provinces].key
    }

    /// The first call connects, prepares and reads what is cold. A service that has not yet read what the others have
    /// waits for it and then refuses: it is asked again, for three minutes.
    private func warm(_ ask: () async throws -> Void) async throws {
        let end = ContinuousClock.now + .seconds(180)
        while true {
            do {
                return try await ask()
            } catch let fault as Fault where fault.kind == .dependencyUnavailable && ContinuousClock.now < end {
                continue
            }
        }
    }

    private func time(
        _ question: String, _ unit: String, rounds: Int = rounds, _ ask: (Int) async throws -> Int
    ) async throws -> Figure {
        try await warm { _ = try await ask(0) }
        var (took, size): ([Duration], Int) = ([], 0)
        for round in 0..<rounds {
            let began = ContinuousClock.now
            size = max(size, try await ask(round))
            took.append(ContinuousClock.now - began)
        }
        took.sort()
        return Figure(
            question: question, size: size, unit: unit, median: took[took.count / 2], slowest: took[took.count - 1])
    }
}

extension Duration {
    /// Milliseconds with one digit behind the point.
    var milliseconds: String {
        let tenths = Int((self / .microseconds(100)).rounded())
        return "\(tenths / 10).\(tenths % 10) ms"
    }
}
