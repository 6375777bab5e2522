extension MessageFramer {
    mutating func readStream() -> Step {
        if scanner.position == 0 { skipWhiteSpace() }
        guard head < buffer.count else { return .needsMore }
        let end = min(buffer.count - head, limits.messageBytes)
        let progress = buffer.withUnsafeBufferPointer { bytes in
            // Not empty, so there is a base address.
            scanner.scan(bytes.baseAddress.unsafelyUnwrapped + head, end: end)
        }
        switch progress {
        case .complete:
            return .event(takeMessage())
        case .needsMore:
            guard scanner.position >= limits.messageBytes else { return .needsMore }
            return .event(refuse(.requestTooBig(limit: limits.messageBytes), closes: true))
        case .failed(let error):
            let isFirstLine = !buffer[head..<head + error.offset].contains(0x0A)
            if !lineEndingIsKnown, let newline = buffer[(head + error.offset)...].firstIndex(of: 0x0A) {
                // Nothing of the client was readable so far; its lines end all the same.
                learnLineEnding(afterCarriageReturn: newline > head && buffer[newline - 1] == 0x0D)
            }
            // The byte that was wrong may itself be the end of the line, so the line is dropped from there.
            head += error.offset
            scanner.reset()
            mode = .brokenLine
            return .event(refuse(.parseError(error.description), closes: !isFirstLine))
        }
    }

    /// Makes a document of what the scanner has completed.
    mutating func takeMessage() -> FrameEvent {
        let length = scanner.position
        let document = buffer.withUnsafeBytes { bytes in
            JSONDocument(bytes: UnsafeRawBufferPointer(rebasing: bytes[head..<head + length]), tape: scanner.tape)
        }
        if !lineEndingIsKnown, let newline = buffer[head..<head + length].firstIndex(of: 0x0A) {
            // The first message is pretty-printed: its inner lines say how the client ends them.
            learnLineEnding(afterCarriageReturn: newline > head && buffer[newline - 1] == 0x0D)
        }
        head += length
        scanner.reset()
        errors = 0
        previousByte = 0
        // What follows on the same line tells how the client ends its lines.
        skipWhiteSpace()
        return .message(document, answer: framing)
    }

    mutating func dropLine() -> Step {
        guard let newline = buffer[head...].firstIndex(of: 0x0A) else {
            head = buffer.count
            return .needsMore
        }
        head = newline + 1
        mode = .stream
        return .goOn
    }
}
