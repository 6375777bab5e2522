import RPC
import Shared
import TestSupport

/// Makes a nation in an empty database: what is published goes through the services, the bulk through COPY.
struct NationalLoad: Sendable {
    let conninfo: String
    let scale: Scale
    /// The text of the shipped campaign file: each year's campaign is made from it.
    let campaign: String
    /// A folder for messages; nothing is sent there, the service only wants to know.
    let outbox: String

    struct Result: Sendable {
        let plan: NationalPlan
        /// By table.
        let rows: [String: Int]
        /// Of the COPY alone, and of everything.
        let copying: Duration
        let whole: Duration
    }

    func run() async throws -> Result {
        let began = ContinuousClock.now
        var configuration = try DatabaseConfiguration(conninfo: conninfo, applicationName: "national")
        configuration.leases = 4
        let database = Database(configuration: configuration, logger: TestPostgres.logger)
        defer { database.close() }
        let documents = try await NationalServices.run(on: conninfo, outbox: outbox) { services in
            let documents = try await publish(services)
            try await Self.awaitFollowers(database)
            return documents
        }
        let plan = try Self.plan(scale, documents)
        let copied = ContinuousClock.now
        let rows = try await Self.copy(plan, database)
        let copying = ContinuousClock.now - copied
        try await Self.finish(database)
        return Result(plan: plan, rows: rows, copying: copying, whole: ContinuousClock.now - began)
    }

    static func plan(_ scale: Scale, _ documents: [CampaignDocument]) throws -> NationalPlan {
        let nation = Nation(scale)
        let calendar = WorkCalendar(
            Scale.campaigns.compactMap { year in
                let days = Self.days(of: year)
                return WorkCalendar.Year(
                    year: year, version: 1, workdays: days.filter(\.working).map(\.date),
                    restDays: days.filter { !$0.working }.map(\.date))
            })
        return NationalPlan(
            nation, try zip(documents, Scale.campaigns).map { try Duties(nation, $0, year: $1, calendar: calendar) })
    }

    // MARK: What is published

    /// Calendars, campaigns, policies: few, and with effects of their own.
    private func publish(_ services: NationalServices) async throws -> [CampaignDocument] {
        let clients = [services.registry, services.reporting, services.notifications].map { $0.client() }
        defer { clients.forEach { $0.close() } }
        let (registry, reporting, notifications) = (clients[0], clients[1], clients[2])
        var documents: [CampaignDocument] = []
        for year in Scale.campaigns {
            _ = try await tell(
                registry, RegistryAPI.PublishCalendar.self,
                .init(year: year, days: Self.days(of: year), source: "国务院办公厅"))
            let text = NationalCampaign.text(campaign, year: year)
            let loaded = try await tell(registry, RegistryAPI.LoadCampaign.self, .init(yaml: text)).campaign
            _ = try await tell(
                registry, RegistryAPI.PublishCampaign.self, .init(key: loaded.key, version: loaded.version))
            let document = try await registry.call(RegistryAPI.GetCampaign.self, .init(key: loaded.key)).document
            documents.append(document)
            for form in document.forms {
                _ = try await tell(reporting, ReportingAPI.PublishForm.self, .init(campaign: loaded.key, form: form))
            }
            _ = try await tell(reporting, ReportingAPI.DraftPolicy.self, .init(campaign: loaded.key))
            _ = try await tell(reporting, ReportingAPI.PublishPolicy.self, .init(campaign: loaded.key))
            let reminders = try await tell(
                notifications, NotificationsAPI.DraftPolicy.self, .init(campaign: loaded.key))
            _ = try await tell(notifications, NotificationsAPI.PublishPolicy.self, .init(id: reminders.id))
        }
        return documents
    }

    /// Tells it again while the service has not heard yet of what was published before.
    private func tell<Method: RPCMethod>(
        _ client: RPCClient, _ method: Method.Type, _ params: Method.Params
    ) async throws -> Method.Result {
        let notHeard: Set<FaultKind> = [.campaignUnpublished, .campaignUnknownToNotifications]
        let end = ContinuousClock.now + .seconds(60)
        while true {
            let key = "\(UniqueID.make(at: ServiceClock.system.now()))"
            do throws(Fault) {
                return try await client.call(method, params, options: CallOptions(idempotencyKey: key))
            } catch {
                guard notHeard.contains(error.kind), ContinuousClock.now < end else { throw error }
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// A plain year: Saturdays and Sundays rest.
    private static func days(of year: Int) -> [CalendarDay] {
        guard let first = CivilDate(year: year, month: 1, day: 1) else { return [] }
        return (0..<(CivilDate.isLeap(year) ? 366 : 365)).map { offset in
            let date = first.adding(days: offset)
            return CalendarDay(date: date, working: ![.saturday, .sunday].contains(date.weekday))
        }
    }

    // MARK: The bulk

    private static func copy(_ plan: NationalPlan, _ database: Database) async throws -> [String: Int] {
        try await withThrowingTaskGroup(of: [String: Int].self) { group in
            for tables in plan.schemas {
                group.addTask {
                    var rows: [String: Int] = [:]
                    for table in tables { rows[table.name] = try await table.copy(database) }
                    return rows
                }
            }
            return try await group.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
        }
    }

    /// Who follows which feed, by which projection.
    private static let followed = [
        ("registry", "access", "registry"), ("events", "access", "registry"), ("events", "registry", "registry"),
        ("reporting", "access", "registry"), ("reporting", "registry", "registry"),
        ("reporting", "events", "events"), ("reporting", "notifications", "notifications"),
        ("notifications", "access", "registry"),
        ("notifications", "registry", "registry"), ("notifications", "reporting", "reporting"),
        // None of the nation's events is news any more.
        ("notifications", "events", "events"),
    ]

    /// Returns when everybody knows of all that was published: `finish` puts their positions behind it. Reporting was
    /// started before notifications and does not know where that is.
    private static func awaitFollowers(_ database: Database) async throws {
        let heard = followed.filter { $0 != ("reporting", "notifications", "notifications") }
        let behind = heard.map { follower, projection, owner in
            """
            SELECT p.name FROM \(follower).projections p, LATERAL (
                SELECT tx || '.' || seq AS newest FROM \(owner).changes ORDER BY tx DESC, seq DESC LIMIT 1) c
            WHERE p.name = '\(projection)' AND p.position <> c.newest
            """
        }
        let statement = Statement("SELECT count(*) FROM (\(behind.joined(separator: " UNION ALL "))) b") { row in
            try row.next(Int64.self)
        }
        try await until(within: .seconds(120)) { try await database.one(statement) == 0 }
    }

    /// Services go on behind what was copied, and the planner knows the tables.
    private static func finish(_ database: Database) async throws {
        let positions = followed.map { follower, projection, owner in
            """
            INSERT INTO \(follower).projections (name, position, applied_at)
            SELECT '\(projection)', changes.tx || '.' || changes.seq, now() FROM \(owner).changes
            ORDER BY changes.tx DESC, changes.seq DESC LIMIT 1
            ON CONFLICT (name) DO UPDATE SET position = excluded.position
            """
        }
        try await database.withLease(deadline: .now + .seconds(900)) { lease in
            lease.retire()
            try await lease.script("SET statement_timeout = 0")
            for statement in positions { try await lease.script(statement) }
            // As autovacuum would have by and by.
            try await lease.script("VACUUM (ANALYZE)")
        }
    }
}
