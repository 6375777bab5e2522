import TestSupport
import Testing

@testable import Shared

/// The metrics of a running service, as Prometheus reads them.
@Suite struct ServiceMetricsTests {
    @Test func everyMethodIsCountedAndTheStatsAgree() async throws {
        try await withMetrics { service, metrics in
            for (number, title) in ["a", "b", "a"].enumerated() {
                _ = try? await service.client.call(
                    NoteAPI.Write.self, .init(title: title), options: .init(idempotencyKey: "\(number)"))
            }
            _ = try await service.client.call(NoteAPI.List.self, .init())
            let stats = try await service.client.call(ProtocolAPI.Stats.self, Empty())
            let text = try await metrics()
            let write = ["method": "registry.notes.write"]
            #expect(text.sum("week_rpc_calls_total", write.merging(["reason": "OK"]) { $1 }) == 2)
            #expect(text.sum("week_rpc_calls_total", write.merging(["reason": "NOTE_TAKEN"]) { $1 }) == 1)
            #expect(text.count(of: "week_rpc_call_seconds", write) == 3)
            #expect(text.sum("week_rpc_request_bytes_total", write) > 3 * Double(#"{"title":"a"}"#.utf8.count))
            #expect(text.sum("week_rpc_response_bytes_total", write) > 100)
            #expect(text.sum("week_rpc_calls_running") == 0)
            // Itself not among what it answered.
            #expect(text.sum("week_rpc_calls_total") + text.sum("week_rpc_refused_total") == Double(stats.calls) + 1)
            #expect(text.sum("week_rpc_connections") == Double(stats.connections))
            #expect(text.families.allSatisfy { $0.value.help != nil }, "each says what it is")
            for (name, family) in text.families {
                #expect(name.hasSuffix("_total") == (family.kind == "counter"), "\(name)")
            }
        }
    }

    /// What the connections to PostgreSQL do is seen in both: a lease that is taken, a statement that runs, commits shared.
    @Test func theDatabasesConnectionsAreInStatsAndMetrics() async throws {
        try await withMetrics { service, metrics in
            _ = try await service.client.call(
                NoteAPI.Put.self, .init(title: "grouped"), options: .init(idempotencyKey: "grouped"))
            let slow = Task {
                try await service.client.call(
                    NoteAPI.WriteSlowly.self, .init(title: "leased"), options: .init(idempotencyKey: "leased"))
            }
            try await until { try await metrics().sum("week_database_leases_taken") > 0 }
            _ = try await slow.value
            let stats = try await service.client.call(ProtocolAPI.Stats.self, Empty())
            let database = try #require(stats.database)
            let text = try await metrics()
            #expect(database.writers.syncs > 0)
            #expect(text.sum("week_database_syncs", ["kind": "writers"]) >= Double(database.writers.syncs))
            #expect(text.sum("week_database_connections", ["kind": "leases"]) >= 1)
            #expect(database.leasesOpen >= 1)
            #expect(database.leasesRefused == 0 && text.sum("week_database_leases_refused_total") == 0)
            #expect(text.sum("week_database_leases_waiting") == 0)
        }
    }

    @Test func namesThatNobodyRegisteredShareOneLabel() async throws {
        try await withMetrics { service, metrics in
            for number in 0..<300 {
                let fault = await #expect(throws: Fault.self) {
                    try await service.client.call("registry.invented.number\(number)", params: Array("{}".utf8))
                }
                #expect(fault?.kind == .methodNotFound)
            }
            let text = try await metrics()
            let unknown = ["method": "unknown", "reason": "METHOD_NOT_FOUND"]
            #expect(text.sum("week_rpc_calls_total", unknown) == 300)
            let methods = Set(text.families["week_rpc_calls_total"]?.samples.compactMap { $0.labels["method"] } ?? [])
            #expect(methods == ["unknown", "rpc.auth"])
        }
    }

    @Test func aCallThatRunsIsSeenRunningAndOneThatNobodyWaitsForIsCountedAsCancelled() async throws {
        try await withMetrics { service, metrics in
            let client = try service.client(principal: "sleeper", roles: [.reader])
            let call = Task { try await client.call(NoteAPI.Sleep.self, .init(seconds: 50)) }
            let sleep = ["method": "registry.notes.sleep"]
            try await until { try await metrics().sum("week_rpc_calls_running", sleep) == 1 }
            #expect(try await metrics().sum("week_rpc_calls_in_flight") == 1)
            client.close()
            _ = await call.result
            try await until { try await metrics().sum("week_rpc_calls_running", sleep) == 0 }
            let text = try await metrics()
            #expect(text.sum("week_rpc_calls_total", sleep.merging(["reason": "CANCELLED"]) { $1 }) == 1)
            #expect(text.sum("week_rpc_calls_in_flight") == 0)
        }
    }

    private func withMetrics(
        _ body:
            @escaping @Sendable (
                ServiceTestHarness, _ metrics: @escaping @Sendable () async throws -> PrometheusText
            ) async throws -> Void
    ) async throws {
        let admin = try await AdminPort.free()
        try await ServiceTestHarness.run(NoteService.definition, values: ["week.admin.listen": "\(admin)"]) { service in
            try await body(service) {
                let answer = try await HealthProbe(address: admin, longestAnswer: 1 << 20).ask("/metrics")
                let text = answer.split(separator: "\r\n\r\n", maxSplits: 1).last.map(String.init) ?? ""
                return try PrometheusText(text)
            }
        }
    }
}

enum AdminPort {
    /// A port nobody listened on a moment ago; the admin server takes it at once.
    static func free() async throws -> HostPort {
        let server = AdminServer(
            address: HostPort(host: "127.0.0.1", port: 0), readiness: Readiness(clock: .system),
            metrics: MetricsRegistry(), logger: TestPostgres.logger)
        let address = try await server.bind()
        await server.close()
        return address
    }
}
