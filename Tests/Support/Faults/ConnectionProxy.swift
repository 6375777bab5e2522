import Foundation
import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Stands between libpq and a server's unix socket and makes trouble on demand.
///
/// It forwards bytes as they come. A cut closes both ends after exactly so many further bytes of one direction, so that a
/// test can cut a message anywhere; a stall keeps the server's bytes back, as a peer does that has lost its network; a
/// delay makes each of them late.
package final class ConnectionProxy: Sendable {
    package enum Direction: Sendable {
        case toServer
        case toClient
    }

    private struct State {
        var delay: Duration = .zero
        var cut: (direction: Direction, bytes: Int)?
        var pairs: [ObjectIdentifier: ProxiedPair] = [:]
        var forwarded = 0
    }

    /// The folder to name as libpq's `host`.
    package let directory: String
    private let state = Mutex(State())
    private static let count = Atomic<Int>(0)

    private init() {
        directory = "/tmp/week-proxy-\(getpid())-\(Self.count.wrappingAdd(1, ordering: .relaxed).newValue)"
    }

    /// Runs `body` with a proxy in front of the server's socket and closes all its connections afterwards.
    package static func with<Value: Sendable>(
        to socket: String, _ body: (ConnectionProxy) async throws -> Value
    ) async throws -> Value {
        let proxy = ConnectionProxy()
        try FileManager.default.createDirectory(atPath: proxy.directory, withIntermediateDirectories: false)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { proxy.join($0, to: socket) }
            .bind(unixDomainSocketPath: "\(proxy.directory)/.s.PGSQL.5432").get()
        let result: Result<Value, any Error>
        do { result = .success(try await body(proxy)) } catch { result = .failure(error) }
        try? await listener.close()
        proxy.cutAll()
        try? FileManager.default.removeItem(atPath: proxy.directory)
        return try result.get()
    }

    /// Connections that are open now.
    package var connections: Int { state.withLock { $0.pairs.count } }

    /// Bytes of the server forwarded so far.
    package var forwarded: Int { state.withLock { $0.forwarded } }

    /// Cuts the connection that carries the byte after these, counted from now over all connections; once.
    package func cut(_ direction: Direction, after bytes: Int) { state.withLock { $0.cut = (direction, bytes) } }

    /// Whether a cut that was asked for is still to come.
    package var isArmed: Bool { state.withLock { $0.cut != nil } }

    package func disarm() { state.withLock { $0.cut = nil } }

    /// Every byte of the server comes so much later.
    package func delay(_ delay: Duration) { state.withLock { $0.delay = delay } }

    /// From now on nothing of the server arrives on the connections that stand; new ones work.
    package func stallAll() { pairs.forEach { $0.stall() } }

    package func cutAll() { pairs.forEach { $0.close() } }

    private var pairs: [ProxiedPair] { state.withLock { Array($0.pairs.values) } }

    private func join(_ client: any Channel, to socket: String) -> EventLoopFuture<Void> {
        ClientBootstrap(group: client.eventLoop).channelOption(.autoRead, value: false)
            .connect(unixDomainSocketPath: socket)
            .flatMapThrowing { server in
                let pair = ProxiedPair(client: client, server: server, proxy: self)
                try client.pipeline.syncOperations.addHandler(PairEnd(pair, .toServer))
                try server.pipeline.syncOperations.addHandler(PairEnd(pair, .toClient))
                self.state.withLock { $0.pairs[ObjectIdentifier(pair)] = pair }
                _ = client.setOption(.autoRead, value: true)
                _ = server.setOption(.autoRead, value: true)
            }
    }

    fileprivate func ended(_ pair: ProxiedPair) { state.withLock { $0.pairs[ObjectIdentifier(pair)] = nil } }

    /// How many of the bytes pass, and how late; fewer than all: then the connection is cut.
    fileprivate func permit(_ bytes: Int, _ direction: Direction) -> (bytes: Int, delay: Duration) {
        state.withLock { state in
            let delay = direction == .toClient ? state.delay : .zero
            var passing = bytes
            if let cut = state.cut, cut.direction == direction {
                passing = min(bytes, cut.bytes)
                state.cut = passing < bytes ? nil : (direction, cut.bytes - bytes)
            }
            if direction == .toClient { state.forwarded += passing }
            return (passing, delay)
        }
    }
}

/// The two ends of a connection.
// Unchecked: its state is used on the event loop that both channels share.
private final class ProxiedPair: @unchecked Sendable {
    private let client: any Channel
    private let server: any Channel
    private let proxy: ConnectionProxy
    private var isStalled = false

    init(client: any Channel, server: any Channel, proxy: ConnectionProxy) {
        self.client = client
        self.server = server
        self.proxy = proxy
    }

    func stall() { client.eventLoop.execute { self.isStalled = true } }

    func close() {
        proxy.ended(self)
        client.close(promise: nil)
        server.close(promise: nil)
    }

    func forward(_ buffer: ByteBuffer, _ direction: ConnectionProxy.Direction) {
        if isStalled, direction == .toClient { return }
        let (bytes, delay) = proxy.permit(buffer.readableBytes, direction)
        let target = direction == .toClient ? client : server
        let isCut = bytes < buffer.readableBytes
        let passing = buffer.getSlice(at: buffer.readerIndex, length: bytes) ?? buffer
        let send: @Sendable () -> Void = {
            target.writeAndFlush(passing).whenComplete { _ in if isCut { self.close() } }
        }
        if delay == .zero { return send() }
        _ = client.eventLoop.scheduleTask(in: TimeAmount(delay), send)
    }
}

/// Reads one end and gives what it reads to the other.
private final class PairEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let pair: ProxiedPair
    private let direction: ConnectionProxy.Direction

    init(_ pair: ProxiedPair, _ direction: ConnectionProxy.Direction) {
        self.pair = pair
        self.direction = direction
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { pair.forward(unwrapInboundIn(data), direction) }

    func channelInactive(context: ChannelHandlerContext) { pair.close() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { pair.close() }
}
