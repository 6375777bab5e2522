import NIOCore
import NIOPosix
package import Postgres

/// An event loop of NIO, for the connections to PostgreSQL that live on it: the one that also reads requests and runs methods.
package final class EventLoopReactor: Reactor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// The event loops of `RPCServer`.
    package static let all: [any Reactor] = MultiThreadedEventLoopGroup.singleton.makeIterator().map(
        EventLoopReactor.init)

    package var isCurrent: Bool { eventLoop.inEventLoop }

    package func execute(_ body: @escaping @Sendable () -> Void) { eventLoop.execute(body) }

    package func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> @Sendable () -> Void {
        let scheduled = eventLoop.scheduleTask(in: TimeAmount(delay), body)
        return { scheduled.cancel() }
    }

    package func adopt(_ socket: Int32, for receiver: any ReactorReceiver) {
        ClientBootstrap(group: eventLoop)
            .channelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 8192, maximum: 65536)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AdoptedSocket(receiver))
                }
            }
            .withConnectedSocket(socket)
            .whenFailure { _ in receiver.closed() }
    }
}

/// Hands what a channel reads to its receiver, and what the receiver sends to the channel.
private final class AdoptedSocket: ChannelInboundHandler, ReactorStream {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let receiver: any ReactorReceiver
    private var context: ChannelHandlerContext?
    /// What was sent last; its memory is used again when the system has it all.
    private var sending = ByteBuffer()

    init(_ receiver: any ReactorReceiver) { self.receiver = receiver }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        receiver.opened(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unwrapInboundIn(data).withUnsafeReadableBytes { receiver.received($0) }
    }

    func channelReadComplete(context: ChannelHandlerContext) { receiver.receivedAll() }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        receiver.closed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func write(atMost limit: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        guard let context else { return 0 }
        sending.clear(minimumCapacity: limit)
        let count = sending.writeWithUnsafeMutableBytes(minimumWritableBytes: limit) { room in
            fill(UnsafeMutableRawBufferPointer(rebasing: room[..<limit]))
        }
        if count > 0 { context.writeAndFlush(wrapOutboundOut(sending), promise: nil) }
        return count
    }

    func close() { context?.close(promise: nil) }
}
