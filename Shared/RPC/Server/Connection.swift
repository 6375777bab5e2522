import Contracts
import JSONRPC
import NIOCore
import Synchronization
import Values

/// One connection of a server: does what ``ConnectionState`` decides.
///
/// Methods start right where their request was read, on the event loop, and answer into the output buffer; what one read
/// brought is answered by one write.
// Unchecked: tasks carry a reference to it as the sink of their answers, and every use of its state is on its event loop.
final class Connection: ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let server: ServerContext
    let eventLoop: any EventLoop
    let executor: EventLoopExecutor
    // On the event loop only, and no access to these four spans a call to code that could reach them again: a method and the
    // types it is called with know nothing of its connection. The check at run time, which would find nothing, is a twentieth
    // of a small call.
    @exclusivity(unchecked) var state: ConnectionState
    @exclusivity(unchecked) var framer: MessageFramer
    @exclusivity(unchecked) var output = JSONWriter()
    @exclusivity(unchecked) var caller: Caller
    /// By slot; nil for what ended before it first waited.
    var works: [RunningWork?] = []
    var context: ChannelHandlerContext?
    /// Ended, and not yet reported to the server's counters.
    @exclusivity(unchecked) var ended = (calls: 0, faults: 0)
    private var timer: (moment: Uptime, scheduled: Scheduled<Void>)?
    /// Messages are being taken or actions done further up the stack: what ends meanwhile is seen to there.
    var isWorking = false
    private var isSettling = false
    private var settleIsScheduled = false
    /// The framer may hold more messages, which were not taken when the state wanted no more.
    private var isPaused = false
    private var readIsHeld = false
    private var peerClosed = false
    private var isCounted = false
    /// Our side is closed; what comes is dropped until the client closes too.
    private var isLingering = false
    /// What was handed to the channel last; its memory is used again when the system has it all.
    private var sending = ByteBuffer()
    /// Nothing stands between here and the socket that could hold bytes back.
    private let isPlain: Bool

    /// - Parameter isPlain: it is the only handler of its channel.
    init(_ server: ServerContext, executor: EventLoopExecutor, peer: String, isPlain: Bool) {
        self.server = server
        self.executor = executor
        self.isPlain = isPlain
        eventLoop = executor.eventLoop
        caller = Caller(principal: server.initialPrincipal, peer: peer)
        state = ConnectionState(
            limits: server.limits, router: server.router, counters: server.counters, traces: TraceSource(),
            needsAuthentication: server.initialPrincipal == nil, now: .now)
        framer = MessageFramer(limits: state.wireLimits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelActive(context: ChannelHandlerContext) {
        guard server.counters.openConnection(limit: server.limits.connections) else { return refuse(context) }
        isCounted = true
        server.connections.insert(self)
        armTimer()
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        state.lost()
        perform()
        timer?.scheduled.cancel()
        reportEnded()
        self.context = nil
        server.connections.remove(self)
        if isCounted { server.counters.closeConnection() }
        context.fireChannelInactive()
    }

    /// Too many connections: says so, before anything is known about the client's framing, and closes.
    private func refuse(_ context: ChannelHandlerContext) {
        let fault = Fault(
            .busy, "Too many connections", retryAfterMs: 1000, limit: server.limits.connections,
            traceID: state.traces.next().traceID)
        frame(.stream(.newline)) { WireAnswer.write(fault, id: .null, to: &$0) }
        state.inputClosed()
        settle()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isLingering else { return }
        unwrapInboundIn(data).withUnsafeReadableBytes { framer.append($0) }
        takeMessages()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        settle()
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if isLingering || state.wantsInput {
            context.read()
        } else {
            readIsHeld = true
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event {
            peerClosed = true
            if isLingering { return context.close(promise: nil) }
            takeMessages()
            settle()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// The server shuts down.
    func drain() {
        state.drain()
        perform()
        settle()
    }

    /// The time for draining is over.
    func cut() {
        state.cut()
        perform()
    }

    /// Takes what the framer has, as far as the state wants it.
    private func takeMessages() {
        guard !isWorking else { return }
        isWorking = true
        let arrival = Arrival(uptime: .now, instant: server.now())
        while state.wantsInput {
            guard let event = framer.next() ?? lastEvent() else { break }
            // Before the actions, of which there are none but what answering it brings: the end of a connection.
            if let direct = state.received(event, at: arrival) { answer(direct) }
            doActions()
        }
        isPaused = !state.wantsInput
        if framer.isMidMessage, state.wantsInput {
            state.times.messageBegan(at: arrival.uptime)
        } else {
            state.times.messageEnded()
        }
        isWorking = false
    }

    /// What the end of the client's side makes of the bytes that are left.
    private func lastEvent() -> FrameEvent? {
        guard peerClosed else { return nil }
        let event = framer.finish()
        if event == nil { state.inputClosed() }
        return event
    }

    /// Does what the state has decided, when nothing further up the stack does.
    func perform() {
        guard !isWorking else { return }
        isWorking = true
        doActions()
        isWorking = false
    }

    private func doActions() {
        while let action = state.nextAction() { perform(action) }
    }

    /// Sees to it that what was answered outside of a read is sent: once for all that ends in this turn of the loop.
    func settleSoon() {
        guard !settleIsScheduled else { return }
        settleIsScheduled = true
        eventLoop.execute {
            self.settleIsScheduled = false
            self.settle()
        }
    }

    /// Sends what was answered, goes on reading if there is room again, and ends the connection when it is over.
    func settle() {
        guard !isSettling, !isWorking, let context else { return }
        reportEnded()
        isSettling = true
        repeat {
            flush(context)
            if isPaused, state.wantsInput { takeMessages() }
        } while !output.bytes.isEmpty
        isSettling = false
        guard self.context != nil else { return }
        if state.isOver {
            endOutput(context)
        } else if readIsHeld, state.wantsInput {
            readIsHeld = false
            context.read()
        }
        armTimer()
    }

    private func reportEnded() {
        guard ended.calls > 0 else { return }
        server.counters.ended(calls: ended.calls, faults: ended.faults)
        ended = (0, 0)
    }

    private func flush(_ context: ChannelHandlerContext) {
        let count = output.bytes.count
        guard count > 0 else { return }
        sending.clear(minimumCapacity: count)
        sending.writeBytes(output.bytes)
        let isSmall = count <= 64 << 10
        output.bytes.removeAll(keepingCapacity: isSmall)
        let buffer = wrapOutboundOut(sending)
        if !isSmall { sending = ByteBuffer() }
        if isPlain {
            // Mostly the system takes it at once, and a promise would only say what is known already.
            context.writeAndFlush(buffer, promise: nil)
            guard self.context != nil else { return state.sent(count, at: .now) }
            if bufferedBytes(context) == 0 { return state.sent(count, at: .now) }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: promise(ofSending: count))
        } else {
            context.writeAndFlush(buffer, promise: promise(ofSending: count))
        }
    }

    /// Kept when the system has these bytes and all before them.
    private func promise(ofSending count: Int) -> EventLoopPromise<Void> {
        let sent = eventLoop.makePromise(of: Void.self)
        sent.futureResult.whenComplete { _ in
            self.state.sent(count, at: .now)
            self.settle()
        }
        return sent
    }

    /// How many bytes the channel holds that the system has not taken.
    private func bufferedBytes(_ context: ChannelHandlerContext) -> Int {
        // A channel that cannot say holds some, for all we know.
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 1
    }

    /// Closes our side. Closing both while the client still sends would make the system discard answers not yet delivered.
    private func endOutput(_ context: ChannelHandlerContext) {
        guard !isLingering else { return }
        isLingering = true
        if peerClosed { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        if readIsHeld { context.read() }
        // Long enough for a client to see the end and to close.
        eventLoop.scheduleTask(in: .seconds(1)) { self.context?.close(promise: nil) }
    }

    private func armTimer() {
        guard context != nil else { return }
        let next = state.times.next
        if let timer, timer.moment <= next { return }
        timer?.scheduled.cancel()
        timer = (next, eventLoop.scheduleTask(deadline: NIODeadline(next)) { self.timerFired() })
    }

    private func timerFired() {
        timer = nil
        state.timePassed(.now)
        perform()
        settle()
    }
}
