import Shared
import TestSupport
import Testing

@testable import Notifications

/// Notifications for one test: its server and database, the services it asks, and a clock they share.
///
/// No sender runs by itself: a test makes its own, with the channel it wants.
struct TestNotifications: Sendable {
    let harness: ServiceTestHarness
    let peers: Peers
    private let registry: ServiceTestHarness
    private let reporting: ServiceTestHarness
    private let events: ServiceTestHarness

    static let campaign: CampaignKey = "test-2026"
    /// Before every step of the fixture's ladder.
    static let start = PlanFixture.at("2026-05-16 10:00")
    /// The step `before-1`.
    static let reminding = PlanFixture.at("2026-05-19 09:00")

    var clock: ManualClock { harness.clock }

    /// The service as in production, but for the senders.
    static let planning = ServiceDefinition(
        .notifications, migrations: Migrations.all, constraints: Constraints.faults
    ) { service, routes in
        let projections = [
            RegistryProjection.projection, ReportingProjection.projection, EventsProjection.projection,
        ]
        let runs = Runs(logger: service.logger, wakeSenders: {}) {
            for projection in projections { try await projection.catchUp(service) }
        }
        let channels = ChannelMethods(service: service, channels: Self.channels(RecordingChannel()))
        NotificationsRouter(runs: runs, channels: channels).register(on: &routes)
        return projections.map { .projection($0, service) }
    }

    /// - Parameter obligations: what there is, with a reachable reporter each; the province can be reached, too.
    static func run(
        _ obligations: [Obligation], definition: ServiceDefinition = planning, values: [String: String] = [:],
        _ body: @escaping @Sendable (TestNotifications) async throws -> Void
    ) async throws {
        await Turns.shared.take()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await runAtOnce(obligations, definition, values, body))
        } catch {
            outcome = .failure(error)
        }
        await Turns.shared.give()
        try outcome.get()
    }

    private static func runAtOnce(
        _ obligations: [Obligation], _ definition: ServiceDefinition, _ values: [String: String],
        _ body: @escaping @Sendable (TestNotifications) async throws -> Void
    ) async throws {
        let clock = ManualClock(start)
        let peers = Peers()
        try await ServiceTestHarness.run(peers.registry, clock: clock) { registry in
            try await ServiceTestHarness.run(peers.reporting, clock: clock) { reporting in
                try await ServiceTestHarness.run(peers.events, clock: clock) { events in
                    let addresses = [
                        ServiceName.registry: registry.address, .reporting: reporting.address, .events: events.address,
                    ]
                    try await ServiceTestHarness.run(definition, clock: clock, peers: addresses, values: values) {
                        own in
                        let test = TestNotifications(
                            harness: own, peers: peers, registry: registry, reporting: reporting, events: events)
                        try await test.tellCampaign(PlanFixture.campaign(), version: 1)
                        try await test.tellContacts(of: obligations)
                        try await test.tell(obligations)
                        try await body(test)
                    }
                }
            }
        }
    }

    /// With the fixture's policy in force since `start`.
    static func runPublished(
        _ obligations: [Obligation] = [PlanFixture.obligation(1), PlanFixture.obligation(2)],
        definition: ServiceDefinition = planning, values: [String: String] = [:],
        _ body: @escaping @Sendable (TestNotifications) async throws -> Void
    ) async throws {
        try await run(obligations, definition: definition, values: values) { test in
            try await test.publishPolicy()
            try await body(test)
        }
    }

    /// Their reminders planned as well, at `reminding`.
    static func runPlanned(
        _ obligations: [Obligation], _ body: @escaping @Sendable (TestNotifications) async throws -> Void
    ) async throws {
        try await runPublished(obligations) { test in
            try await test.tick(at: reminding)
            try await body(test)
        }
    }

    func ask<Method: RPCMethod>(_ method: Method.Type, _ params: Method.Params) async throws -> Method.Result {
        try await harness.client.call(method, params)
    }

    /// A mutation under a key of its own.
    @discardableResult
    func tell<Method: RPCMethod>(_ method: Method.Type, _ params: Method.Params) async throws -> Method.Result {
        try await harness.client.call(
            method, params, options: CallOptions(idempotencyKey: "\(UniqueID.make(at: clock.now()))"))
    }

    @discardableResult
    func publishPolicy() async throws -> ReminderPolicy {
        let draft = try await tell(NotificationsAPI.DraftPolicy.self, .init(campaign: Self.campaign))
        return try await tell(NotificationsAPI.PublishPolicy.self, .init(id: draft.id))
    }

    @discardableResult
    func tick(at instant: Instant? = nil) async throws -> [Run] {
        if let instant { clock.set(instant) }
        return try await tell(NotificationsAPI.TickRun.self, .init(campaign: Self.campaign)).runs
    }

    func intents(_ state: Intent.State? = nil) async throws -> [Intent] {
        try await ask(NotificationsAPI.ListIntents.self, .init(campaign: Self.campaign, state: state, limit: 500)).items
    }

    func deliveries(_ state: Delivery.State? = nil) async throws -> [Delivery] {
        try await ask(NotificationsAPI.ListDeliveries.self, .init(campaign: Self.campaign, state: state, limit: 500))
            .items
    }

    func sender(
        _ channel: any MailChannel, robots: (any RobotChannel)? = nil, pace: Pace = .unlimited,
        service: ServiceDependencies? = nil
    ) -> Sender {
        Sender(service: service ?? harness.dependencies, channels: Self.channels(channel, robots: robots, pace: pace))
    }

    static func channels(
        _ mail: any MailChannel, robots: (any RobotChannel)? = nil, pace: Pace = .unlimited
    ) -> Channels {
        // A literal without anything an address must not have.
        Channels(
            mail: mail, from: MailAddress("week@example.invalid")!,
            robots: robots ?? RobotServers(hosts: [], authorities: nil, timeout: .seconds(5)), webhookSecret: nil,
            pace: pace)
    }

    /// The same service on the same database, that reaches nobody.
    func cutOff() -> ServiceDependencies {
        let nowhere = HostPort(host: "127.0.0.1", port: 1)
        let own = harness.dependencies
        let peers = [ServiceName.registry, .reporting, .events].map { name in
            (name, RPCClient(.init(service: name.rawValue, endpoints: [nowhere])))
        }
        return ServiceDependencies(
            name: own.name, clock: own.clock, database: own.database, configuration: own.configuration,
            logger: own.logger, signingKeys: own.ledger.keys, peers: Dictionary(uniqueKeysWithValues: peers))
    }

    /// Where the peers are, as another process of the service is told.
    var peerAddresses: [String: String] {
        [
            "WEEK_REGISTRY": registry.address.description, "WEEK_REPORTING": reporting.address.description,
            "WEEK_EVENTS": events.address.description, "WEEK_LISTEN": "127.0.0.1:0",
        ]
    }

    func expectFault<Value>(
        _ kind: FaultKind, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Value
    ) async {
        do {
            _ = try await body()
            Issue.record("\(kind.reason) expected, the call succeeded", sourceLocation: sourceLocation)
        } catch let fault as Fault {
            #expect(fault.kind == kind, "\(fault)", sourceLocation: sourceLocation)
        } catch {
            Issue.record("\(kind.reason) expected, \(error) came", sourceLocation: sourceLocation)
        }
    }

    // MARK: what the other services tell

    /// Reporting says so when it is asked and in its feed; notifications has it when this returns.
    func tell(_ obligations: [Obligation]) async throws {
        for obligation in obligations { peers.put(obligation) }
        try await record(
            try obligations.map {
                try RecordedChange(.updated, "obligation", id: $0.id.description, data: $0)
            }, by: reporting, ReportingAPI.ListChanges.self)
        try await ReportingProjection.projection.catchUp(harness.dependencies)
    }

    /// Reporting gave something back, and says so.
    func tell(_ submission: Submission, _ verb: ChangeVerb = .updated) async throws {
        peers.put(submission)
        try await record(
            [try RecordedChange(verb, "submission", id: submission.id.description, data: submission)], by: reporting,
            ReportingAPI.ListChanges.self)
        try await ReportingProjection.projection.catchUp(harness.dependencies)
    }

    /// Reporting gave a material back: its feed says first how the obligation stands, then why.
    func tell(_ material: MaterialNews, of obligation: Obligation) async throws {
        peers.put(obligation)
        try await record(
            [
                try RecordedChange(.updated, "obligation", id: obligation.id.description, data: obligation),
                try RecordedChange("returned", "material", id: material.id.description, data: material),
            ], by: reporting, ReportingAPI.ListChanges.self)
        try await ReportingProjection.projection.catchUp(harness.dependencies)
    }

    /// Events says so when it is asked and in its feed.
    func tell(_ event: Event, ceremony: Ceremony? = nil) async throws {
        peers.put(event)
        var changes: [RecordedChange] = []
        if let ceremony {
            changes.append(
                try RecordedChange(.updated, "ceremony", id: ceremony.event.description, data: ceremony))
        }
        changes.append(try RecordedChange(.updated, "event", id: event.id.description, data: event))
        try await record(changes, by: events, EventsAPI.ListChanges.self)
        try await EventsProjection.projection.catchUp(harness.dependencies)
    }

    /// - Parameter quietHours: in which they must not be written to.
    func tellContact(
        _ recipient: Reminder.Recipient, number: UInt64, channel: ContactChannel = .email,
        quietHours: QuietHours? = nil
    ) async throws {
        let address =
            channel == .email ? "person\(number)@example.invalid" : "https://robot\(number).example.invalid/send"
        peers.put(recipient, address: address)
        let contact = Peers.contact(recipient, number: number, channel: channel, quietHours: quietHours)
        try await tellRegistry([
            try RecordedChange(.updated, "contact", id: contact.id.description, data: contact)
        ])
    }

    /// The registry's line from a unit upwards, bottom up, on a track.
    ///
    /// - Parameter number: of its first relation; a line with the same takes the other's place.
    func tellLine(
        from unit: UnitKey, to superiors: [(key: UnitKey, kind: UnitKind)], track: TrackCode, number first: Int = 0
    ) async throws {
        var changes: [RecordedChange] = []
        var lower = unit
        for (number, superior) in superiors.enumerated() {
            let above = Unit(
                id: .make(at: clock.now()), key: superior.key, kind: superior.kind, name: superior.key.rawValue,
                level: .county, recordedAt: clock.now())
            changes.append(try RecordedChange(.created, "unit", id: superior.key.rawValue, data: above))
            let relation = Relation(
                id: ID(UniqueID(high: 13, low: UInt64(first + number))), type: .reportsTo, from: lower,
                to: superior.key,
                track: track, recordedAt: clock.now())
            changes.append(
                try RecordedChange(.created, "relation", id: relation.id.description, data: relation))
            lower = superior.key
        }
        try await tellRegistry(changes)
    }

    func tellCampaign(_ document: CampaignDocument, version: Int) async throws {
        let summary = CampaignSummary(
            key: document.key, version: version, state: .published, number: document.notice.number,
            title: document.notice.title, date: document.notice.date, digest: "", loadedAt: clock.now(),
            publishedAt: clock.now())
        try await tellRegistry([
            RecordedChange(
                .published, "campaign", id: document.key.rawValue, data: Campaign(summary: summary, document: document))
        ])
    }

    private func tellContacts(of obligations: [Obligation]) async throws {
        let recipients =
            [PlanFixture.receiver]
            + Set(obligations.map(\.unit.key)).sorted().map { Reminder.Recipient(unit: $0, role: .reporter) }
        var changes: [RecordedChange] = []
        for (number, recipient) in recipients.enumerated() {
            peers.put(recipient, address: "person\(number)@example.invalid")
            let contact = Peers.contact(recipient, number: UInt64(number))
            changes.append(try RecordedChange(.created, "contact", id: contact.id.description, data: contact))
        }
        try await tellRegistry(changes)
    }

    private func tellRegistry(_ changes: [RecordedChange]) async throws {
        try await record(changes, by: registry, RegistryAPI.ListChanges.self)
        try await RegistryProjection.projection.catchUp(harness.dependencies)
    }

    /// Writes changes into a peer's feed and returns when the feed shows them: other tests' transactions may hold a feed
    /// back for a moment.
    private func record<Feed: RPCMethod>(
        _ changes: [RecordedChange], by peer: ServiceTestHarness, _: Feed.Type
    ) async throws where Feed.Params == ChangesParams, Feed.Result == ChangesPage {
        let marker = "\(UniqueID.make(at: clock.now()))"
        try await peer.dependencies.transact { effect in
            try await effect.record(changes)
            try await effect.record(.created, "marker", id: marker, data: Empty())
        }
        var after = "0"
        for _ in 0..<100 {
            let page = try await peer.client.call(Feed.self, .init(after: after, limit: 500, waitMs: 5_000))
            if page.changes.contains(where: { $0.id == marker }) { return }
            after = page.next
        }
        throw Fault(.deadlineExceeded, "The feed never showed the last change")
    }
}
