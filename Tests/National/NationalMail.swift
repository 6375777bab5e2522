import Foundation
import RPC
import Shared
import TestSupport

/// The springs of the campaigns, played: ticks at the hours at which reminders come, and each waits for its messages to leave.
struct NationalMail: Sendable {
    let conninfo: String
    let services: NationalServices
    /// The file that shows the time.
    let clock: String
    /// How many messages are enough.
    let most: Int

    struct Figures: Sendable {
        /// How long ticks took that found nothing, and those that planned something.
        var idle: [Duration] = []
        var planned: [(reminders: Int, took: Duration)] = []
        /// How long messages were under way, and how many there were.
        var sending = Duration.zero
        var delivered = 0
        /// Of the service, now and then, from a tenth of the messages on.
        var residentMiB: [Int] = []
    }

    /// From before the first reminder of a campaign's spring to the last one that comes of its own.
    static func spring(of year: Int) -> (start: Instant, days: Int) {
        // A day there is in every year.
        (Zone.shanghai.instant(of: CivilDate(year: year, month: 5, day: 4)!), 40)
    }

    static func set(_ clock: String, to instant: Instant) throws {
        try Data("\(instant)\n".utf8).write(to: URL(fileURLWithPath: clock), options: .atomic)
    }

    func run() async throws -> Figures {
        let client = services.notifications.client()
        let database = Database(
            configuration: try DatabaseConfiguration(conninfo: conninfo, applicationName: "national"),
            logger: TestPostgres.logger)
        defer {
            client.close()
            database.close()
        }
        var figures = Figures()
        for year in Scale.campaigns where figures.delivered < most {
            let campaign = CampaignKey("national-\(year)")
            let spring = Self.spring(of: year)
            try await beginAnew(campaign, at: spring.start, database)
            for day in 0..<spring.days where figures.delivered < most {
                // Before anything is due, at the hours of the ladders, and in the evening.
                for hour in [8, 9, 10, 15, 18] {
                    let now = spring.start.adding(.seconds(day * 86_400 + hour * 3_600))
                    try Self.set(clock, to: now)
                    try await tick(campaign, client, &figures)
                    try await deliver(client, database, &figures)
                }
            }
        }
        return figures
    }

    /// As if the policy had been published in that spring: then nothing older is sent.
    private func beginAnew(_ campaign: CampaignKey, at start: Instant, _ database: Database) async throws {
        try await database.withLease { lease in
            try await lease.script(
                "UPDATE notifications.watermarks SET planned_until = '\(start)' WHERE campaign = '\(campaign)'")
        }
    }

    private func tick(_ campaign: CampaignKey, _ client: RPCClient, _ figures: inout Figures) async throws {
        let options = CallOptions(
            timeout: .seconds(120), idempotencyKey: "\(UniqueID.make(at: ServiceClock.system.now()))")
        let began = ContinuousClock.now
        let runs = try await client.call(
            NotificationsAPI.TickRun.self, .init(campaign: campaign), options: options
        ).runs
        let took = ContinuousClock.now - began
        if let run = runs.first {
            figures.planned.append((run.counts.intents, took))
        } else {
            figures.idle.append(took)
        }
    }

    /// Waits until everything has left that may leave now.
    private func deliver(_ client: RPCClient, _ database: Database, _ figures: inout Figures) async throws {
        guard try await waiting(client) > 0 else { return }
        let began = ContinuousClock.now
        var last = began
        let before = try await database.one(Self.sent)
        while try await waiting(client) > 0 {
            if figures.delivered >= most / 10, ContinuousClock.now - last > .seconds(5) {
                figures.residentMiB.append(services.notifications.residentMiB)
                last = .now
            }
            guard ContinuousClock.now - began < .seconds(1_200) else {
                throw NationError(description: "messages do not leave")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        if figures.delivered >= most / 10 { figures.residentMiB.append(services.notifications.residentMiB) }
        figures.sending += ContinuousClock.now - began
        figures.delivered += try await database.one(Self.sent) - before
    }

    private func waiting(_ client: RPCClient) async throws -> Int {
        try await client.call(NotificationsAPI.GetLag.self, Empty()).waiting
    }

    private static let sent = Statement(
        "SELECT count(*) FROM notifications.deliveries WHERE state = 'sent' AND closed_by IS NULL"
    ) { row in Int(try row.next(Int64?.self) ?? 0) }
}
