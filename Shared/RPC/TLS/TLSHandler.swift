import NIOCore
import Security

/// TLS in a channel's pipeline: cipher bytes on the side of the network, plain bytes on the other.
///
/// Behind it a channel looks as it does without: half-closure (a `close_notify` is the end of a direction), order of writes,
/// promises that are kept when the system has the bytes, reading that stops when nobody asks for more.
/// An end without `close_notify` is an error, not an end: what was cut off may have been cut off by anybody.
final class TLSHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        case shakingHands
        case open
        /// Nothing is encrypted or read any more.
        case ended
    }

    private let handshakeLimit: TimeAmount
    /// Whether the channel goes on sending after the other side has ended its direction.
    private let allowsHalfClosure: Bool
    private let onFailure: @Sendable (TLSFailure) -> Void
    private let handshake: EventLoopPromise<Void>
    private var session: TLSSession
    private var phase = Phase.shakingHands
    private var timer: Scheduled<Void>?
    /// Written before the handshake was over.
    private var early: [(bytes: ByteBuffer, promise: EventLoopPromise<Void>?)] = []
    /// A `close_notify` came: all that the other side wanted to say has been read.
    private var inputClosed = false
    /// Ours is sent.
    private var outputClosed = false

    /// - Parameters:
    ///   - handshake: kept when plain bytes may flow, or failed when they never will.
    ///   - onFailure: told once, on the event loop, when TLS is why the connection ends.
    init(
        _ session: consuming TLSSession, handshakeLimit: TimeAmount, allowsHalfClosure: Bool,
        handshake: EventLoopPromise<Void>, onFailure: @escaping @Sendable (TLSFailure) -> Void
    ) {
        self.session = session
        self.handshakeLimit = handshakeLimit
        self.allowsHalfClosure = allowsHalfClosure
        self.handshake = handshake
        self.onFailure = onFailure
    }

    // MARK: from the network

    func channelActive(context: ChannelHandlerContext) {
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: handshakeLimit) {
            let (handler, context) = loopBound.value
            handler.fail(.timedOut, context)
        }
        // A client speaks first; for a server there is nothing to do yet.
        proceed(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase != .ended else { return }
        var cipher = unwrapInboundIn(data)
        var plain = context.channel.allocator.buffer(capacity: cipher.readableBytes)
        do throws(TLSFailure) {
            while let part = cipher.readSlice(length: min(cipher.readableBytes, TLSSession.recordBytes)),
                part.readableBytes > 0
            {
                part.withUnsafeReadableBytes { session.receive($0) }
                try advance(context, into: &plain)
            }
        } catch {
            // What was read before it is whole and was sent by the other side.
            deliver(plain, context)
            return fail(error, context)
        }
        deliver(plain, context)
        if inputClosed, phase != .ended { endInput(context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else { return context.fireUserInboundEventTriggered(event) }
        switch phase {
        case .shakingHands: fail(.handshake("the other side left"), context)
        // The end was told already, when its `close_notify` came.
        case .open where inputClosed: break
        // Nobody listens any more on this side either: how the other one leaves is the same.
        case .open where outputClosed: context.fireUserInboundEventTriggered(event)
        case .open: fail(.truncated, context)
        case .ended: context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        switch phase {
        case .shakingHands: report(.handshake("the other side left"))
        case .open where !inputClosed && !outputClosed: report(.truncated)
        case .open, .ended: break
        }
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    // MARK: to the network

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let plain = unwrapOutboundIn(data)
        switch phase {
        case .shakingHands: early.append((plain, promise))
        case .open where !outputClosed: encrypt(plain, promise, context)
        case .open, .ended: promise?.fail(ChannelError.ioOnClosedChannel)
        }
    }

    func flush(context: ChannelHandlerContext) {
        // What waits for the handshake is flushed at its end.
        if phase != .shakingHands { context.flush() }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch (mode, phase) {
        case (.input, _), (_, .ended):
            context.close(mode: mode, promise: promise)
        case (.output, .shakingHands), (.all, .shakingHands):
            // Nothing was agreed, so there is nothing to end in order; a flood of beginners is not served to its end.
            end()
            context.close(mode: .all, promise: promise)
        case (.output, .open):
            closeOutput(context)
            context.close(mode: .output, promise: promise)
        case (.all, .open):
            closeOutput(context)
            end()
            context.close(mode: .all, promise: promise)
        }
    }

    // MARK: the machine

    /// The handshake, and behind it plain bytes, as far as what has come allows.
    private func advance(_ context: ChannelHandlerContext, into plain: inout ByteBuffer) throws(TLSFailure) {
        if phase == .shakingHands {
            guard try shakeHands(context) else { return }
        }
        while phase == .open, !inputClosed {
            var failure: TLSFailure?
            let reading = plain.writePlain { buffer in
                do throws(TLSFailure) {
                    return try session.read(into: buffer)
                } catch {
                    failure = error
                    return .nothing
                }
            }
            if let failure { throw failure }
            switch reading {
            case .bytes: continue
            case .nothing: return sendOutput(context)
            case .closed: inputClosed = true
            }
        }
    }

    /// As `advance`, before anything has come.
    private func proceed(_ context: ChannelHandlerContext) {
        do throws(TLSFailure) {
            _ = try shakeHands(context)
        } catch {
            fail(error, context)
        }
    }

    private func shakeHands(_ context: ChannelHandlerContext) throws(TLSFailure) -> Bool {
        guard try session.shakeHands() else {
            sendOutput(context)
            return false
        }
        sendOutput(context)
        phase = .open
        timer?.cancel()
        handshake.succeed()
        let waiting = early
        early = []
        for (bytes, promise) in waiting { encrypt(bytes, promise, context) }
        context.flush()
        return true
    }

    /// A record at a time, so that no answer stands in memory twice.
    private func encrypt(_ plain: ByteBuffer, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        var plain = plain
        // 29 bytes more per record at most, and one record more than full ones.
        let records = plain.readableBytes / TLSSession.recordBytes + 1
        var cipher = context.channel.allocator.buffer(capacity: plain.readableBytes + records * 29)
        do throws(TLSFailure) {
            while let part = plain.readSlice(length: min(plain.readableBytes, TLSSession.recordBytes)),
                part.readableBytes > 0
            {
                var failure: TLSFailure?
                part.withUnsafeReadableBytes { bytes in
                    do throws(TLSFailure) { try session.write(bytes) } catch { failure = error }
                }
                if let failure { throw failure }
                takeOutput(into: &cipher)
            }
        } catch {
            promise?.fail(error)
            return fail(error, context)
        }
        context.write(wrapOutboundOut(cipher), promise: promise)
    }

    private func takeOutput(into cipher: inout ByteBuffer) {
        while case let count = session.outputBytes, count > 0 {
            cipher.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { session.takeOutput(into: $0) }
        }
    }

    private func sendOutput(_ context: ChannelHandlerContext) {
        guard session.outputBytes > 0 else { return }
        var cipher = context.channel.allocator.buffer(capacity: session.outputBytes)
        takeOutput(into: &cipher)
        context.writeAndFlush(wrapOutboundOut(cipher), promise: nil)
    }

    private func deliver(_ plain: ByteBuffer, _ context: ChannelHandlerContext) {
        if plain.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(plain)) }
    }

    private func endInput(_ context: ChannelHandlerContext) {
        guard allowsHalfClosure else { return context.close(promise: nil) }
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }

    private func closeOutput(_ context: ChannelHandlerContext) {
        guard !outputClosed else { return }
        outputClosed = true
        session.close()
        sendOutput(context)
    }

    private func fail(_ failure: TLSFailure, _ context: ChannelHandlerContext) {
        guard phase != .ended else { return }
        // The alert that says what was wrong, if there is one.
        sendOutput(context)
        report(failure)
        end(failure)
        context.fireErrorCaught(failure)
        context.close(promise: nil)
    }

    private func report(_ failure: TLSFailure) {
        if phase != .ended { onFailure(failure) }
    }

    private func end(_ error: any Error = ChannelError.ioOnClosedChannel) {
        if phase == .shakingHands { handshake.fail(error) }
        phase = .ended
        timer?.cancel()
        timer = nil
        let waiting = early
        early = []
        for (_, promise) in waiting { promise?.fail(error) }
    }
}

extension ByteBuffer {
    /// Lets one read of the session write behind what is there.
    fileprivate mutating func writePlain(
        _ read: (UnsafeMutableRawBufferPointer) -> TLSSession.Reading
    ) -> TLSSession.Reading {
        var reading = TLSSession.Reading.nothing
        writeWithUnsafeMutableBytes(minimumWritableBytes: TLSSession.recordBytes) { buffer in
            reading = read(buffer)
            guard case .bytes(let count) = reading else { return 0 }
            return count
        }
        return reading
    }
}
