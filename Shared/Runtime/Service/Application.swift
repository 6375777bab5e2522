import Contracts
import Logging
import NIOCore
import Postgres
import RPC
import ServiceLifecycle
package import UnixSignals
import Values

/// A service put together and ready to run: the same in a process of its own and in a test.
package struct Application: Sendable {
    package let dependencies: ServiceDependencies
    /// Reads the accepted keys again now, instead of within two seconds.
    package let rereadKeys: @Sendable () throws -> Void
    /// Reads the certificates again now, instead of within two seconds; whether they have changed.
    package let rereadCertificates: @Sendable () throws -> Bool
    /// Takes over now what the access tables say, instead of within a quarter of a second.
    package let refreshAccess: @Sendable () async throws -> Void
    private let server: RPCServer
    private let admin: AdminServer
    private let parts: [Job]
    private let clients: [RPCClient]
    private let readiness: Readiness

    /// Waits for the database, migrates it and puts the service together. Nothing listens yet.
    ///
    /// - Parameters:
    ///   - clock: the one the configuration asks for if nil.
    ///   - onListening: told where the service is reached, once clients can connect.
    package static func build(
        _ definition: ServiceDefinition, configuration: ServiceConfiguration, clock: ServiceClock? = nil,
        logger: Logger, onListening: @escaping @Sendable (HostPort) -> Void = { _ in }
    ) async throws -> Application {
        let clock = try clock ?? configuration.makeClock()
        let keys = try KeyRing(path: configuration.keysFile, logger: logger)
        let serviceKey = try configuration.serviceKey()
        let signingKeys = try SigningKeyRing(path: configuration.signingKeysFile, logger: logger)
        let tls = try ServiceTLS(configuration.tls)
        let database = Database(
            configuration: configuration.database, reactors: EventLoopReactor.all, logger: logger)
        do {
            let start = DatabaseStart(database: database, limit: configuration.databaseWait, logger: logger)
            try await start.waitUntilReachable()
            try await start.migrate(definition.migrations)
            let peers = Dictionary(
                uniqueKeysWithValues: configuration.peers.map { peer, address in
                    let client = RPCClient.Configuration(
                        service: peer.rawValue, endpoints: [address], key: { serviceKey?.text }, tls: tls.client)
                    return (peer, RPCClient(client))
                })
            let dependencies = ServiceDependencies(
                name: definition.name, clock: clock, database: database, configuration: configuration, logger: logger,
                signingKeys: signingKeys, constraints: definition.constraints, peers: peers)
            try await dependencies.ledger.begin()
            // Before anybody can call: who was known is known.
            try await dependencies.access.reload(database)
            var routes = Routes()
            let jobs = try await definition.assemble(dependencies, &routes)
            return Application(
                dependencies, routes: routes, jobs: jobs, keys: keys, tls: tls, clients: Array(peers.values),
                onListening: onListening)
        } catch {
            database.close()
            throw error
        }
    }

    private init(
        _ service: ServiceDependencies, routes: Routes, jobs: [Job], keys: KeyRing, tls: ServiceTLS,
        clients: [RPCClient], onListening: @escaping @Sendable (HostPort) -> Void
    ) {
        dependencies = service
        self.clients = clients
        rereadKeys = keys.reread
        rereadCertificates = { try tls.reread() }
        refreshAccess = { try await service.access.reload(service.database) }
        let health = DatabaseHealth(database: service.database, clock: service.clock)
        Self.registerMetrics(of: service, health: health, tls: tls)
        let feed = service.feed
        parts =
            [
                Job("keys") { await keys.run() },
                Job("signing_keys") { await service.ledger.keys.run() },
                .ledger(service),
                Job("certificates") { await tls.run(service.logger) },
                .projection(AccessProjection.projection(of: service.name), service),
                .every(AccessBook.reloadInterval, "access", logger: service.logger) {
                    try await service.access.reload(service.database)
                },
                Job("feed", run: feed.run),
                .every(DatabaseHealth.measureInterval, "clock_skew", logger: service.logger) {
                    try await health.measure()
                },
            ] + (service.name == .registry ? [] : [KeyUses.job(service)]) + jobs
        let readiness = Self.readiness(of: service, health: health, parts: parts)
        self.readiness = readiness
        admin = AdminServer(
            address: service.configuration.adminListen, readiness: readiness, metrics: service.metrics,
            tls: tls.admin, logger: service.logger)
        server = Self.server(
            service, routes: routes, keys: keys, tls: tls, readiness: readiness, onListening: onListening)
        Self.registerMetrics(of: server, on: service.metrics)
    }

    /// Runs until it is told to shut down, by a signal or by its task's graceful shutdown, and then drains.
    ///
    /// - Parameter signals: those that begin the drain; none in tests.
    package func run(signals: [UnixSignal] = []) async throws {
        // In the order in which they depend on each other; the drain goes the other way: first calls, last the database.
        var services: [any ServiceLifecycle.Service] = [Part("database", dependencies.database.run)]
        services += parts.map { part in Part(part.name, part.run) }
        services.append(Part("admin", admin.run))
        let address = dependencies.configuration.listen
        services.append(
            Draining(readiness: readiness, server: server, address: address, logger: dependencies.logger))
        try await admin.bind()
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: signals, logger: dependencies.logger)
        // Above the server's own limit, so that answers are flushed before anything is cut.
        configuration.maximumGracefulShutdownDuration = dependencies.configuration.drain + .seconds(5)
        defer { clients.forEach { $0.close() } }
        try await ServiceGroup(configuration: configuration).run()
    }

    private static func server(
        _ service: ServiceDependencies, routes: Routes, keys: KeyRing, tls: ServiceTLS, readiness: Readiness,
        onListening: @escaping @Sendable (HostPort) -> Void
    ) -> RPCServer {
        var router = RPCRouter()
        routes.checkLookups()
        let handling = CallHandling(
            service: service, authorization: Authorization(lookups: routes.lookups, database: service.database))
        for route in routes.entries { route.register(on: &router, with: handling) }
        var configuration = RPCServer.Configuration(
            service: service.name.rawValue, version: ServiceHost.version, address: service.configuration.listen,
            authentication: .required(
                PrincipalDirectory(files: keys, book: service.access, clock: service.clock)))
        configuration.tls = tls.server
        configuration.allowsUnprotected = service.configuration.allowsPlaintext
        configuration.limits = service.configuration.limits
        let logger = service.logger
        return RPCServer(
            configuration, router: router, now: service.clock.now,
            health: { await readiness.report() }, database: { [database = service.database] in database.figures.stats },
            observer: CallMetrics(service.metrics, logger: service.logger),
            onListening: { address in
                logger.notice(
                    "listening", metadata: ["host": "\(address.host)", "port": .stringConvertible(address.port)])
                onListening(address)
            })
    }

    private static func readiness(
        of service: ServiceDependencies, health: DatabaseHealth, parts: [Job]
    ) -> Readiness {
        let readiness = Readiness(clock: service.clock.mode)
        readiness.add("database") { await health.reachability() }
        readiness.add("clock") { health.skewProblem() }
        for job in parts { readiness.add(job.name) { job.readiness() } }
        return readiness
    }

    private static func registerMetrics(of service: ServiceDependencies, health: DatabaseHealth, tls: ServiceTLS) {
        let (metrics, database) = (service.metrics, service.database)
        if tls.server != nil {
            metrics.observe(
                "week_tls_certificate_not_after_timestamp_seconds", help: "When the service's certificate ends."
            ) { Double(tls.notAfter ?? 0) }
        }
        metrics.observe("week_clock_skew_seconds", help: "This clock minus PostgreSQL's, as last measured.") {
            Double(health.measuredSkew?.wholeMicroseconds ?? 0) / 1e6
        }
        metrics.observe(database)
    }

    /// What the server counts by itself: the same figures that `rpc.stats` answers.
    private static func registerMetrics(of server: RPCServer, on metrics: MetricsRegistry) {
        metrics.observe("week_rpc_connections", help: "Connections of clients that are open.") {
            Double(server.stats.connections)
        }
        metrics.observeCount(
            "week_rpc_connections_refused_total", help: "Connections that were refused because there were too many."
        ) { Double(server.stats.connectionsRefused) }
        metrics.observe("week_rpc_calls_in_flight", help: "Calls admitted and not over, long polls apart.") {
            Double(server.stats.callsInFlight)
        }
        metrics.observe(
            "week_rpc_calls_waiting", help: "Calls and batches that wait behind a notification or rpc.auth."
        ) {
            Double(server.stats.callsWaiting)
        }
        metrics.observeCount(
            "week_rpc_notifications_dropped_total",
            help: "Notifications that were not run: of a mutation, unknown, not permitted, while draining."
        ) { Double(server.stats.notificationsDropped) }
    }
}

/// A part of the service as the service group sees it: told to shut down, it is cancelled.
private struct Part: ServiceLifecycle.Service, CustomStringConvertible {
    let description: String
    private let body: @Sendable () async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable () async throws -> Void) {
        description = name
        self.body = body
    }

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown(body)
        } catch is CancellationError {
            // This is how a part ends.
        }
        // A part that ends by itself must not end the service.
        try? await gracefulShutdown()
    }
}

/// The server; its shutdown begins with the word that the service is not ready any more.
private struct Draining: ServiceLifecycle.Service {
    let readiness: Readiness
    let server: RPCServer
    let address: HostPort
    let logger: Logger

    func run() async throws {
        do {
            try await withGracefulShutdownHandler {
                try await server.run()
            } onGracefulShutdown: {
                logger.notice("draining")
                readiness.drain()
            }
        } catch let error as IOError {
            // Only listening can fail so: what happens on connections stays there.
            throw ConfigurationError(ConfigurationKeys.listen, address, error)
        }
    }
}
