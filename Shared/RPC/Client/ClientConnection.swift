import Contracts
import DequeModule
import JSONRPC
import NIOCore

/// One connection of a client: calls go out with ids of its own, answers come back in any order.
///
/// When it dies, every call on it ends at once.
// Unchecked: callers hold it in their tasks, and every use of its state is on its event loop.
final class ClientConnection: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private struct Pending {
        let end: @Sendable (CallOutcome) -> Void
        let timeout: Scheduled<Void>
    }

    let eventLoop: any EventLoop
    /// Called once, when the connection is of no more use for new calls: dead, or its server shuts down.
    private let onRetired: @Sendable () -> Void
    private var framer: MessageFramer
    private var pending: [UInt64: Pending] = [:]
    private var nextID: UInt64 = 0
    private var output: [UInt8] = []
    private var flushIsScheduled = false
    private var context: ChannelHandlerContext?
    private var isRetired = false
    private var isDead = false

    init(eventLoop: any EventLoop, onRetired: @escaping @Sendable () -> Void) {
        self.eventLoop = eventLoop
        self.onRetired = onRetired
        // A batch of answers may be as large as the server's limit, and a little is left for the envelope.
        framer = MessageFramer(limits: WireLimits(messageBytes: 16 << 20))
    }

    /// Sends the call and waits for its answer, its deadline, the end of the connection or the caller's cancellation.
    func send(_ call: OutgoingCall) async -> CallOutcome {
        let cancellation = CancellationSlot()
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                eventLoop.execute { self.begin(call, cancellation) { continuation.resume(returning: $0) } }
            }
        } onCancel: {
            eventLoop.execute { self.cancel(cancellation) }
        }
    }

    /// Closes the connection once the calls on it have ended.
    func retire() {
        eventLoop.execute { self.retireNow() }
    }

    /// Gives up what is in flight and closes. The server is told of each call: to it, the end of our side alone may be the
    /// half-close of a client that still waits for its answers.
    func close() {
        eventLoop.execute {
            for id in self.pending.keys { self.giveUp(id, .lost) }
            // Behind the write that `giveUp` has scheduled.
            self.eventLoop.execute { self.context?.close(promise: nil) }
        }
    }

    /// Which call a task that was cancelled waits for. Used on the event loop only.
    private final class CancellationSlot: @unchecked Sendable {
        var id: UInt64?
        var isCancelled = false
    }

    private func begin(
        _ call: OutgoingCall, _ cancellation: CancellationSlot, end: @escaping @Sendable (CallOutcome) -> Void
    ) {
        guard !cancellation.isCancelled else { return end(.cancelled) }
        guard !isDead, context != nil else { return end(.lost) }
        nextID += 1
        let id = nextID
        cancellation.id = id
        let timeout = eventLoop.scheduleTask(deadline: NIODeadline(call.expires)) { self.giveUp(id, .expired) }
        pending[id] = Pending(end: end, timeout: timeout)
        output += call.head
        output += String(id).utf8
        output += "}\n".utf8
        flushSoon()
    }

    private func cancel(_ cancellation: CancellationSlot) {
        cancellation.isCancelled = true
        if let id = cancellation.id { giveUp(id, .cancelled) }
    }

    /// Ends a call that nobody waits for any more, here and on the server.
    private func giveUp(_ id: UInt64, _ outcome: CallOutcome) {
        guard pending[id] != nil else { return }
        output += "{\"jsonrpc\":\"2.0\",\"method\":\"$/cancelRequest\",\"params\":{\"id\":\(id)}}\n".utf8
        flushSoon()
        end(id, outcome)
    }

    private func end(_ id: UInt64, _ outcome: CallOutcome) {
        guard let call = pending.removeValue(forKey: id) else { return }
        call.timeout.cancel()
        call.end(outcome)
        if isRetired, pending.isEmpty { context?.close(promise: nil) }
    }

    /// One write for all calls that were begun in this turn of the loop.
    private func flushSoon() {
        guard !flushIsScheduled else { return }
        flushIsScheduled = true
        eventLoop.execute {
            self.flushIsScheduled = false
            guard let context = self.context, !self.output.isEmpty else { return }
            var buffer = context.channel.allocator.buffer(capacity: self.output.count)
            buffer.writeBytes(self.output)
            self.output.removeAll(keepingCapacity: self.output.count <= 64 << 10)
            context.writeAndFlush(self.wrapOutboundOut(buffer), promise: nil)
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unwrapInboundIn(data).withUnsafeReadableBytes { framer.append($0) }
        while let event = framer.next() {
            guard case .message(let document, _) = event, take(Envelope.read(document)) else {
                // What is no answer means that the two sides disagree about where messages end.
                return context.close(promise: nil)
            }
        }
    }

    private func take(_ envelope: Envelope) -> Bool {
        guard case .single(.response(let response)) = envelope else { return false }
        // Without an id it is about the connection: the server is full, or closes it.
        guard let id = response.id.number else { return false }
        let outcome = response.callOutcome
        if case .fault(let fault) = outcome, fault.kind == .shuttingDown { retireNow() }
        end(id, outcome)
        return true
    }

    private func retireNow() {
        guard !isRetired else { return }
        isRetired = true
        onRetired()
        if pending.isEmpty { context?.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isDead = true
        self.context = nil
        retireNow()
        let calls = pending
        pending = [:]
        for call in calls.values {
            call.timeout.cancel()
            call.end(.lost)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
