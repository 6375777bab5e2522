import Shared
import Synchronization
import TestSupport
import Testing

@testable import Notifications

/// The built-in caller of the tick, and what health says of it and of the books.
@Suite struct SchedulerTests {
    /// What a test decides while the scheduler runs.
    private final class Control: Sendable {
        private let state = Mutex((isBroken: false, uptime: ContinuousClock.now, ticks: 0))

        /// Whether the owners cannot be asked, so that no tick gets through.
        var isBroken: Bool {
            get { state.withLock(\.isBroken) }
            set { state.withLock { $0.isBroken = newValue } }
        }

        var ticks: Int { state.withLock(\.ticks) }

        /// Stands still in between.
        @Sendable func uptime() -> ContinuousClock.Instant { state.withLock(\.uptime) }

        func letPass(_ time: Duration) { state.withLock { $0.uptime += time } }

        func tick() throws {
            let isBroken = state.withLock { state in
                state.ticks += 1
                return state.isBroken
            }
            if isBroken { throw Fault(.dependencyUnavailable) }
        }
    }

    /// The service with a scheduler that ticks all the time and a watch that judges, as under the system's clock.
    private func definition(_ control: Control) -> ServiceDefinition {
        ServiceDefinition(.notifications, migrations: Migrations.all, constraints: Constraints.faults) {
            service, routes in
            let projections = [
                RegistryProjection.projection, ReportingProjection.projection, EventsProjection.projection,
            ]
            let runs = Runs(logger: service.logger, wakeSenders: {}) {
                try control.tick()
                for projection in projections { try await projection.catchUp(service) }
            }
            let channels = ChannelMethods(
                service: service, channels: TestNotifications.channels(RecordingChannel()))
            NotificationsRouter(runs: runs, channels: channels).register(on: &routes)
            let watch = ReminderWatch(service, uptime: control.uptime)
            return projections.map { .projection($0, service) } + [
                Scheduler(runs, watch, service, interval: .milliseconds(20)).job(),
                watch.job(judges: true, interval: .milliseconds(20)),
            ]
        }
    }

    private func problem(_ test: TestNotifications, of check: String) async throws -> String? {
        let client = test.harness.anonymousClient()
        defer { client.close() }
        let report = try await client.call(ProtocolAPI.Health.self, Empty())
        return try #require(report.checks.first { $0.name == check }).detail
    }

    @Test func itTicksByItselfAndStopsWithTheService() async throws {
        let control = Control()
        try await TestNotifications.runPublished(definition: definition(control)) { test in
            test.clock.set(TestNotifications.reminding)
            try await until { try await test.intents().count == 2 }
            let ticks = control.ticks
            try await until { control.ticks > ticks + 1 }
            #expect(try await problem(test, of: "scheduler") == nil)
        }
        // The service has drained: whoever ticked would be counted.
        let ticks = control.ticks
        await Task.yield()
        #expect(control.ticks == ticks)
    }

    @Test func whatFailsForFiveMinutesIsNotReadyUntilATickGetsThrough() async throws {
        let control = Control()
        try await TestNotifications.runPublished(definition: definition(control)) { test in
            control.isBroken = true
            let ticks = control.ticks
            // The one that was under way has ended.
            try await until { control.ticks > ticks + 1 }
            control.letPass(.seconds(290))
            #expect(try await problem(test, of: "scheduler") == nil)
            control.letPass(.seconds(20))
            #expect(try await problem(test, of: "scheduler") == "reminders were planned 310 s ago")
            control.isBroken = false
            try await until { try await problem(test, of: "scheduler") == nil }
        }
    }

    /// One tick under a wrong clock, and nothing is planned for a year: that must not look like health.
    @Test func aWatermarkThatLiesAheadIsNoHealth() async throws {
        let control = Control()
        try await TestNotifications.runPublished(definition: definition(control)) { test in
            try await until { try await problem(test, of: "reminders") == nil }
            let ahead = PlanFixture.at("2027-05-16 10:00")
            test.clock.set(ahead)
            try await until { try await test.lag().plannedUntil == ahead }
            test.clock.set(TestNotifications.reminding)
            try await until { try await problem(test, of: "reminders")?.contains("lies ahead") == true }
            #expect(try await test.lag().lagSeconds < -360 * 86_400)
            let ticked = try await test.tell(NotificationsAPI.TickRun.self, .init(campaign: TestNotifications.campaign))
            #expect(ticked.problems == [.init(campaign: TestNotifications.campaign, reason: .plannedAhead)])
            // Clocks of several machines are not the same.
            test.clock.set(ahead.adding(.seconds(-30)))
            try await until { try await problem(test, of: "reminders") == nil }
        }
    }

    @Test func messagesThatDoNotLeaveAreNoHealthAndHaveGauges() async throws {
        let control = Control()
        try await TestNotifications.runPublished(definition: definition(control)) { test in
            test.clock.set(TestNotifications.reminding)
            try await until { try await test.intents().count == 2 }
            test.clock.set(TestNotifications.reminding.adding(.seconds(301)))
            try await until { try await test.ask(NotificationsAPI.GetLag.self, Empty()).due == 2 }
            // Nobody has sent anything since this process began; that is not long. A tick catches up first.
            try await until { try await problem(test, of: "reminders") == nil }
            control.letPass(.seconds(301))
            let words = "2 messages could have left, the oldest 301 s ago, and none does"
            try await until { try await problem(test, of: "reminders") == words }
            let metrics = test.harness.dependencies.metrics.prometheusText()
            #expect(metrics.contains("week_messages_due 2"))
            #expect(metrics.contains("week_messages_oldest_due_seconds 301"))
            #expect(metrics.contains("week_intents{state=\"planned\"} 2"))
            #expect(metrics.contains("week_planner_last_success_timestamp_seconds 1779"))
            #expect(metrics.contains("week_sender_last_success_timestamp_seconds 0"))
            try await test.sender(RecordingChannel()).drain()
            try await until { try await problem(test, of: "reminders") == nil }
            #expect(try await test.ask(NotificationsAPI.GetLag.self, Empty()).dueSince == nil)
        }
    }
}

extension TestNotifications {
    /// Of the fixture's campaign.
    fileprivate func lag() async throws -> NotificationsAPI.GetLag.Result.Campaign {
        try #require(try await ask(NotificationsAPI.GetLag.self, Empty()).campaigns.first)
    }
}
