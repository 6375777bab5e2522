import TestSupport
import Testing

@testable import Shared

@Suite struct ServiceTests {
    @Test func everyStatementFitsTheSchema() async throws {
        try await TestPostgres.withDatabase(schema: "runtime") { database in
            try await database.migrate(RuntimeMigrations.all, schema: "runtime", set: "runtime")
            try await expectStatementsMatch(
                database,
                [
                    AnyStatement(FeedStatements.insert), AnyStatement(FeedStatements.page),
                    AnyStatement(FeedStatements.latest),
                    AnyStatement(IdempotencyStatements.take), AnyStatement(IdempotencyStatements.stored),
                    AnyStatement(FeedStatements.insertAll), AnyStatement(ProjectionStatements.ensure),
                    AnyStatement(ProjectionStatements.position), AnyStatement(ProjectionStatements.lock),
                    AnyStatement(ProjectionStatements.advance), AnyStatement(ProjectionStatements.requestRebuild),
                    AnyStatement(HealthStatements.time),
                ] + LedgerStatements.all)
        }
    }

    /// The caller's deadline reaches PostgreSQL: what nobody waits for does not go on.
    @Test func theDeadlineReachesTheDatabase() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let start = ContinuousClock.now
            let fault = await #expect(throws: Fault.self) {
                try await service.client.call(
                    NoteAPI.Sleep.self, .init(seconds: 50), options: .init(timeout: .milliseconds(300)))
            }
            #expect(fault?.kind == .deadlineExceeded)
            #expect(ContinuousClock.now - start < .seconds(20))
            var running = 1
            let end = ContinuousClock.now + .seconds(10)
            while running > 0, ContinuousClock.now < end {
                running = try await service.database.one(sleepers)
            }
            #expect(running == 0)
        }
    }

    @Test func aServiceThatIsDownIsUnavailableWithinTheDeadline() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let fault = await #expect(throws: Fault.self) {
                try await service.client.call(NoteAPI.Ask.self, .init(), options: .init(timeout: .seconds(5)))
            }
            #expect(fault?.kind == .dependencyUnavailable)
            #expect(fault?.kind.retryable == true)
        }
    }

    @Test func anUnexpectedErrorIsInternalAndTellsNothing() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let fault = await #expect(throws: Fault.self) {
                try await service.client.call(
                    NoteAPI.Write.self, .init(title: "broken"), options: .init(idempotencyKey: "k"))
            }
            #expect(fault?.kind == .internalError)
            #expect(fault?.message == "Internal error")
            #expect(fault?.traceID?.utf8.count == 32)
        }
    }

    @Test func listsPageByKey() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            for title in ["a", "b", "c"] {
                _ = try await service.client.call(
                    NoteAPI.Write.self, .init(title: title), options: .init(idempotencyKey: title))
            }
            let first = try await service.client.call(NoteAPI.List.self, .init(limit: 2))
            #expect(first.items.map(\.title) == ["a", "b"])
            let second = try await service.client.call(NoteAPI.List.self, .init(after: first.next, limit: 2))
            #expect(second.items.map(\.title) == ["c"])
            #expect(second.next == nil)
            let fault = await #expect(throws: Fault.self) {
                try await service.client.call(NoteAPI.List.self, .init(limit: 501))
            }
            #expect(fault?.violations.map(\.path) == ["params.limit"])
        }
    }

    @Test func theAdminPortTellsReadinessAndMetrics() async throws {
        let admin = try await AdminPort.free()
        try await ServiceTestHarness.run(
            NoteService.definition, values: ["week.admin.listen": "\(admin)"]
        ) { service in
            _ = try await service.client.call(NoteAPI.List.self, .init())
            let probe = HealthProbe(address: admin)
            #expect(await probe.problem() == nil)
            let metrics = try await probe.ask("/metrics")
            #expect(metrics.hasPrefix("HTTP/1.1 200"))
            #expect(metrics.contains("week_rpc_calls_total{method=\"registry.notes.list\",reason=\"OK\"} 1\n"))
            #expect(metrics.contains("week_database_connections{kind=\"readers\"}"))
            #expect(try await probe.ask("/healthz").hasPrefix("HTTP/1.1 200"))
            #expect(try await probe.ask("/elsewhere").hasPrefix("HTTP/1.1 404"))
        }
    }

    @Test func aPortInUseIsNamed() async throws {
        try await ServiceTestHarness.run(NoteService.definition) { service in
            let error = await #expect(throws: ConfigurationError.self) {
                try await ServiceTestHarness.run(
                    NoteService.definition, values: ["week.listen": service.address.description]
                ) { _ in }
            }
            #expect(error?.key == "WEEK_LISTEN")
            #expect(error?.problem == "cannot listen on \(service.address): another process listens there already")
            _ = try await service.client.call(NoteAPI.List.self, .init())
        }
    }

    @Test func aProbeOfNobodySaysSo() async throws {
        let problem = await HealthProbe(address: HostPort(host: "127.0.0.1", port: 1)).problem()
        #expect(problem == "no answer at 127.0.0.1:1")
    }

    @Test func aDrainingServiceIsNotReady() async {
        let readiness = Readiness(clock: .system)
        readiness.add("database") { nil }
        #expect(await readiness.report().status == .serving)
        readiness.add("projection:registry") { "9 s behind registry" }
        let report = await readiness.report()
        #expect(report.status == .notServing)
        #expect(report.checks.map(\.ok) == [true, false])
        readiness.drain()
        #expect(await readiness.report().status == .draining)
    }

    /// Over 2 s apart from PostgreSQL's clock the service is not ready; in a rehearsal the clock is meant to differ.
    @Test func aClockThatIsWrongIsFound() async throws {
        try await TestPostgres.withDatabase { database in
            let wrong = ManualClock(ServiceClock.system.now().adding(.seconds(-3_600)))
            let broken = DatabaseHealth(database: database, clock: ServiceClock(mode: .system, read: wrong.now))
            try await broken.measure()
            #expect(broken.skewProblem()?.hasPrefix("this clock and PostgreSQL's are -36") == true)
            let right = DatabaseHealth(database: database, clock: .system)
            try await right.measure()
            #expect(right.skewProblem() == nil)
            let rehearsal = DatabaseHealth(database: database, clock: .manual(wrong))
            try await rehearsal.measure()
            #expect(rehearsal.skewProblem() == nil)
        }
    }

    @Test func aDatabaseThatStaysAwayEndsTheStart() async throws {
        var configuration = try await TestPostgres.configuration(database: "postgres")
        configuration.parameters["host"] = "/nowhere"
        let database = Database(configuration: configuration, logger: TestPostgres.logger)
        defer { database.close() }
        let start = DatabaseStart(database: database, limit: .milliseconds(200), logger: TestPostgres.logger)
        let error = await #expect(throws: PostgresError.self) { try await start.waitUntilReachable() }
        #expect(error?.isUnavailable == true)
    }
}

private let sleepers = Statement(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep($1)%' AND state = 'active' AND pid <> pg_backend_pid()"
) { row in try row.next(Int.self) }
