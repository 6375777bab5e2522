import NIOCore

/// The two ends of a connection that goes through a `ConnectionProxy`.
// Unchecked: its state is used on the event loop that both channels share.
final class ProxiedPair: @unchecked Sendable {
    private let client: any Channel
    private let server: any Channel
    private let proxy: ConnectionProxy
    /// Where it ends, counted down; nil: nowhere by plan.
    private var cut: ConnectionProxy.Cut?
    private var isStalled = false

    init(client: any Channel, server: any Channel, proxy: ConnectionProxy, cut: ConnectionProxy.Cut?) {
        self.client = client
        self.server = server
        self.proxy = proxy
        self.cut = cut
    }

    /// On the event loop of both.
    func begin() throws {
        try client.pipeline.syncOperations.addHandler(PairEnd(self, .toServer))
        try server.pipeline.syncOperations.addHandler(PairEnd(self, .toClient))
    }

    func stall() { client.eventLoop.execute { self.isStalled = true } }

    func close() {
        proxy.ended(self)
        client.close(promise: nil)
        server.close(promise: nil)
    }

    fileprivate func forward(_ buffer: ByteBuffer, _ direction: ConnectionProxy.Direction) {
        if isStalled, direction == .toClient { return }
        let (bytes, delay) = proxy.permit(planned(buffer.readableBytes, direction), direction)
        let target = direction == .toClient ? client : server
        let isCut = bytes < buffer.readableBytes
        let passing = buffer.getSlice(at: buffer.readerIndex, length: bytes) ?? buffer
        let send: @Sendable () -> Void = {
            target.writeAndFlush(passing).whenComplete { _ in if isCut { self.close() } }
        }
        if delay == .zero { return send() }
        _ = client.eventLoop.scheduleTask(in: TimeAmount(delay), send)
    }

    /// How many of the bytes pass by the connection's own plan.
    private func planned(_ bytes: Int, _ direction: ConnectionProxy.Direction) -> Int {
        guard let cut, cut.direction == direction else { return bytes }
        let passing = min(bytes, cut.bytes)
        self.cut = ConnectionProxy.Cut(direction, after: cut.bytes - passing)
        return passing
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
