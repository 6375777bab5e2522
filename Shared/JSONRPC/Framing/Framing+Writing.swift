extension Framing {
    /// Begins a frame at the end of `output`; the message's bytes are to be appended, then ``end(_:mark:)`` called with
    /// what this returns.
    package func begin(_ output: inout [UInt8]) -> Int {
        let mark = output.count
        if reserved > 0 { output.append(contentsOf: repeatElement(0, count: reserved)) }
        return mark
    }

    /// Ends the frame: the length goes before the message, which moves by a few bytes, or the line ending behind it.
    package func end(_ output: inout [UInt8], mark: Int) {
        let length = output.count - mark - reserved
        switch self {
        case .stream(.newline):
            output.append(0x0A)
        case .stream(.carriageReturnNewline):
            output.append(0x0D)
            output.append(0x0A)
        case .contentLength:
            output.replaceSubrange(mark..<mark + reserved, with: "Content-Length: \(length)\r\n\r\n".utf8)
        case .netstring:
            output.replaceSubrange(mark..<mark + reserved, with: "\(length):".utf8)
            output.append(UInt8(ascii: ","))
        }
    }

    /// Appends a whole message in its frame.
    package func write(_ message: some Collection<UInt8>, to output: inout [UInt8]) {
        let mark = begin(&output)
        output.append(contentsOf: message)
        end(&output, mark: mark)
    }

    /// Room for the usual header, so that the message mostly need not move far.
    private var reserved: Int {
        switch self {
        case .stream: 0
        case .contentLength: "Content-Length: 100\r\n\r\n".utf8.count
        case .netstring: 4
        }
    }
}
