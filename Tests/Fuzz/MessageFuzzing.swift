import JSONRPC
import Values

/// What is done with the bytes of one fuzzing input: the way of a request through framer, scanner, envelope, decoder and
/// encoder, and what has to hold on it whatever the bytes are. A broken promise ends the process, which is how a fuzzer
/// learns of it.
///
/// The input's first byte chooses how the rest is cut into pieces, so that the fuzzer explores that too.
package enum MessageFuzzing {
    /// Small, so that inputs of a few hundred bytes reach every one.
    static let limits = WireLimits(
        messageBytes: 512, depth: 12, idBytes: 24, methodBytes: 24, batchMembers: 6, headerBytes: 96, errorsInARow: 4)

    package static func run(_ input: UnsafeRawBufferPointer) {
        guard let choice = input.first else { return }
        let bytes = UnsafeRawBufferPointer(rebasing: input.dropFirst())
        let whole = events(bytes, size: .max)
        let cut = events(bytes, size: Int(choice % 16) + 1)
        promise(whole.map(\.outline) == cut.map(\.outline), "the verdict does not depend on how the input was cut")
        for event in whole { inspect(event) }
        inspectValue(bytes)
    }

    /// A promise that the fuzzer tries to break.
    static func promise(_ holds: Bool, _ text: StaticString) {
        // Not `precondition`, which says nothing in an optimised build.
        if !holds { fatalError("broken: \(text)") }
    }

    private static func events(_ bytes: UnsafeRawBufferPointer, size: Int) -> [FrameEvent] {
        var framer = MessageFramer(limits: limits)
        var events: [FrameEvent] = []
        var rest = bytes[...]
        var errors = 0
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(size))
            framer.append(piece)
            rest = rest.dropFirst(size)
            while let event = framer.next() {
                errors = event.isMessage ? 0 : errors + 1
                promise(errors <= limits.errorsInARow, "so many errors in a row end the connection")
                events.append(event)
            }
            // What was taken is gone; what waits is at most a message of the limit, or a header, and the last piece.
            promise(
                framer.bufferedByteCount <= limits.messageBytes + limits.headerBytes + piece.count,
                "the buffer has a bound")
            if framer.isClosed { promise(framer.bufferedByteCount == 0, "nothing is kept behind the end") }
        }
        if let event = framer.finish() { events.append(event) }
        promise(framer.finish() == nil && framer.next() == nil, "nothing comes after the end")
        return events
    }

    private static func inspect(_ event: FrameEvent) {
        guard case .message(let document, let framing) = event else { return }
        promise(document.byteCount <= limits.messageBytes, "a message has at most so many bytes")
        promise(document.root.depth <= limits.depth, "a message has at most that depth")
        // The same bytes in a frame are found as the same message.
        var framed: [UInt8] = []
        document.withBytes { framing.write($0, to: &framed) }
        if document.root.kind == .object || document.root.kind == .array {
            let again = framed.withUnsafeBytes { events($0, size: .max) }
            promise(again.map(\.outline) == [event.outline], "what is framed is found again")
        }
        switch Envelope.read(document, limits: limits) {
        case .single(let message): inspect(message)
        case .batch(let messages):
            promise(1...limits.batchMembers ~= messages.count, "a batch has one to so many members")
            for message in messages { inspect(message) }
        case .refused(let fault): promise(fault.code < 0, "a refusal has a code of the protocol")
        }
    }

    private static func inspect(_ message: IncomingMessage) {
        switch message {
        case .call(let call):
            promise(call.method.utf8.count <= limits.methodBytes, "a method has at most so many bytes")
            if let id = call.id { inspect(id) }
            if let params = call.params { decode(params) }
        case .response(let response): inspect(response.id)
        case .invalid(let id, _): inspect(id)
        }
    }

    private static func inspect(_ id: RequestID) {
        promise(id.json.utf8.count <= limits.idBytes, "an id has at most so many bytes")
        promise((try? JSONDocument.parse(id.json.utf8)) != nil, "an id is JSON as it stands")
    }

    /// The input as one value, without frame and envelope: reaches the scanner and the decoder faster.
    private static func inspectValue(_ bytes: UnsafeRawBufferPointer) {
        guard let document = try? JSONDocument.parse(bytes, depth: limits.depth) else { return }
        decode(document.root)
    }
}

extension FrameEvent {
    var isMessage: Bool {
        if case .message = self { true } else { false }
    }

    /// The message, or the code with `!` where the connection closes. Not how it is answered: that may rest on a line's end
    /// that has not come yet.
    var outline: String {
        switch self {
        case .message(let document, _): document.withBytes { String(decoding: $0, as: UTF8.self) }
        case .refused(let fault, _, let closes): "\(fault.code)" + (closes ? "!" : "")
        }
    }
}
