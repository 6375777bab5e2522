package import Logging
import RPC
import Security
package import Shared
import Synchronization

/// A service as it runs in production, in this process: its own `Application` on a real socket, on a test database of its
/// own, with a clock that the test moves.
///
/// ```swift
/// try await ServiceTestHarness.run(RegistryMain.service) { registry in
///     let unit = try await registry.client.call(RegistryAPI.CreateUnit.self, params, options: .init(idempotencyKey: "1"))
///     registry.clock.advance(by: .seconds(60))
/// }
/// ```
package struct ServiceTestHarness: Sendable {
    /// Authenticated as `tester`, who holds every role but `job` and `service`.
    package let client: RPCClient
    package let address: HostPort
    package let clock: ManualClock
    package let dependencies: ServiceDependencies
    private let keys: TestKeys

    package var database: Database { dependencies.database }

    /// The notice's day, where nothing else is said.
    package static let start = Instant("2026-04-29T09:00:00+08:00")!  // a literal

    /// Runs `body` against the service, then drains the service and drops its database.
    ///
    /// - Parameters:
    ///   - database: the name of a database to share with another service or process; a fresh one if nil.
    ///   - clock: shared by services of one test, if given.
    ///   - peers: where the other services are; those that are not named are not there.
    ///   - values: further configuration, by key: `["week.outbox": path]`.
    ///   - logger: for a test of what stands in the log.
    package static func run<Value: Sendable>(
        _ definition: ServiceDefinition, database: String? = nil, clock: ManualClock = ManualClock(start),
        peers: [ServiceName: HostPort] = [:], values: [String: String] = [:],
        logger: Logger = TestPostgres.logger, _ body: @escaping @Sendable (ServiceTestHarness) async throws -> Value
    ) async throws -> Value {
        let name: String
        if let database { name = database } else { name = try await TestPostgres.createDatabase() }
        let keys = try TestKeys(of: definition.name)
        defer { keys.remove() }
        let result: Result<Value, any Error>
        do {
            let configuration = try await configuration(definition.name, database: name, keys, peers, values)
            result = .success(try await run(definition, configuration, clock, logger, keys, body))
        } catch {
            result = .failure(error)
        }
        if database == nil { try await TestPostgres.drop(name) }
        return try result.get()
    }

    /// Makes a key that the service accepts from now on.
    package func addKey(
        principal: String, roles: [Role], unit: UnitKey? = nil, track: TrackCode? = nil
    ) throws -> APIKey {
        let key = try keys.add(principal: principal, roles: roles, unit: unit, tracks: track.map { [$0] })
        // The service reads its file again by itself; a test does not wait for that.
        try rereadKeys()
        return key
    }

    /// A client of another principal: to test who may do what. Close it when the test is over.
    ///
    /// - Parameters:
    ///   - unit: where the roles begin to reach; nil: everywhere.
    ///   - track: nil: on every track.
    package func client(
        principal: String, roles: [Role], unit: UnitKey? = nil, track: TrackCode? = nil
    ) throws -> RPCClient {
        let key = try addKey(principal: principal, roles: roles, unit: unit, track: track)
        return client(key: key.text)
    }

    /// A client with this key.
    package func client(key: String) -> RPCClient {
        RPCClient(.init(service: dependencies.name.rawValue, endpoints: [address], key: { key }, tls: tls))
    }

    /// Lines of the registry's tree, as its feed would have brought them, and in effect.
    package func putLines(_ lines: [(UnitKey, under: UnitKey, on: TrackCode?)]) async throws {
        try await dependencies.transact { effect in
            for (unit, parent, track) in lines {
                let relation = Relation(
                    id: .make(at: effect.now), type: track == nil ? .administers : .reportsTo, from: unit, to: parent,
                    track: track, recordedAt: effect.now, revision: 1)
                try await AccessProjection.apply(
                    Change(
                        position: "0", at: effect.now, entity: "relation", id: relation.id.description,
                        verb: "created", data: try RawJSON(encoding: relation).decoded()), effect)
            }
        }
        try await refreshAccess()
    }

    /// Takes over now what the service's access tables say.
    package let refreshAccess: @Sendable () async throws -> Void

    /// A client without a key.
    package func anonymousClient() -> RPCClient {
        RPCClient(.init(service: dependencies.name.rawValue, endpoints: [address], tls: tls))
    }

    /// Makes the service read its certificates again now; whether they have changed.
    package let rereadCertificates: @Sendable () throws -> Bool
    private let rereadKeys: @Sendable () throws -> Void
    private let tls: TLSCredentials?
}

extension ServiceTestHarness {
    private static func run<Value: Sendable>(
        _ definition: ServiceDefinition, _ configuration: ServiceConfiguration, _ clock: ManualClock, _ logger: Logger,
        _ keys: TestKeys,
        _ body: @escaping @Sendable (ServiceTestHarness) async throws -> Value
    ) async throws -> Value {
        let (addresses, listening) = AsyncStream<HostPort>.makeStream()
        let tls = try ServiceTLS(configuration.tls).client
        let application = try await Application.build(
            definition, configuration: configuration, clock: .manual(clock), logger: logger
        ) { listening.yield($0) }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                // Ends by cancellation, or by the fault that keeps it from listening; then nobody waits any longer.
                defer { listening.finish() }
                try await application.run()
                return nil
            }
            group.addTask {
                var iterator = addresses.makeAsyncIterator()
                // The other task's error says why it never listened.
                guard let address = await iterator.next() else { return nil }
                let client = RPCClient(
                    .init(
                        service: definition.name.rawValue, endpoints: [address], key: { keys.tester.text },
                        tls: tls))
                defer { client.close() }
                return try await body(
                    ServiceTestHarness(
                        client: client, address: address, clock: clock, dependencies: application.dependencies,
                        keys: keys, refreshAccess: application.refreshAccess,
                        rereadCertificates: application.rereadCertificates,
                        rereadKeys: application.rereadKeys,
                        tls: tls))
            }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }

    private static func configuration(
        _ service: ServiceName, database: String, _ keys: TestKeys, _ peers: [ServiceName: HostPort],
        _ values: [String: String]
    ) async throws -> ServiceConfiguration {
        let parameters = try await TestPostgres.configuration(database: database).parameters
        let conninfo = parameters.map { "\($0.key)='\($0.value)'" }.sorted().joined(separator: " ")
        var all = keys.configuration.merging(["week.database": conninfo, "week.database.leases": "4"]) { $1 }
        // Port 1 refuses at once: a service that is not in the test is one that is down.
        for peer in ServiceName.allCases { all["week.\(peer.rawValue)"] = (peers[peer] ?? nowhere).description }
        return try ServiceConfiguration(
            service, from: ConfigurationSource(values: all.merging(values) { _, own in own }))
    }

    private static let nowhere = HostPort(host: "127.0.0.1", port: 1)
}
