/// Framings that say a message's length before it: `Content-Length` and netstring.
extension MessageFramer {
    /// Takes one line of the header block.
    mutating func readHeaderLine(length: Int?) -> Step {
        guard let newline = buffer[(head + searched)...].firstIndex(of: 0x0A) else {
            searched = buffer.count - head
            return headerBytes + searched > limits.headerBytes ? malformed("the header is too long") : .needsMore
        }
        let line = buffer[head..<newline]
        headerBytes += line.count + 1
        head = newline + 1
        searched = 0
        guard headerBytes <= limits.headerBytes else { return malformed("the header is too long") }
        let field = line.last == 0x0D ? line.dropLast() : line
        guard field.isEmpty else {
            return takeField(field, length: length)
        }
        if let length {
            return expectBody(length: length)
        }
        // Empty lines before a header do no harm; a header without its one field does.
        guard headerBytes <= 2 else { return malformed("a header without Content-Length") }
        headerBytes = 0
        return .goOn
    }

    private mutating func takeField(_ field: ArraySlice<UInt8>, length: Int?) -> Step {
        guard let colon = field.firstIndex(of: UInt8(ascii: ":")), colon > field.startIndex,
            field[..<colon].allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return malformed("not a Content-Length header; if this is HTTP, it is not spoken here") }
        guard field[..<colon].elementsEqual("content-length".utf8, by: { $0 | 0x20 == $1 }) else {
            return .goOn  // Content-Type, and whatever else a client may add: the text is UTF-8 JSON in any case.
        }
        let digits = field[(colon + 1)...].trimmed
        guard length == nil, let value = decimal(digits) else { return malformed("Content-Length is not one number") }
        mode = .header(length: value)
        return .goOn
    }

    /// As many digits as `Int.max` has.
    private static let longestLength = 19

    mutating func readNetstringLength() -> Step {
        // Strictly nothing stands between two netstrings; a newline typed by a person does no harm.
        if searched == 0 { skipWhiteSpace() }
        guard let end = buffer[(head + searched)...].firstIndex(where: { !$0.isDigit }) else {
            searched = buffer.count - head
            return searched > Self.longestLength ? tooBig(closes: true) : .needsMore
        }
        let digits = buffer[head..<end]
        // Before anything else, so that the verdict does not depend on how the input was cut.
        guard digits.count <= Self.longestLength else { return tooBig(closes: true) }
        guard buffer[end] == UInt8(ascii: ":"), let length = decimal(digits), digits.count == 1 || digits.first != 0x30
        else { return malformed("not a netstring's length") }
        head = end + 1
        searched = 0
        return expectBody(length: length)
    }

    private mutating func expectBody(length: Int) -> Step {
        headerBytes = 0
        guard length > limits.messageBytes else {
            mode = .body(length: length)
            return .goOn
        }
        // Dropping costs the peer's time and none of our memory, but not without end.
        let drops = length / 16 <= limits.messageBytes
        if drops { mode = .skippedBody(remaining: length) }
        return tooBig(closes: !drops)
    }

    /// Waits for the whole body, then scans it: the buffer grows with what has come, never with what was announced.
    mutating func readBody(length: Int) -> Step {
        guard buffer.count - head >= length else { return .needsMore }
        let body = head..<head + length
        head += length
        mode = afterBody
        do {
            let document = try document(in: body)
            errors = 0
            return .event(.message(document, answer: framing))
        } catch {
            return .event(refuse(.parseError(error.description), closes: false))
        }
    }

    private mutating func document(in range: Range<Int>) throws(JSONSyntaxError) -> JSONDocument {
        var outcome: Result<JSONDocument, JSONSyntaxError>?
        buffer.withUnsafeBytes { bytes in
            outcome = Result { () throws(JSONSyntaxError) in
                try scanner.document(in: UnsafeRawBufferPointer(rebasing: bytes[range]))
            }
        }
        // withUnsafeBytes always calls its closure.
        return try outcome.unsafelyUnwrapped.get()
    }

    mutating func dropBody(remaining: Int) -> Step {
        let dropped = min(remaining, buffer.count - head)
        head += dropped
        mode = dropped == remaining ? afterBody : .skippedBody(remaining: remaining - dropped)
        return dropped == remaining ? .goOn : .needsMore
    }

    mutating func readComma() -> Step {
        guard head < buffer.count else { return .needsMore }
        guard buffer[head] == UInt8(ascii: ",") else { return malformed("a netstring without its comma") }
        head += 1
        mode = .netstringLength
        return .goOn
    }

    private var afterBody: Mode {
        framing == .netstring ? .netstringComma : .header(length: nil)
    }

    private mutating func malformed(_ detail: String) -> Step {
        .event(refuse(.parseError(detail), closes: true))
    }

    private mutating func tooBig(closes: Bool) -> Step {
        .event(refuse(.requestTooBig(limit: limits.messageBytes), closes: closes))
    }
}

/// The value of one or more ASCII digits and nothing else; a value that no `Int` holds is `Int.max`, too long in any case.
private func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty else { return nil }
    var value = 0
    for digit in digits {
        guard digit.isDigit else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(Int(digit - 0x30))
        value = overflow || carry || value == .max ? .max : sum
    }
    return value
}

extension ArraySlice<UInt8> {
    fileprivate var trimmed: ArraySlice<UInt8> {
        guard let first = firstIndex(where: { $0 != 0x20 && $0 != 0x09 }),
            let last = lastIndex(where: { $0 != 0x20 && $0 != 0x09 })
        else { return [] }
        return self[first...last]
    }
}
