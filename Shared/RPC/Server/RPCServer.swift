package import Contracts
import NIOCore
import NIOPosix
package import Security
import ServiceLifecycle
package import Values

/// Serves the methods of a router over TCP until it is told to shut down.
///
/// ```swift
/// let server = RPCServer(configuration, router: router, now: clock.now, onListening: log)
/// try await server.run()
/// ```
///
/// On graceful shutdown it drains: it stops listening, answers new requests -32012, finishes what runs (`limits.drainMs`
/// at most), sends the answers and closes. Cancelling its task cuts all connections.
package struct RPCServer: Service {
    package struct Configuration: Sendable {
        /// The service's name and version, as `rpc.hello` and `rpc.discover` give them.
        package var service: String
        package var version: String
        /// Port 0 lets the system choose.
        package var address: HostPort
        package var authentication: Authentication
        package var limits = RPCLimits()
        /// With them the port speaks TLS, and nothing else.
        package var tls: TLSCredentials?
        /// Whether a port that others can reach may serve without TLS, or whom nobody knows.
        package var allowsUnprotected = false

        package init(service: String, version: String, address: HostPort, authentication: Authentication) {
            self.service = service
            self.version = version
            self.address = address
            self.authentication = authentication
        }
    }

    private let configuration: Configuration
    private let context: ServerContext
    private let onListening: @Sendable (HostPort) -> Void

    /// - Parameters:
    ///   - now: the service's clock; its reading at arrival is a call's `receivedAt`.
    ///   - health: what `rpc.health` answers.
    ///   - database: what `rpc.stats` answers of the service's database.
    ///   - onListening: told the address once clients can connect.
    package init(
        _ configuration: Configuration, router: RPCRouter, now: @escaping @Sendable () -> Instant,
        health: @escaping @Sendable () async -> HealthReport = { HealthReport(status: .serving) },
        database: @escaping @Sendable () -> DatabaseStats? = { nil }, observer: (any RPCObserver)? = nil,
        onListening: @escaping @Sendable (HostPort) -> Void = { _ in }
    ) {
        let counters = ServerCounters(callLimit: configuration.limits.callsInService)
        precondition(
            router.contracts.allSatisfy { !$0.contract.name.hasPrefix("rpc.") },
            "names that begin with rpc. are the protocol's own (JSON-RPC 2.0, section 4.1)")
        var router = router
        router.registerProtocol(configuration, counters: counters, now: now, health: health, database: database)
        let principal: Principal? =
            switch configuration.authentication {
            case .required: nil
            case .none(let everybody): everybody
            }
        context = ServerContext(
            limits: configuration.limits, router: router, counters: counters, observer: observer,
            initialPrincipal: principal, standing: configuration.authentication.standing, now: now)
        self.configuration = configuration
        self.onListening = onListening
    }

    /// What it has done so far; the same that `rpc.stats` answers, but for the database.
    package var stats: ServerStats { context.counters.stats(database: nil) }

    /// Throws when the address cannot be listened on, and `UnprotectedListener` when it may not.
    package func run() async throws {
        try refuseUnprotected()
        let group = MultiThreadedEventLoopGroup.singleton
        let context = context
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // Large enough for a whole window of calls, small enough for a thousand connections.
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 8192, maximum: 65536)
            )
            .childChannelInitializer { [tls = configuration.tls] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.addServerTLS(
                            tls, handshakeLimit: .milliseconds(Int64(context.limits.handshakeMs)),
                            allowsHalfClosure: true, onFailure: { context.observer?.transportFailed($0) })
                    }
                    let executor = EventLoopExecutor(channel.eventLoop)
                    let peer = channel.remoteAddress?.description ?? "unknown"
                    try channel.pipeline.syncOperations.addHandler(
                        Connection(context, executor: executor, peer: peer, isPlain: tls == nil))
                }
            }
            .bind(host: configuration.address.host, port: configuration.address.port).get()
        let port = listener.localAddress?.port ?? configuration.address.port
        onListening(HostPort(host: configuration.address.host, port: port))
        let limits = configuration.limits
        do {
            try await gracefulShutdown()
        } catch {
            // The task was cancelled: nobody waits for what runs.
            try? await listener.close()
            try await context.connections.drain(within: .zero, on: listener.eventLoop).get()
            throw error
        }
        try? await listener.close()
        try await context.connections.drain(
            within: .milliseconds(Int64(limits.drainMs)), on: listener.eventLoop
        ).get()
    }

    /// Whoever can reach a port must prove who they are, and nobody between may read or change what they say.
    private func refuseUnprotected() throws {
        guard !configuration.address.isLoopback, !configuration.allowsUnprotected else { return }
        if case .none = configuration.authentication {
            throw UnprotectedListener(address: configuration.address, lacks: .authentication)
        }
        guard configuration.tls != nil else { throw UnprotectedListener(address: configuration.address, lacks: .tls) }
    }
}

/// An address that other machines can reach was to be listened on without what protects it.
package struct UnprotectedListener: Error, Sendable, CustomStringConvertible {
    package enum Protection: Sendable {
        case tls, authentication
    }

    package let address: HostPort
    package let lacks: Protection

    package var description: String {
        "\(address) can be reached by other machines, and there is no \(lacks == .tls ? "TLS" : "authentication")"
    }
}
