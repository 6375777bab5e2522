import Shared
import TestSupport
import Testing

@testable import Registry

/// The registry as it runs in production, for one test: its server, its database, a clock that the test moves.
struct TestRegistry: Sendable {
    let harness: ServiceTestHarness

    var clock: ManualClock { harness.clock }
    var database: Database { harness.database }

    static func run(_ body: @escaping @Sendable (TestRegistry) async throws -> Void) async throws {
        try await ServiceTestHarness.run(RegistryMain.service) { try await body(TestRegistry(harness: $0)) }
    }

    /// A second server on the same database, as two replicas of the service run.
    func besideAnother(_ body: @escaping @Sendable (TestRegistry) async throws -> Void) async throws {
        let name = try #require(database.configuration.parameters["dbname"])
        try await ServiceTestHarness.run(RegistryMain.service, database: name, clock: clock) {
            try await body(TestRegistry(harness: $0))
        }
    }

    func ask<Method: RPCMethod>(_ method: Method.Type, _ params: Method.Params) async throws -> Method.Result {
        try await harness.client.call(method, params)
    }

    /// As another principal, who holds this role only.
    func ask<Method: RPCMethod>(
        _ method: Method.Type, _ params: Method.Params, as role: Role
    ) async throws -> Method.Result {
        let client = try harness.client(principal: "other", roles: [role])
        defer { client.close() }
        return try await client.call(method, params)
    }

    /// A mutation under a key of its own.
    @discardableResult
    func tell<Method: RPCMethod>(
        _ method: Method.Type, _ params: Method.Params, dryRun: Bool = false
    ) async throws -> Method.Result {
        try await harness.client.call(
            method, params,
            options: CallOptions(idempotencyKey: "\(UniqueID.make(at: harness.clock.now()))", dryRun: dryRun))
    }

    @discardableResult
    func expectFault<Value>(
        _ kind: FaultKind, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Value
    ) async -> Fault? {
        do {
            _ = try await body()
            Issue.record("\(kind.reason) expected, the call succeeded", sourceLocation: sourceLocation)
            return nil
        } catch let fault as Fault {
            #expect(fault.kind == kind, "\(fault)", sourceLocation: sourceLocation)
            return fault
        } catch {
            Issue.record("\(kind.reason) expected, \(error) came", sourceLocation: sourceLocation)
            return nil
        }
    }

    /// Every change that is committed by now.
    func changes() async throws -> [Change] { try await harness.committedChanges(RegistryAPI.ListChanges.self) }
}
