import Foundation
import Glibc
import NIOCore
import NIOPosix
package import Postgres
import Synchronization

/// Stands between libpq and a server and makes trouble on demand.
///
/// It forwards bytes as they come. A cut closes both ends after exactly so many bytes of one direction, so that a test can
/// cut a message anywhere; a stall keeps the server's bytes back, as a peer does that has lost its network; a delay makes
/// each of them late.
package final class ConnectionProxy: Sendable {
    package enum Direction: Sendable {
        case toServer
        case toClient
    }

    /// Where a connection ends: before the byte after so many in one direction, counted from its first.
    package struct Cut: Sendable {
        package let direction: Direction
        package let bytes: Int

        package init(_ direction: Direction, after bytes: Int) {
            self.direction = direction
            self.bytes = bytes
        }
    }

    /// What went through the proxy so far.
    package struct Traffic: Sendable {
        package var connections = 0
        package var toServer = 0
        package var toClient = 0
    }

    private struct State {
        var delay: Duration = .zero
        var next: (direction: Direction, bytes: Int)?
        var pairs: [ObjectIdentifier: ProxiedPair] = [:]
        var traffic = Traffic()
    }

    /// The folder to name as libpq's `host`.
    package let directory: String
    private let plan: @Sendable (_ connection: Int) -> Cut?
    private let state = Mutex(State())
    private static let count = Atomic<Int>(0)

    private init(_ plan: @escaping @Sendable (_ connection: Int) -> Cut?) {
        self.plan = plan
        directory = "/tmp/week-proxy-\(getpid())-\(Self.count.wrappingAdd(1, ordering: .relaxed).newValue)"
    }

    /// Runs `body` with a proxy in front of a server's unix socket and closes all its connections afterwards.
    ///
    /// - Parameter plan: where the connection with this number, from 0, ends; nil lets it live.
    package static func with<Value: Sendable>(
        to socket: String, cutting plan: @escaping @Sendable (_ connection: Int) -> Cut? = { _ in nil },
        _ body: (ConnectionProxy) async throws -> Value
    ) async throws -> Value {
        try await with(to: try SocketAddress(unixDomainSocketPath: socket), cutting: plan, body)
    }

    /// As `with(to:)`, in front of the server of a configuration.
    package static func with<Value: Sendable>(
        to configuration: DatabaseConfiguration, cutting plan: @escaping @Sendable (_ connection: Int) -> Cut?,
        _ body: (ConnectionProxy) async throws -> Value
    ) async throws -> Value {
        let host = configuration.parameters["host"] ?? ""
        let port = configuration.parameters["port"] ?? "5432"
        let address =
            host.hasPrefix("/")
            ? try SocketAddress(unixDomainSocketPath: "\(host)/.s.PGSQL.\(port)")
            : try SocketAddress.makeAddressResolvingHost(host, port: Int(port) ?? 5_432)
        return try await with(to: address, cutting: plan, body)
    }

    private static func with<Value: Sendable>(
        to server: SocketAddress, cutting plan: @escaping @Sendable (_ connection: Int) -> Cut?,
        _ body: (ConnectionProxy) async throws -> Value
    ) async throws -> Value {
        let proxy = ConnectionProxy(plan)
        try FileManager.default.createDirectory(atPath: proxy.directory, withIntermediateDirectories: false)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { proxy.join($0, to: server) }
            .bind(unixDomainSocketPath: "\(proxy.directory)/.s.PGSQL.5432").get()
        let result: Result<Value, any Error>
        do { result = .success(try await body(proxy)) } catch { result = .failure(error) }
        try? await listener.close()
        proxy.cutAll()
        try? FileManager.default.removeItem(atPath: proxy.directory)
        return try result.get()
    }

    /// A configuration, by way of the proxy.
    package func configuration(_ direct: DatabaseConfiguration) -> DatabaseConfiguration {
        var configuration = direct
        configuration.parameters["host"] = directory
        configuration.parameters["port"] = "5432"
        return configuration
    }

    package var traffic: Traffic { state.withLock { $0.traffic } }

    // MARK: Trouble

    /// Cuts the connection that carries the byte after these, counted from now over all connections; once.
    package func cut(_ direction: Direction, after bytes: Int) { state.withLock { $0.next = (direction, bytes) } }

    /// Whether a cut that was asked for is still to come.
    package var isArmed: Bool { state.withLock { $0.next != nil } }

    package func disarm() { state.withLock { $0.next = nil } }

    /// Every byte of the server comes so much later.
    package func delay(_ delay: Duration) { state.withLock { $0.delay = delay } }

    /// From now on nothing of the server arrives on the connections that stand; new ones work.
    package func stallAll() { pairs.forEach { $0.stall() } }

    package func cutAll() { pairs.forEach { $0.close() } }

    private var pairs: [ProxiedPair] { state.withLock { Array($0.pairs.values) } }

    // MARK: For the pairs

    private func join(_ client: any Channel, to server: SocketAddress) -> EventLoopFuture<Void> {
        let number = state.withLock { state in
            defer { state.traffic.connections += 1 }
            return state.traffic.connections
        }
        let cut = plan(number)
        return ClientBootstrap(group: client.eventLoop).channelOption(.autoRead, value: false).connect(to: server)
            .flatMapThrowing { server in
                let pair = ProxiedPair(client: client, server: server, proxy: self, cut: cut)
                try pair.begin()
                self.state.withLock { $0.pairs[ObjectIdentifier(pair)] = pair }
                _ = client.setOption(.autoRead, value: true)
                _ = server.setOption(.autoRead, value: true)
            }
    }

    func ended(_ pair: ProxiedPair) { state.withLock { $0.pairs[ObjectIdentifier(pair)] = nil } }

    /// How many of the bytes pass, and how late; fewer than all: then the connection is cut.
    func permit(_ bytes: Int, _ direction: Direction) -> (bytes: Int, delay: Duration) {
        state.withLock { state in
            var passing = bytes
            if let cut = state.next, cut.direction == direction {
                passing = min(bytes, cut.bytes)
                state.next = passing < bytes ? nil : (direction, cut.bytes - bytes)
            }
            switch direction {
            case .toServer: state.traffic.toServer += passing
            case .toClient: state.traffic.toClient += passing
            }
            return (passing, direction == .toClient ? state.delay : .zero)
        }
    }
}
