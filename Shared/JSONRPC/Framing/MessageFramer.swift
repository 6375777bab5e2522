/// Finds the messages in a connection's bytes, which come in pieces of any size.
///
/// A value without I/O: `append` what was read, then take events by `next()` until it is nil; when the peer has closed its
/// side, take what is left by `finish()`. Pulling lets a server stop between two messages: what it does not take stays in
/// the buffer. The framing is decided once, by the first byte that is not white space:
///
/// | first byte | framing |
/// |---|---|
/// | `{` `[` | JSON values one after the other, each ending at its own last byte |
/// | `C` `c` | `Content-Length` header of the language server protocol |
/// | a digit | netstring |
/// | anything else: TLS, HTTP, UTF-16, a byte order mark | one -32700, then the connection closes; nothing is read on |
///
/// Resynchronisation. In a stream, a syntax error on the first line of a message drops the rest of that line; on a later
/// line it ends the connection, since what follows may be the inside of the broken message and must never run. A frame
/// with a length keeps its borders whatever is in it. `errorsInARow` unreadable messages end the connection.
///
/// Too long. A stream's message over the limit is answered -32007 and ends the connection. With a declared length of up to
/// 16 times the limit it is answered at once, its bytes are dropped as they come, and the connection goes on; beyond that
/// it ends. Nothing is ever allocated by a declared length, and no byte is searched twice.
// Not copied: the scanner in it owns its memory.
package struct MessageFramer: ~Copyable, Sendable {
    enum Mode: Equatable {
        case undecided
        case stream
        /// Dropping a broken line of a stream.
        case brokenLine
        /// In the header block; `length` once it has been read.
        case header(length: Int?)
        case netstringLength
        case body(length: Int)
        case skippedBody(remaining: Int)
        case netstringComma
        case closed
    }

    let limits: WireLimits
    var mode = Mode.undecided
    /// How an answer is framed now: fixed by the first message, save for a stream's line ending, which follows the client.
    package internal(set) var framing = Framing.stream(.newline)
    var lineEndingIsKnown = false
    var previousByte: UInt8 = 0
    var errors = 0
    var buffer: [UInt8] = []
    /// Index in `buffer` of the first byte that belongs to no event yet.
    var head = 0
    /// How many bytes from `head` on a search for a line's or length's end has seen.
    var searched = 0
    var headerBytes = 0
    var scanner: JSONScanner

    package init(limits: WireLimits = WireLimits()) {
        self.limits = limits
        scanner = JSONScanner(depthLimit: limits.depth)
    }

    /// Bytes that were appended and belong to no event yet.
    package var bufferedByteCount: Int {
        buffer.count - head
    }

    /// Whether a message has begun and not ended: the time an incomplete message may take runs while this is true.
    package var isMidMessage: Bool {
        switch mode {
        case .undecided, .closed: false
        case .stream, .netstringLength: bufferedByteCount > 0
        case .header(let length): bufferedByteCount > 0 || length != nil || headerBytes > 0
        case .brokenLine, .body, .skippedBody, .netstringComma: true
        }
    }

    /// Whether an event has ended the connection: everything that comes is dropped.
    package var isClosed: Bool {
        mode == .closed
    }

    /// Adds what was read. Copies; the pointer is not kept.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard mode != .closed else { return }
        if head == buffer.count {
            // A huge message's memory is not kept for the small ones that follow.
            buffer.removeAll(keepingCapacity: buffer.capacity <= 128 << 10)
            head = 0
        } else if head > buffer.count / 2 {
            // Moves fewer bytes than were consumed since the last move, so the work stays linear.
            buffer.removeSubrange(0..<head)
            head = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// Adds what was read.
    package mutating func append(_ bytes: some Collection<UInt8>) {
        if bytes.withContiguousStorageIfAvailable({ append(UnsafeRawBufferPointer($0)) }) == nil {
            Array(bytes).withUnsafeBytes { append($0) }
        }
    }

    /// The next event in what was appended; nil when more bytes are needed.
    package mutating func next() -> FrameEvent? {
        while true {
            let step: Step
            switch mode {
            case .undecided: step = decide()
            case .stream: step = readStream()
            case .brokenLine: step = dropLine()
            case .header(let length): step = readHeaderLine(length: length)
            case .netstringLength: step = readNetstringLength()
            case .body(let length): step = readBody(length: length)
            case .skippedBody(let remaining): step = dropBody(remaining: remaining)
            case .netstringComma: step = readComma()
            case .closed: return nil
            }
            switch step {
            case .goOn: continue
            case .needsMore: return nil
            case .event(let event): return event
            }
        }
    }

    /// The peer has closed its side: what stands open is complete or will never be. Call it after `next()` was nil.
    package mutating func finish() -> FrameEvent? {
        guard isMidMessage, mode != .brokenLine else {
            mode = .closed
            return nil
        }
        if mode == .stream, scanner.finish() == .complete {
            let event = takeMessage()
            mode = .closed
            return event
        }
        return refuse(.parseError("the connection ended in the middle of a message"), closes: true)
    }

    enum Step {
        case goOn, needsMore
        case event(FrameEvent)
    }

    private mutating func decide() -> Step {
        skipWhiteSpace()
        guard head < buffer.count else { return .needsMore }
        switch buffer[head] {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            mode = .stream
        case UInt8(ascii: "C"), UInt8(ascii: "c"):
            framing = .contentLength
            mode = .header(length: nil)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            framing = .netstring
            mode = .netstringLength
        case 0x16:
            return .event(refuse(.parseError("TLS on a port without TLS"), closes: true))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            return .event(refuse(.parseError("HTTP, or another protocol that is not JSON-RPC"), closes: true))
        case 0xEF:
            return .event(refuse(.parseError("a byte order mark or text that is not JSON"), closes: true))
        default:
            return .event(refuse(.parseError("neither JSON nor a Content-Length header nor a netstring"), closes: true))
        }
        return .goOn
    }

    /// Drops white space between messages and learns the client's line ending from it.
    mutating func skipWhiteSpace() {
        while head < buffer.count, buffer[head].isWhiteSpace {
            if buffer[head] == 0x0A { learnLineEnding(afterCarriageReturn: previousByte == 0x0D) }
            previousByte = buffer[head]
            head += 1
        }
    }

    mutating func learnLineEnding(afterCarriageReturn: Bool) {
        guard case .stream = framing else { return }
        framing = .stream(afterCarriageReturn ? .carriageReturnNewline : .newline)
        lineEndingIsKnown = true
    }

    /// One error for something unreadable; drops the buffer when it ends the connection.
    mutating func refuse(_ fault: ProtocolFault, closes: Bool) -> FrameEvent {
        errors += 1
        let closes = closes || errors >= limits.errorsInARow
        if closes {
            mode = .closed
            buffer = []
            head = 0
        }
        return .refused(fault, answer: framing, closes: closes)
    }
}
